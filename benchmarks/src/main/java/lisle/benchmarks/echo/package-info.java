/**
 * What an echoed message costs the machine: servers in processes of their own, pinned to one core,
 * and a load that is the same for all on another.
 */
@NullMarked
package lisle.benchmarks.echo;

import org.jspecify.annotations.NullMarked;

/** Addresses, networks and tables of them beside their peers, with JMH. */
@NullMarked
package lisle.benchmarks.ipaddress;

import org.jspecify.annotations.NullMarked;

/** Lisle beside its peers, in one run. */
@NullMarked
package lisle.benchmarks;

import org.jspecify.annotations.NullMarked;

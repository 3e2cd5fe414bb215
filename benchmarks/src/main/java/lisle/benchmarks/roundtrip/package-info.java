/** What a message's way there and back takes, on one connection, both ends in one JVM. */
@NullMarked
package lisle.benchmarks.roundtrip;

import org.jspecify.annotations.NullMarked;

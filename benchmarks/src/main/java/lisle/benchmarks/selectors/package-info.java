/** What registering with a selector costs, Lisle beside the JDK. */
@org.jspecify.annotations.NullMarked
package lisle.benchmarks.selectors;

/** What datagrams and transfers cost, sockets beside the JDK's channels, in one run. */
@org.jspecify.annotations.NullMarked
package lisle.benchmarks.socket;

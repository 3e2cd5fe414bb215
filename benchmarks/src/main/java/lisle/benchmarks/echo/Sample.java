package lisle.benchmarks.echo;

/**
 * One measured window.
 *
 * @param requests the messages that came back in it
 * @param nanos its length
 * @param serverNanos the processor time of the server in it, all threads, user and system
 * @param loadNanos that of the load
 * @param p50Micros the median of a message's way there and back
 * @param p99Micros the time that 99 of 100 messages came back within
 * @param otherOnServerCore the share of the server's cores that something else took, the load
 *     included where it is on one of them: 0 to 1
 * @param otherOnLoadCore the share of the load's core that something else took: 0 to 1
 */
record Sample(
    long requests,
    long nanos,
    long serverNanos,
    long loadNanos,
    double p50Micros,
    double p99Micros,
    double otherOnServerCore,
    double otherOnLoadCore) {

  /** Returns what a request costs the server, in microseconds of processor time. */
  double cost() {
    return serverNanos / 1e3 / requests;
  }

  /** Returns how much else ran on the two cores: 0 to 1, the greater of both. */
  double disturbance() {
    return Math.max(otherOnServerCore, otherOnLoadCore);
  }
}

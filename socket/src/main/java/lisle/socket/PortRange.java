package lisle.socket;

/**
 * The ports out of which the kernel chooses one for us, IP_LOCAL_PORT_RANGE of ip(7).
 *
 * @param first from 1 to 65,535; 0 leaves the system's own lower bound
 * @param last from 1 to 65,535; 0 leaves the system's own upper bound
 */
public record PortRange(int first, int last) {
  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if a port is out of range, or the last is before the first
   */
  public PortRange {
    InetAddressAndPort.checkPort(first);
    InetAddressAndPort.checkPort(last);
    if (last != 0 && last < first) {
      throw new IllegalArgumentException("the last port " + last + " is before " + first);
    }
  }
}

package lisle.socket;

/**
 * How many routers a packet may still pass: the TTL of IPv4, the hop limit of IPv6. Received with
 * {@link IpOption#IP_RECVTTL} or {@link Ipv6Option#IPV6_RECVHOPLIMIT}.
 *
 * @param hops from 0 to 255; to send, -1 for the default of the route
 */
public record HopLimit(int hops) implements AncillaryData {
  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public HopLimit {
    if (hops < -1 || hops > 255) {
      throw new IllegalArgumentException("hop limit " + hops + " is out of range -1 to 255");
    }
  }
}

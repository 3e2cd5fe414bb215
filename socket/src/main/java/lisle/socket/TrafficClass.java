package lisle.socket;

/**
 * How routers are to treat a packet: the traffic class of IPv6, the type of service of IPv4. The
 * upper six bits are a code point of RFC 2474, the lower two tell of congestion, RFC 3168. Received
 * with {@link IpOption#IP_RECVTOS} or {@link Ipv6Option#IPV6_RECVTCLASS}.
 *
 * @param bits from 0 to 255
 */
public record TrafficClass(int bits) implements AncillaryData {
  /** Best effort: nothing special. */
  public static final TrafficClass DEFAULT = new TrafficClass(0);

  /** Expedited forwarding, for what must not wait; RFC 3246. */
  public static final TrafficClass EXPEDITED = ofCodePoint(46);

  /** Lower effort, for what can wait for everything else; RFC 8622. */
  public static final TrafficClass LOWER_EFFORT = ofCodePoint(1);

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public TrafficClass {
    if (bits < 0 || bits > 255) {
      throw new IllegalArgumentException("traffic class " + bits + " is out of range 0 to 255");
    }
  }

  /**
   * Returns the class of a code point.
   *
   * @param codePoint from 0 to 63
   * @throws IllegalArgumentException if it is out of range
   */
  public static TrafficClass ofCodePoint(int codePoint) {
    if (codePoint < 0 || codePoint > 63) {
      throw new IllegalArgumentException("code point " + codePoint + " is out of range 0 to 63");
    }
    return new TrafficClass(codePoint << 2);
  }

  /** Returns the code point, from 0 to 63. */
  public int codePoint() {
    return bits >> 2;
  }

  /** Returns what it says of congestion, from 0 to 3: not capable, ECT(1), ECT(0), met. */
  public int congestion() {
    return bits & 3;
  }
}

package lisle.socket;

/**
 * How long each datagram is in a message that holds several, UDP_SEGMENT and UDP_GRO of udp(7); the
 * last one may be shorter. {@link DatagramBatch} looks after this by itself.
 *
 * @param bytes from 1 to 65,535
 */
public record SegmentSize(int bytes) implements AncillaryData {
  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public SegmentSize {
    if (bytes < 1 || bytes > 65_535) {
      throw new IllegalArgumentException("segment size " + bytes + " is out of range 1 to 65535");
    }
  }
}

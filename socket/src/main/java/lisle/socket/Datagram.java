package lisle.socket;

/**
 * What is known of a datagram that was received into the caller's buffer.
 *
 * @param from who sent it
 * @param length how many bytes are in the buffer
 * @param size how many bytes it had; more than {@code length} where the buffer was too short, and
 *     the rest is lost
 */
public record Datagram(SocketAddress from, int length, int size) {
  /** Reports whether the buffer was too short for it. */
  public boolean isTruncated() {
    return size > length;
  }
}

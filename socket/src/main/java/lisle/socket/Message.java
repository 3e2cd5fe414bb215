package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent: bytes gathered from any number of buffers, an address, and what travels
 * beside them. {@link #to} and {@link #with} return others with the same buffers.
 */
public final class Message {
  private final List<ByteBuffer> data;
  private final @Nullable SocketAddress to;
  private final List<AncillaryData> ancillary;

  private Message(
      List<ByteBuffer> data, @Nullable SocketAddress to, List<AncillaryData> ancillary) {
    this.data = data;
    this.to = to;
    this.ancillary = ancillary;
  }

  /** Makes one of what remains in some buffers. Their positions move when it is sent. */
  public static Message of(ByteBuffer... data) {
    return new Message(List.of(data), null, List.of());
  }

  /** Makes one of an array. */
  public static Message of(byte[] data) {
    return of(ByteBuffer.wrap(data));
  }

  /** Returns this message, for an address. */
  public Message to(SocketAddress address) {
    return new Message(data, address, ancillary);
  }

  /** Returns this message, with more beside it. */
  public Message with(AncillaryData... more) {
    List<AncillaryData> all = new ArrayList<>(ancillary);
    Collections.addAll(all, more);
    return new Message(data, to, List.copyOf(all));
  }

  @Nullable SocketAddress to() {
    return to;
  }

  List<AncillaryData> ancillary() {
    return ancillary;
  }

  long remaining() {
    long sum = 0;
    for (ByteBuffer buffer : data) sum += buffer.remaining();
    return sum;
  }

  /**
   * Copies the first bytes, one buffer after the other; another thread must not move them
   * meanwhile.
   */
  void gather(MemorySegment into, int bytes) {
    int done = 0;
    for (ByteBuffer buffer : data) {
      if (done == bytes) return;
      int part = Math.min(bytes - done, buffer.remaining());
      MemorySegment.copy(MemorySegment.ofBuffer(buffer), 0, into, done, part);
      done += part;
    }
  }

  /** Moves the buffers past what was sent. */
  void sent(int bytes) {
    int left = bytes;
    for (ByteBuffer buffer : data) {
      int part = Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      left -= part;
    }
  }

  @Override
  public String toString() {
    return "Message["
        + remaining()
        + " bytes, to="
        + to
        + ", "
        + Arrays.toString(ancillary.toArray())
        + "]";
  }
}

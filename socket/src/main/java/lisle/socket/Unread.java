package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * What was taken from the kernel and that nobody has received yet: the rest of datagrams that the
 * kernel had joined, and what a splice could not hand on. It comes before what the kernel has.
 *
 * <p>Safe for use by any number of threads.
 */
final class Unread {
  /** A datagram, or a piece of a stream. */
  private record Part(MemorySegment bytes, SocketAddress from, List<AncillaryData> ancillary) {
    int length() {
      return (int) bytes.byteSize();
    }

    @Nullable PacketInfo info() {
      for (AncillaryData data : ancillary) if (data instanceof PacketInfo info) return info;
      return null;
    }
  }

  /** Whose the bytes of a stream are. */
  static final SocketAddress NOBODY =
      new OtherSocketAddress(new Family(Linux.AF_UNSPEC), new byte[0]);

  private final ArrayDeque<Part> parts = new ArrayDeque<>();

  synchronized boolean isEmpty() {
    return parts.isEmpty();
  }

  /** How many bytes one receive can get: all of a stream, or one datagram. */
  synchronized int available(boolean stream) {
    Part first = parts.peekFirst();
    if (first == null) return 0;
    if (!stream) return first.length();
    return parts.stream().mapToInt(Part::length).sum();
  }

  /** Puts back what was taken last, before all else. */
  synchronized void putBack(byte[] bytes, SocketAddress from) {
    parts.addFirst(new Part(MemorySegment.ofArray(bytes), from, List.of()));
  }

  /** Adds a message, cut into the datagrams that the kernel had joined. */
  synchronized void add(byte[] bytes, ReceivedMessage message) {
    MemorySegment all = MemorySegment.ofArray(bytes);
    int length = message.length();
    int size = message.find(SegmentSize.class).map(SegmentSize::bytes).orElse(length);
    List<AncillaryData> rest =
        message.ancillary().stream().filter(data -> !(data instanceof SegmentSize)).toList();
    int at = 0;
    do {
      int part = Math.min(size, length - at);
      parts.add(new Part(all.asSlice(at, part), message.from(), rest));
      at += part;
    } while (at < length);
  }

  /** As recv(2); -1 if there is nothing. */
  synchronized int receive(MemorySegment to, int flags, boolean stream) {
    Part part = parts.peekFirst();
    if (part == null) return -1;
    int length = (int) Math.min(to.byteSize(), part.length());
    boolean truncates = (flags & Linux.MSG_TRUNC) != 0;
    if (!stream || !truncates) MemorySegment.copy(part.bytes, 0, to, 0, length);
    take(part, length, flags, stream);
    return truncates && !stream ? part.length() : length;
  }

  /** As recvfrom(2); null if there is nothing. */
  synchronized @Nullable Datagram receiveFrom(MemorySegment to, boolean stream) {
    Part part = parts.peekFirst();
    if (part == null) return null;
    int length = receive(to, 0, stream);
    return new Datagram(part.from, length, stream ? length : part.length());
  }

  /** As recvmsg(2); null if there is nothing. */
  synchronized @Nullable ReceivedMessage receiveMessage(
      int controlSize, int flags, boolean stream, ByteBuffer... to) {
    Part part = parts.peekFirst();
    if (part == null) return null;
    boolean discards = stream && (flags & Linux.MSG_TRUNC) != 0;
    int done = 0;
    for (ByteBuffer buffer : to) {
      int length = Math.min(part.length() - done, buffer.remaining());
      if (!discards) {
        MemorySegment.copy(part.bytes, done, MemorySegment.ofBuffer(buffer), 0, length);
        buffer.position(buffer.position() + length);
      }
      done += length;
    }
    take(part, done, flags, stream);
    boolean cut = !stream && done < part.length();
    return ReceivedMessage.of(
        done,
        cut && (flags & Linux.MSG_TRUNC) != 0 ? part.length() : done,
        part.from,
        cut ? MessageFlags.TRUNCATED : MessageFlags.NONE,
        controlSize > 0 ? part.ancillary : List.of());
  }

  /** Hands a datagram to a batch; false if there is none, or the batch has no room for it. */
  synchronized boolean moveTo(DatagramBatch batch) {
    Part part = parts.peekFirst();
    if (part == null || !batch.receive(part.bytes, part.from, part.info())) return false;
    parts.removeFirst();
    return true;
  }

  private void take(Part part, int length, int flags, boolean stream) {
    if ((flags & Linux.MSG_PEEK) != 0) return;
    parts.removeFirst();
    if (stream && length < part.length()) {
      parts.addFirst(new Part(part.bytes.asSlice(length), part.from, part.ancillary));
    }
  }
}

package lisle.socket;

import java.io.Closeable;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message that was received into the caller's buffers, and what came with it.
 * Close it: descriptors that came and were not taken are closed then. One that is forgotten closes
 * them when the garbage collector finds it.
 */
public final class ReceivedMessage implements Closeable {
  private final int length;
  private final int size;
  private final SocketAddress from;
  private final MessageFlags flags;
  private final List<AncillaryData> ancillary;
  private Cleaner.@Nullable Cleanable forgotten;

  private ReceivedMessage(
      int length, int size, SocketAddress from, MessageFlags flags, List<AncillaryData> ancillary) {
    this.length = length;
    this.size = size;
    this.from = from;
    this.flags = flags;
    this.ancillary = ancillary;
  }

  static ReceivedMessage of(
      int length, int size, SocketAddress from, MessageFlags flags, List<AncillaryData> ancillary) {
    List<AncillaryData> all = List.copyOf(ancillary);
    ReceivedMessage message = new ReceivedMessage(length, size, from, flags, all);
    if (all.stream().anyMatch(data -> data instanceof Closeable)) {
      message.forgotten = Life.CLEANER.register(message, () -> close(all));
    }
    return message;
  }

  /** Returns how many bytes are in the buffers; -1 at the end of a stream. */
  public int length() {
    return length;
  }

  /**
   * Returns how many bytes the message had, where {@link MessageFlags#TRUNCATED} was asked for;
   * else as {@link #length}.
   */
  public int size() {
    return size;
  }

  /**
   * Returns who sent it: {@link UnixSocketAddress#UNNAMED} for a datagram of a Unix socket that has
   * no name; an address of family 0 where the system does not say, as in a stream.
   */
  public SocketAddress from() {
    return from;
  }

  /** Returns what was special. */
  public MessageFlags flags() {
    return flags;
  }

  /** Reports whether the buffers were too short, so that the rest of the message is lost. */
  public boolean isTruncated() {
    return flags.has(MessageFlags.TRUNCATED);
  }

  /** Reports whether there was too little room for control messages, so that some are lost. */
  public boolean isControlTruncated() {
    return flags.has(MessageFlags.CONTROL_TRUNCATED);
  }

  /** Returns all that came with the message, in the order of the kernel. */
  public List<AncillaryData> ancillary() {
    return ancillary;
  }

  /** Returns the first of one kind that came with the message. */
  public <T extends AncillaryData> Optional<T> find(Class<T> kind) {
    return ancillary.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** Closes the descriptors that came and were not taken. */
  @Override
  public void close() {
    if (forgotten != null) forgotten.clean();
  }

  private static void close(List<AncillaryData> ancillary) {
    for (AncillaryData data : ancillary) {
      if (data instanceof ReceivedRights rights) rights.close();
      if (data instanceof ReceivedPidfd pidfd) pidfd.close();
    }
  }

  @Override
  public String toString() {
    return "ReceivedMessage[length=" + length + ", from=" + from + ", " + ancillary + "]";
  }
}

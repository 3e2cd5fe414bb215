package lisle.socket;

import lisle.sys.Linux;

/**
 * How one message is to be sent or received, recv(2) and send(2); and what was special about one
 * that was received. Any bits may be given, but MSG_ZEROCOPY, for which {@link ZeroCopy} is. The
 * flags that a socket of ours needs always (MSG_NOSIGNAL, MSG_CMSG_CLOEXEC) are implied. With
 * MSG_DONTWAIT, an operation answers as its form that begins with {@code try} does; {@link
 * Socket#receiveMessage} refuses it, as it always answers a message.
 *
 * @param bits the bits, as in the C headers
 */
public record MessageFlags(int bits) {
  /** Nothing special. */
  public static final MessageFlags NONE = new MessageFlags(0);

  /** What is received stays to be received again. */
  public static final MessageFlags PEEK = new MessageFlags(Linux.MSG_PEEK);

  /** Urgent data: one byte of TCP, or of a Unix stream. */
  public static final MessageFlags OUT_OF_BAND = new MessageFlags(Linux.MSG_OOB);

  /**
   * A receive answers the full length of a datagram, also where the buffer is shorter; in a
   * received message, that it was cut off. On TCP, data is thrown away instead of received; on
   * other streams, it is received as without.
   */
  public static final MessageFlags TRUNCATED = new MessageFlags(Linux.MSG_TRUNC);

  /** In a received message: control messages were cut off or thrown away, for want of room. */
  public static final MessageFlags CONTROL_TRUNCATED = new MessageFlags(Linux.MSG_CTRUNC);

  /** More will be sent at once: the kernel waits for it before it sends a packet. */
  public static final MessageFlags MORE = new MessageFlags(Linux.MSG_MORE);

  /** The message goes to hosts of connected networks alone, and through no router. */
  public static final MessageFlags DONT_ROUTE = new MessageFlags(Linux.MSG_DONTROUTE);

  /** The other side has answered lately: no new ARP or neighbour discovery is needed. */
  public static final MessageFlags CONFIRM = new MessageFlags(Linux.MSG_CONFIRM);

  /** The end of a record, for sequenced packets. */
  public static final MessageFlags END_OF_RECORD = new MessageFlags(Linux.MSG_EOR);

  /** What is received is an error, a timestamp, or a completion, with the packet it is about. */
  public static final MessageFlags ERROR_QUEUE = new MessageFlags(Linux.MSG_ERRQUEUE);

  /**
   * Connects and sends at once, TCP fast open; for sendTo on a socket that is not connected. Where
   * the other side has given no cookie for that yet, it connects and then sends.
   */
  public static final MessageFlags FAST_OPEN = new MessageFlags(Linux.MSG_FASTOPEN);

  /** Returns these flags and those. */
  public MessageFlags and(MessageFlags others) {
    return new MessageFlags(bits | others.bits);
  }

  /** Reports whether all of those flags are among these. */
  public boolean has(MessageFlags flags) {
    return (bits & flags.bits) == flags.bits;
  }

  @Override
  public String toString() {
    return "0x" + Integer.toHexString(bits);
  }
}

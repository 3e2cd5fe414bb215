package lisle.socket;

import lisle.sys.Linux;

/**
 * What a socket does with data, socket(2). Any number may be a type.
 *
 * @param number the number that the system knows it by
 */
public record SocketType(int number) {
  /** Bytes in order, without boundaries, nothing lost: TCP, and Unix streams. */
  public static final SocketType STREAM = new SocketType(Linux.SOCK_STREAM);

  /** Messages on their own, which over a network may be lost, doubled or reordered: UDP. */
  public static final SocketType DATAGRAM = new SocketType(Linux.SOCK_DGRAM);

  /** Messages in order over a connection, nothing lost: Unix, SCTP. */
  public static final SocketType SEQPACKET = new SocketType(Linux.SOCK_SEQPACKET);

  /** The network's own packets, raw(7). */
  public static final SocketType RAW = new SocketType(Linux.SOCK_RAW);

  /** What it is without SOCK_NONBLOCK and SOCK_CLOEXEC, which each socket of ours has anyway. */
  SocketType withoutFlags() {
    return new SocketType(number & ~(Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC));
  }

  /** Returns the name in the C headers, or the number. */
  @Override
  public String toString() {
    if (number == Linux.SOCK_STREAM) return "SOCK_STREAM";
    if (number == Linux.SOCK_DGRAM) return "SOCK_DGRAM";
    if (number == Linux.SOCK_SEQPACKET) return "SOCK_SEQPACKET";
    if (number == Linux.SOCK_RAW) return "SOCK_RAW";
    return "socket type " + number;
  }
}

package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.sys.Linux;

/**
 * An option of a socket with the type of its value: {@code socket.set(TCP_NODELAY, true)}.
 *
 * @param <T> the type of its value
 */
public final class SocketOption<T> {
  /** A socket may bind to an address that old connections still hold, socket(7). */
  public static final SocketOption<Boolean> SO_REUSEADDR =
      flag("SO_REUSEADDR", Linux.SOL_SOCKET, Linux.SO_REUSEADDR);

  /** Several sockets share one address, and the kernel spreads what comes in, socket(7). */
  public static final SocketOption<Boolean> SO_REUSEPORT =
      flag("SO_REUSEPORT", Linux.SOL_SOCKET, Linux.SO_REUSEPORT);

  /** Probes are sent on an idle connection, socket(7). */
  public static final SocketOption<Boolean> SO_KEEPALIVE =
      flag("SO_KEEPALIVE", Linux.SOL_SOCKET, Linux.SO_KEEPALIVE);

  /** Bytes of the send buffer; the kernel doubles what is set, socket(7). */
  public static final SocketOption<Integer> SO_SNDBUF =
      integer("SO_SNDBUF", Linux.SOL_SOCKET, Linux.SO_SNDBUF);

  /** Bytes of the receive buffer; the kernel doubles what is set, socket(7). */
  public static final SocketOption<Integer> SO_RCVBUF =
      integer("SO_RCVBUF", Linux.SOL_SOCKET, Linux.SO_RCVBUF);

  /** The pending error of the socket, as an errno, which reading it clears, socket(7). */
  public static final SocketOption<Integer> SO_ERROR =
      integer("SO_ERROR", Linux.SOL_SOCKET, Linux.SO_ERROR);

  /** Small segments are sent at once, tcp(7). */
  public static final SocketOption<Boolean> TCP_NODELAY =
      flag("TCP_NODELAY", Linux.IPPROTO_TCP, Linux.TCP_NODELAY);

  /** An IPv6 socket takes no IPv4 traffic, ipv6(7). */
  public static final SocketOption<Boolean> IPV6_V6ONLY =
      flag("IPV6_V6ONLY", Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY);

  /** How a value stands in the memory that getsockopt(2) and setsockopt(2) are given. */
  interface Codec<T> {
    /** The most bytes of a value. */
    int size();

    /** Writes a value, and returns its bytes. */
    int write(T value, MemorySegment to);

    /** Reads a value of that many bytes. */
    T read(MemorySegment from, int length);
  }

  private final String name;
  final int level;
  final int number;
  final Codec<T> codec;

  SocketOption(String name, int level, int number, Codec<T> codec) {
    this.name = name;
    this.level = level;
    this.number = number;
    this.codec = codec;
  }

  private static SocketOption<Boolean> flag(String name, int level, int number) {
    return new SocketOption<>(
        name,
        level,
        number,
        new Codec<Boolean>() {
          @Override
          public int size() {
            return Integer.BYTES;
          }

          @Override
          public int write(Boolean value, MemorySegment to) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, 0, value ? 1 : 0);
            return Integer.BYTES;
          }

          @Override
          public Boolean read(MemorySegment from, int length) {
            return from.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != 0;
          }
        });
  }

  private static SocketOption<Integer> integer(String name, int level, int number) {
    return new SocketOption<>(
        name,
        level,
        number,
        new Codec<Integer>() {
          @Override
          public int size() {
            return Integer.BYTES;
          }

          @Override
          public int write(Integer value, MemorySegment to) {
            to.set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
            return Integer.BYTES;
          }

          @Override
          public Integer read(MemorySegment from, int length) {
            return from.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
          }
        });
  }

  /** Returns its name in the C headers. */
  @Override
  public String toString() {
    return name;
  }
}

package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * The sender of the last datagram, so that the next one from the same allocates nothing. Guarded by
 * the read lock of its socket.
 */
final class AddressCache {
  private static final int INET = 16;
  private static final int INET6 = 28;

  /** Of datagrams of a Unix socket, where the kernel says nothing at all of no name. */
  private final boolean unix;

  private int length;
  private long first;
  private long second;
  private long third;
  private int fourth;
  private @Nullable SocketAddress address;

  AddressCache(boolean unix) {
    this.unix = unix;
  }

  SocketAddress read(MemorySegment name, int size) {
    if (unix && size < 2) return UnixSocketAddress.UNNAMED;
    int family = size < 2 ? Linux.AF_UNSPEC : name.get(ValueLayout.JAVA_SHORT, 0);
    boolean inet = family == Linux.AF_INET && size == INET;
    if (!inet && !(family == Linux.AF_INET6 && size == INET6)) return Sockaddr.read(name, size);
    long a = name.get(ValueLayout.JAVA_LONG, 0);
    long b = inet ? 0 : name.get(ValueLayout.JAVA_LONG, 8);
    long c = inet ? 0 : name.get(ValueLayout.JAVA_LONG, 16);
    int d = inet ? 0 : name.get(ValueLayout.JAVA_INT, 24);
    SocketAddress known = address;
    if (known != null && size == length && a == first && b == second && c == third && d == fourth) {
      return known;
    }
    SocketAddress read = Sockaddr.read(name, size);
    length = size;
    first = a;
    second = b;
    third = c;
    fourth = d;
    address = read;
    return read;
  }
}

package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import lisle.sys.Linux;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/** Addresses as the kernel has them: struct sockaddr, in native memory. */
final class Sockaddr {
  /** Enough for the address of any family. */
  static final long SIZE = Structs.SOCKADDR_STORAGE.byteSize();

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int SIN_PORT = 2;
  private static final int SIN_ADDR = 4;
  private static final int SIN_SIZE = 16;
  private static final int SIN6_FLOWINFO = 4;
  private static final int SIN6_ADDR = 8;
  private static final int SIN6_SCOPE_ID = 24;
  private static final int SIN6_SIZE = 28;
  private static final int SUN_PATH = 2;

  static {
    assert Structs.offset(Structs.SOCKADDR_IN, "sin_addr") == SIN_ADDR;
    assert Structs.offset(Structs.SOCKADDR_IN6, "sin6_addr") == SIN6_ADDR;
  }

  private Sockaddr() {}

  /** Writes an address, and returns its length in bytes. */
  static int write(SocketAddress address, MemorySegment to) {
    return switch (address) {
      case Inet4SocketAddress v4 -> {
        to.set(FAMILY, 0, (short) Linux.AF_INET);
        to.set(PORT, SIN_PORT, (short) v4.port());
        to.set(NETWORK_INT, SIN_ADDR, v4.address().bits());
        to.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 0);
        yield SIN_SIZE;
      }
      case Inet6SocketAddress v6 -> {
        to.set(FAMILY, 0, (short) Linux.AF_INET6);
        to.set(PORT, SIN_PORT, (short) v6.port());
        to.set(NETWORK_INT, SIN6_FLOWINFO, v6.flowInfo());
        to.set(NETWORK_LONG, SIN6_ADDR, v6.address().high());
        to.set(NETWORK_LONG, SIN6_ADDR + 8, v6.address().low());
        to.set(ValueLayout.JAVA_INT_UNALIGNED, SIN6_SCOPE_ID, scopeId(v6.address().scope()));
        yield SIN6_SIZE;
      }
      case UnixSocketAddress unix -> {
        byte[] path = unix.sunPath();
        to.set(FAMILY, 0, (short) Linux.AF_UNIX);
        MemorySegment.copy(path, 0, to, BYTE, SUN_PATH, path.length);
        boolean terminated = path.length > 0 && path[0] != 0;
        if (terminated) to.set(BYTE, SUN_PATH + path.length, (byte) 0);
        yield SUN_PATH + path.length + (terminated ? 1 : 0);
      }
      case OtherSocketAddress other -> {
        byte[] data = other.data();
        to.set(FAMILY, 0, (short) other.family().number());
        MemorySegment.copy(data, 0, to, BYTE, 2, data.length);
        yield 2 + data.length;
      }
    };
  }

  /** Reads an address of a length that the kernel said, which is less than two for none. */
  static SocketAddress read(MemorySegment from, int length) {
    if (length < 2) return new OtherSocketAddress(new Family(Linux.AF_UNSPEC), new byte[0]);
    int family = from.get(FAMILY, 0);
    if (family == Linux.AF_INET && length >= SIN_SIZE) {
      return new Inet4SocketAddress(
          Ipv4Address.ofBits(from.get(NETWORK_INT, SIN_ADDR)), from.get(PORT, SIN_PORT) & 0xFFFF);
    }
    if (family == Linux.AF_INET6 && length >= SIN6_SIZE) {
      Ipv6Address address =
          Ipv6Address.of(from.get(NETWORK_LONG, SIN6_ADDR), from.get(NETWORK_LONG, SIN6_ADDR + 8));
      int scope = from.get(ValueLayout.JAVA_INT_UNALIGNED, SIN6_SCOPE_ID);
      if (scope != 0) address = address.withScope(Integer.toUnsignedString(scope));
      return new Inet6SocketAddress(
          address, from.get(PORT, SIN_PORT) & 0xFFFF, from.get(NETWORK_INT, SIN6_FLOWINFO));
    }
    if (family == Linux.AF_UNIX) {
      int size = (int) Math.min(length, Structs.SOCKADDR_UN.byteSize()) - SUN_PATH;
      return UnixSocketAddress.ofSunPath(from.asSlice(SUN_PATH, size).toArray(BYTE));
    }
    int size = (int) Math.min(length, SIZE) - 2;
    return new OtherSocketAddress(new Family(family), from.asSlice(2, size).toArray(BYTE));
  }

  private static int scopeId(@Nullable String scope) {
    if (scope == null) return 0;
    try {
      return Integer.parseUnsignedInt(scope);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no network interface \"" + scope + "\"", e);
    }
  }
}

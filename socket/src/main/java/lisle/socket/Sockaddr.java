package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.ByteOrder;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import lisle.sys.AddressStructs;
import lisle.sys.Linux;
import lisle.sys.Structs;

/** Addresses as the kernel has them: struct sockaddr, in native memory. */
final class Sockaddr {
  /** Enough for the address of any family. */
  static final long SIZE = Structs.SOCKADDR_STORAGE.byteSize();

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int SIN_PORT = 2;
  private static final int SIN_ADDR = 4;
  private static final int SIN_SIZE = 16;
  private static final int SIN6_FLOWINFO = 4;
  private static final int SIN6_ADDR = 8;
  private static final int SIN6_SCOPE_ID = 24;
  private static final int SIN6_SIZE = 28;
  private static final int SUN_PATH = 2;
  private static final int VM_PORT = offset(AddressStructs.SOCKADDR_VM, "svm_port");
  private static final int VM_CID = offset(AddressStructs.SOCKADDR_VM, "svm_cid");
  private static final int VM_SIZE = (int) AddressStructs.SOCKADDR_VM.byteSize();
  private static final int NL_PID = offset(AddressStructs.SOCKADDR_NL, "nl_pid");
  private static final int NL_GROUPS = offset(AddressStructs.SOCKADDR_NL, "nl_groups");
  private static final int NL_SIZE = (int) AddressStructs.SOCKADDR_NL.byteSize();
  private static final int LL_PROTOCOL = offset(AddressStructs.SOCKADDR_LL, "sll_protocol");
  private static final int LL_IFINDEX = offset(AddressStructs.SOCKADDR_LL, "sll_ifindex");
  private static final int LL_HATYPE = offset(AddressStructs.SOCKADDR_LL, "sll_hatype");
  private static final int LL_PKTTYPE = offset(AddressStructs.SOCKADDR_LL, "sll_pkttype");
  private static final int LL_HALEN = offset(AddressStructs.SOCKADDR_LL, "sll_halen");
  private static final int LL_ADDR = offset(AddressStructs.SOCKADDR_LL, "sll_addr");
  private static final int CAN_IFINDEX = offset(AddressStructs.SOCKADDR_CAN, "can_ifindex");
  private static final int CAN_ADDR = offset(AddressStructs.SOCKADDR_CAN, "can_addr");
  private static final int CAN_SIZE = (int) AddressStructs.SOCKADDR_CAN.byteSize();

  static {
    assert Structs.offset(Structs.SOCKADDR_IN, "sin_addr") == SIN_ADDR;
    assert Structs.offset(Structs.SOCKADDR_IN6, "sin6_addr") == SIN6_ADDR;
  }

  private Sockaddr() {}

  /**
   * Writes an address, and returns its length in bytes.
   *
   * @throws SocketException if an IPv6 scope names no network interface (ENODEV)
   */
  static int write(SocketAddress address, MemorySegment to) throws SocketException {
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
        to.set(ValueLayout.JAVA_INT_UNALIGNED, SIN6_SCOPE_ID, scopeId(v6));
        yield SIN6_SIZE;
      }
      case UnixSocketAddress unix -> {
        byte[] path = unix.sunPath();
        to.set(FAMILY, 0, (short) Linux.AF_UNIX);
        MemorySegment.copy(path, 0, to, BYTE, SUN_PATH, path.length);
        boolean terminated =
            path.length > 0 && path[0] != 0 && path.length <= UnixSocketAddress.MAX_LENGTH;
        if (terminated) to.set(BYTE, SUN_PATH + path.length, (byte) 0);
        yield SUN_PATH + path.length + (terminated ? 1 : 0);
      }
      case VsockSocketAddress vsock -> {
        to.asSlice(0, VM_SIZE).fill((byte) 0);
        to.set(FAMILY, 0, (short) Linux.AF_VSOCK);
        to.set(INT, VM_PORT, vsock.port());
        to.set(INT, VM_CID, vsock.cid());
        yield VM_SIZE;
      }
      case NetlinkSocketAddress netlink -> {
        to.asSlice(0, NL_SIZE).fill((byte) 0);
        to.set(FAMILY, 0, (short) Linux.AF_NETLINK);
        to.set(INT, NL_PID, netlink.port());
        to.set(INT, NL_GROUPS, netlink.groups());
        yield NL_SIZE;
      }
      case PacketSocketAddress packet -> {
        byte[] hardware = packet.hardwareBytes();
        to.asSlice(0, LL_ADDR + 8).fill((byte) 0);
        to.set(FAMILY, 0, (short) Linux.AF_PACKET);
        to.set(PORT, LL_PROTOCOL, (short) packet.protocol());
        to.set(INT, LL_IFINDEX, packet.interfaceIndex());
        to.set(ValueLayout.JAVA_SHORT, LL_HATYPE, (short) packet.hardwareType());
        to.set(BYTE, LL_PKTTYPE, (byte) packet.packetType());
        to.set(BYTE, LL_HALEN, (byte) hardware.length);
        MemorySegment.copy(hardware, 0, to, BYTE, LL_ADDR, hardware.length);
        yield LL_ADDR + 8;
      }
      case CanSocketAddress can -> {
        to.asSlice(0, CAN_SIZE).fill((byte) 0);
        to.set(FAMILY, 0, (short) Linux.AF_CAN);
        to.set(INT, CAN_IFINDEX, can.interfaceIndex());
        to.set(INT, CAN_ADDR, can.receiveId());
        to.set(INT, CAN_ADDR + 4, can.sendId());
        yield CAN_SIZE;
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
      if (scope != 0) address = address.withScope(InterfaceIndex.name(scope));
      return new Inet6SocketAddress(
          address, from.get(PORT, SIN_PORT) & 0xFFFF, from.get(NETWORK_INT, SIN6_FLOWINFO));
    }
    if (family == Linux.AF_UNIX) {
      int size = (int) Math.min(length, Structs.SOCKADDR_UN.byteSize()) - SUN_PATH;
      return UnixSocketAddress.ofSunPath(from.asSlice(SUN_PATH, size).toArray(BYTE));
    }
    return readOther(family, from, length);
  }

  private static SocketAddress readOther(int family, MemorySegment from, int length) {
    if (family == Linux.AF_VSOCK && length >= VM_SIZE) {
      return new VsockSocketAddress(from.get(INT, VM_CID), from.get(INT, VM_PORT));
    }
    if (family == Linux.AF_NETLINK && length >= NL_SIZE) {
      return new NetlinkSocketAddress(from.get(INT, NL_PID), from.get(INT, NL_GROUPS));
    }
    if (family == Linux.AF_PACKET && length >= LL_ADDR) {
      int most = Math.min(length - LL_ADDR, PacketSocketAddress.MOST);
      int size = Math.min(from.get(BYTE, LL_HALEN) & 0xFF, most);
      return PacketSocketAddress.of(
          from.get(INT, LL_IFINDEX),
          from.get(PORT, LL_PROTOCOL) & 0xFFFF,
          from.asSlice(LL_ADDR, size).toArray(BYTE),
          from.get(ValueLayout.JAVA_SHORT_UNALIGNED, LL_HATYPE) & 0xFFFF,
          from.get(BYTE, LL_PKTTYPE) & 0xFF);
    }
    if (family == Linux.AF_CAN && length >= CAN_ADDR && !hasMoreThanIds(from, length)) {
      return new CanSocketAddress(
          from.get(INT, CAN_IFINDEX),
          length >= CAN_ADDR + 4 ? from.get(INT, CAN_ADDR) : 0,
          length >= CAN_ADDR + 8 ? from.get(INT, CAN_ADDR + 4) : 0);
    }
    int size = (int) Math.min(length, SIZE) - 2;
    return new OtherSocketAddress(new Family(family & 0xFFFF), from.asSlice(2, size).toArray(BYTE));
  }

  /** Of J1939: a group of parameters and an address, which {@link CanSocketAddress} has not. */
  private static boolean hasMoreThanIds(MemorySegment can, int length) {
    for (int at = CAN_ADDR + 8; at < Math.min(length, CAN_SIZE); at++) {
      if (can.get(BYTE, at) != 0) return true;
    }
    return false;
  }

  private static int offset(StructLayout struct, String member) {
    return (int) Structs.offset(struct, member);
  }

  private static int scopeId(Inet6SocketAddress address) throws SocketException {
    String scope = address.address().scope();
    if (scope == null) return 0;
    int index = InterfaceIndex.parse(scope);
    if (index >= 0) return index;
    throw Failures.of("if_nametoindex", index, address, "no network interface \"" + scope + "\"");
  }
}

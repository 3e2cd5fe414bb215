package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import lisle.selectors.Errno;
import lisle.sys.ControlMessages;
import lisle.sys.IpOptions;
import lisle.sys.Ipv6Options;
import lisle.sys.Linux;
import lisle.sys.OptionStructs;
import lisle.sys.SocketOptions;
import lisle.sys.Structs;
import lisle.sys.TcpOptions;
import lisle.sys.UdpOptions;
import org.jspecify.annotations.Nullable;

/** Reads the control messages that came with a message, whatever the bytes are. */
final class ControlReader {
  static final long HEADER = Structs.CMSGHDR.byteSize();
  private static final long TIMESPEC = Structs.TIMESPEC.byteSize();
  private static final long ERROR = OptionStructs.SOCK_EXTENDED_ERR.byteSize();
  private static final ValueLayout.OfInt NETWORK_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private ControlReader() {}

  static void read(MemorySegment control, List<AncillaryData> into) {
    long offset = 0;
    while (control.byteSize() - offset >= HEADER) {
      long length = control.get(JAVA_LONG_UNALIGNED, offset);
      if (length < HEADER || length > control.byteSize() - offset) return;
      int level = control.get(JAVA_INT_UNALIGNED, offset + 8);
      int type = control.get(JAVA_INT_UNALIGNED, offset + 12);
      MemorySegment data = control.asSlice(offset + HEADER, length - HEADER);
      AncillaryData known = known(level, type, data);
      into.add(known != null ? known : new RawAncillaryData(level, type, data.toArray(JAVA_BYTE)));
      offset += align(length);
    }
  }

  static long align(long length) {
    return (length + 7) & -8;
  }

  private static @Nullable AncillaryData known(int level, int type, MemorySegment data) {
    return switch (level) {
      case Linux.SOL_SOCKET -> ofSocket(type, data);
      case Linux.IPPROTO_IP -> ofIpv4(type, data);
      case Linux.IPPROTO_IPV6 -> ofIpv6(type, data);
      case Linux.IPPROTO_UDP ->
          type == UdpOptions.UDP_GRO && data.byteSize() >= 4 && inRange(integer(data), 1, 65_535)
              ? new SegmentSize(integer(data))
              : null;
      case Linux.IPPROTO_TCP ->
          type == TcpOptions.TCP_CM_INQ && data.byteSize() >= 4
              ? new QueuedBytes(integer(data))
              : null;
      case SocketOptions.SOL_PACKET -> null;
      default -> null;
    };
  }

  private static @Nullable AncillaryData ofSocket(int type, MemorySegment data) {
    long size = data.byteSize();
    return switch (type) {
      case ControlMessages.SCM_RIGHTS -> {
        int[] numbers = new int[(int) (size / 4)];
        for (int i = 0; i < numbers.length; i++) numbers[i] = data.get(JAVA_INT_UNALIGNED, 4L * i);
        yield new ReceivedRights(numbers);
      }
      case ControlMessages.SCM_CREDENTIALS -> size >= 12 ? credentials(data) : null;
      case ControlMessages.SCM_PIDFD ->
          size >= 4 && integer(data) >= 0 ? new ReceivedPidfd(integer(data)) : null;
      case ControlMessages.SCM_TIMESTAMP ->
          size >= TIMESPEC ? new PacketTimestamps(instant(data, 0, 1_000), null) : null;
      case ControlMessages.SCM_TIMESTAMPNS ->
          size >= TIMESPEC ? new PacketTimestamps(instant(data, 0, 1), null) : null;
      case ControlMessages.SCM_TIMESTAMPING ->
          size >= 3 * TIMESPEC
              ? new PacketTimestamps(instant(data, 0, 1), instant(data, 2 * TIMESPEC, 1))
              : null;
      case SocketOptions.SO_RXQ_OVFL ->
          size >= 4 ? new DroppedPackets(Integer.toUnsignedLong(integer(data))) : null;
      case ControlMessages.SCM_INQ -> size >= 4 ? new QueuedBytes(integer(data)) : null;
      default -> null;
    };
  }

  private static @Nullable AncillaryData ofIpv4(int type, MemorySegment data) {
    long size = data.byteSize();
    return switch (type) {
      case IpOptions.IP_PKTINFO -> size >= 12 ? ipv4Info(data, 0, null) : null;
      case IpOptions.IP_TTL -> size >= 4 ? hopLimit(integer(data)) : null;
      case IpOptions.IP_TOS -> size >= 1 ? new TrafficClass(data.get(JAVA_BYTE, 0) & 0xFF) : null;
      case IpOptions.IP_RECVERR -> size >= ERROR ? error(data) : null;
      case IpOptions.IP_ORIGDSTADDR -> size >= 16 ? destination(data) : null;
      default -> null;
    };
  }

  private static @Nullable AncillaryData ofIpv6(int type, MemorySegment data) {
    long size = data.byteSize();
    return switch (type) {
      case Ipv6Options.IPV6_PKTINFO -> size >= 20 ? ipv6Info(data, 0, null) : null;
      case Ipv6Options.IPV6_HOPLIMIT -> size >= 4 ? hopLimit(integer(data)) : null;
      case Ipv6Options.IPV6_TCLASS ->
          size >= 4 && inRange(integer(data), 0, 255) ? new TrafficClass(integer(data)) : null;
      case Ipv6Options.IPV6_RECVERR -> size >= ERROR ? error(data) : null;
      case Ipv6Options.IPV6_ORIGDSTADDR -> size >= 28 ? destination(data) : null;
      default -> null;
    };
  }

  /** Reads what is at a place; the known one, if it says the same. */
  private static PacketInfo ipv4Info(MemorySegment control, long at, @Nullable PacketInfo known) {
    int by = control.get(JAVA_INT_UNALIGNED, at);
    int local = control.get(NETWORK_INT, at + 4);
    int destination = control.get(NETWORK_INT, at + 8);
    if (known != null
        && known.interfaceIndex() == by
        && known.local() instanceof Ipv4Address l
        && l.bits() == local
        && known.destination() instanceof Ipv4Address d
        && d.bits() == destination) {
      return known;
    }
    return new PacketInfo(by, Ipv4Address.ofBits(local), Ipv4Address.ofBits(destination));
  }

  /** Reads what is at a place; the known one, if it says the same. */
  private static PacketInfo ipv6Info(MemorySegment control, long at, @Nullable PacketInfo known) {
    long high = control.get(NETWORK_LONG, at);
    long low = control.get(NETWORK_LONG, at + 8);
    int by = control.get(JAVA_INT_UNALIGNED, at + 16);
    if (known != null
        && known.interfaceIndex() == by
        && known.local() instanceof Ipv6Address l
        && l.high() == high
        && l.low() == low) {
      return known;
    }
    Ipv6Address local = Ipv6Address.of(high, low);
    return new PacketInfo(by, local, local);
  }

  // Without an object, for who reads many

  /**
   * Reads to which address a packet came; null where that is not said.
   *
   * @param known what came in its place before, to be returned if it says the same, or null
   */
  static @Nullable PacketInfo packetInfo(
      MemorySegment control, long from, long length, @Nullable PacketInfo known) {
    if (length == 0) return null;
    // A socket for both versions tells of IPv4 what is to answer here, and not beside IPv6.
    long at = find(control, from, length, Linux.IPPROTO_IP, IpOptions.IP_PKTINFO, 12);
    if (at >= 0) return ipv4Info(control, at, known);
    at = find(control, from, length, Linux.IPPROTO_IPV6, Ipv6Options.IPV6_PKTINFO, 20);
    return at >= 0 ? ipv6Info(control, at, known) : null;
  }

  /** Reads of what size the datagrams are that came as one; 0 where that is not said. */
  static int segmentSize(MemorySegment control, long from, long length) {
    long at = find(control, from, length, Linux.IPPROTO_UDP, UdpOptions.UDP_GRO, 4);
    return at >= 0 ? control.get(JAVA_INT_UNALIGNED, at) : 0;
  }

  /** Where the data of a control message is that has so many bytes of it; minus one for nowhere. */
  private static long find(
      MemorySegment control, long from, long length, int level, int type, int size) {
    for (long at = from; from + length - at >= HEADER; ) {
      long one = control.get(JAVA_LONG_UNALIGNED, at);
      if (one < HEADER || one > from + length - at) break;
      if (one >= HEADER + size
          && control.get(JAVA_INT_UNALIGNED, at + 8) == level
          && control.get(JAVA_INT_UNALIGNED, at + 12) == type) {
        return at + HEADER;
      }
      at += align(one);
    }
    return -1;
  }

  private static boolean inRange(int value, int least, int most) {
    return value >= least && value <= most;
  }

  private static int integer(MemorySegment data) {
    return data.get(JAVA_INT_UNALIGNED, 0);
  }

  static Credentials credentials(MemorySegment data) {
    return new Credentials(
        data.get(JAVA_INT_UNALIGNED, 0),
        data.get(JAVA_INT_UNALIGNED, 4),
        data.get(JAVA_INT_UNALIGNED, 8));
  }

  private static @Nullable HopLimit hopLimit(int hops) {
    return inRange(hops, 0, 255) ? new HopLimit(hops) : null;
  }

  /** A point in time; null for zero, with which the kernel says that it has none. */
  private static @Nullable Instant instant(MemorySegment data, long offset, int unitNanos) {
    long seconds = data.get(JAVA_LONG_UNALIGNED, offset);
    long part = data.get(JAVA_LONG_UNALIGNED, offset + 8);
    if (seconds == 0 && part == 0) return null;
    if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond() - 4) {
      return null;
    }
    if (part < 0 || part >= 1_000_000_000 / unitNanos) return null;
    return Instant.ofEpochSecond(seconds, part * unitNanos);
  }

  private static ExtendedError error(MemorySegment data) {
    SocketAddress offender = null;
    if (data.byteSize() >= ERROR + 2) {
      MemorySegment address = data.asSlice(ERROR);
      int family = address.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
      if (family != Linux.AF_UNSPEC) {
        offender = Sockaddr.read(address, (int) Math.min(address.byteSize(), Sockaddr.SIZE));
      }
    }
    return new ExtendedError(
        Errno.of(integer(data)),
        data.get(JAVA_BYTE, 4) & 0xFF,
        data.get(JAVA_BYTE, 5) & 0xFF,
        data.get(JAVA_BYTE, 6) & 0xFF,
        Integer.toUnsignedLong(data.get(JAVA_INT_UNALIGNED, 8)),
        Integer.toUnsignedLong(data.get(JAVA_INT_UNALIGNED, 12)),
        offender);
  }

  private static OriginalDestination destination(MemorySegment data) {
    return new OriginalDestination(
        Sockaddr.read(data, (int) Math.min(data.byteSize(), Sockaddr.SIZE)));
  }
}

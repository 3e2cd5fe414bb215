package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import lisle.selectors.Descriptor;
import lisle.sys.ControlMessages;
import lisle.sys.IpOptions;
import lisle.sys.Ipv6Options;
import lisle.sys.Linux;
import lisle.sys.UdpOptions;

/** Writes the control messages of a message to be sent. Then {@link #release}. */
final class ControlWriter {
  private final MemorySegment control;
  private final boolean inet6;
  private final List<Descriptor> entered = new ArrayList<>();
  private long length;

  /**
   * Makes one for a message.
   *
   * @param inet6 it goes by IPv6; not so to a mapped address, for all that the socket is of IPv6
   */
  ControlWriter(MemorySegment control, boolean inet6) {
    this.control = control;
    this.inet6 = inet6;
  }

  /** Returns how much room some control messages need, at most. */
  static long size(List<AncillaryData> all) {
    long size = 0;
    for (AncillaryData data : all) {
      long payload =
          switch (data) {
            case Rights rights -> 4L * rights.count();
            case RawAncillaryData raw -> raw.data().length;
            default -> 32;
          };
      size += ControlReader.HEADER + ControlReader.align(payload);
    }
    return size;
  }

  long length() {
    return length;
  }

  /** Lets go of the descriptors that are passed. */
  void release() {
    for (Descriptor descriptor : entered) descriptor.exit();
    entered.clear();
  }

  void write(AncillaryData data) throws IOException {
    switch (data) {
      case Rights rights -> {
        int[] numbers = rights.enter(entered);
        MemorySegment to = begin(Linux.SOL_SOCKET, ControlMessages.SCM_RIGHTS, numbers.length * 4);
        for (int i = 0; i < numbers.length; i++) to.set(JAVA_INT_UNALIGNED, 4L * i, numbers[i]);
      }
      case Credentials who -> {
        MemorySegment to = begin(Linux.SOL_SOCKET, ControlMessages.SCM_CREDENTIALS, 12);
        to.set(JAVA_INT_UNALIGNED, 0, who.pid());
        to.set(JAVA_INT_UNALIGNED, 4, who.uid());
        to.set(JAVA_INT_UNALIGNED, 8, who.gid());
      }
      case PacketInfo info ->
          length += packetInfo(control, length, info.local(), info.interfaceIndex());
      case HopLimit limit -> {
        int level = inet6 ? Linux.IPPROTO_IPV6 : Linux.IPPROTO_IP;
        int type = inet6 ? Ipv6Options.IPV6_HOPLIMIT : IpOptions.IP_TTL;
        begin(level, type, 4).set(JAVA_INT_UNALIGNED, 0, limit.hops());
      }
      case TrafficClass traffic -> {
        int level = inet6 ? Linux.IPPROTO_IPV6 : Linux.IPPROTO_IP;
        int type = inet6 ? Ipv6Options.IPV6_TCLASS : IpOptions.IP_TOS;
        begin(level, type, 4).set(JAVA_INT_UNALIGNED, 0, traffic.bits());
      }
      case SegmentSize segment -> length += segmentSize(control, length, segment.bytes());
      case TransmitTime time ->
          begin(Linux.SOL_SOCKET, ControlMessages.SCM_TXTIME, 8)
              .set(JAVA_LONG_UNALIGNED, 0, time.nanos());
      case RawAncillaryData raw -> {
        byte[] bytes = raw.data();
        MemorySegment to = begin(raw.level(), raw.type(), bytes.length);
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, 0, bytes.length);
      }
      case ReceivedRights ignored -> throw received(data);
      case ReceivedPidfd ignored -> throw received(data);
      case PacketTimestamps ignored -> throw received(data);
      case ExtendedError ignored -> throw received(data);
      case DroppedPackets ignored -> throw received(data);
      case OriginalDestination ignored -> throw received(data);
      case QueuedBytes ignored -> throw received(data);
    }
  }

  private static IllegalArgumentException received(AncillaryData data) {
    return new IllegalArgumentException(
        data.getClass().getSimpleName() + " is only received, and never sent");
  }

  // Without an object, for who writes many: each says how much room it has taken

  static long segmentSize(MemorySegment control, long at, int bytes) {
    long size = header(control, at, Linux.IPPROTO_UDP, UdpOptions.UDP_SEGMENT, 2);
    control.set(JAVA_SHORT_UNALIGNED, at + ControlReader.HEADER, (short) bytes);
    return size;
  }

  static long packetInfo(MemorySegment control, long at, IpAddress from, int interfaceIndex) {
    long data = at + ControlReader.HEADER;
    return switch (from) {
      case Ipv4Address local -> {
        long size = header(control, at, Linux.IPPROTO_IP, IpOptions.IP_PKTINFO, 12);
        control.set(JAVA_INT_UNALIGNED, data, interfaceIndex);
        control.set(Sockaddr.NETWORK_INT, data + 4, local.bits());
        control.set(JAVA_INT_UNALIGNED, data + 8, 0);
        yield size;
      }
      case Ipv6Address local -> {
        long size = header(control, at, Linux.IPPROTO_IPV6, Ipv6Options.IPV6_PKTINFO, 20);
        control.set(Sockaddr.NETWORK_LONG, data, local.high());
        control.set(Sockaddr.NETWORK_LONG, data + 8, local.low());
        control.set(JAVA_INT_UNALIGNED, data + 16, interfaceIndex);
        yield size;
      }
    };
  }

  private static long header(MemorySegment control, long at, int level, int type, int size) {
    long space = ControlReader.HEADER + ControlReader.align(size);
    control.set(JAVA_LONG_UNALIGNED, at + space - 8, 0); // padding goes to the kernel too
    control.set(JAVA_LONG_UNALIGNED, at, ControlReader.HEADER + size);
    control.set(JAVA_INT_UNALIGNED, at + 8, level);
    control.set(JAVA_INT_UNALIGNED, at + 12, type);
    return space;
  }

  /** Writes a header, and returns the room behind it. */
  private MemorySegment begin(int level, int type, int size) {
    long space = header(control, length, level, type, size);
    MemorySegment room = control.asSlice(length + ControlReader.HEADER, size);
    room.fill((byte) 0);
    length += space;
    return room;
  }
}

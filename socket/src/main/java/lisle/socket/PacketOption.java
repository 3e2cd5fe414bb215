package lisle.socket;

import lisle.sys.PacketOptions;
import lisle.sys.SocketOptions;

/** The options of packet(7). Those of every socket are in {@link SocketOption}. */
public final class PacketOption {
  // All

  /** Hears more of a device, as struct packet_mreq; only set. */
  public static final SocketOption<byte[]> PACKET_ADD_MEMBERSHIP =
      new SocketOption<>(
          "PACKET_ADD_MEMBERSHIP",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_ADD_MEMBERSHIP,
          Codec.bytes(16));

  /** Takes that back; only set. */
  public static final SocketOption<byte[]> PACKET_DROP_MEMBERSHIP =
      new SocketOption<>(
          "PACKET_DROP_MEMBERSHIP",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_DROP_MEMBERSHIP,
          Codec.bytes(16));

  /** What the device knows of a packet comes with it, raw. */
  public static final SocketOption<Boolean> PACKET_AUXDATA =
      new SocketOption<>(
          "PACKET_AUXDATA",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_AUXDATA,
          Codec.FLAG,
          "2.6.21");

  /** The address of a packet names the real device below a bond. */
  public static final SocketOption<Boolean> PACKET_ORIGDEV =
      new SocketOption<>(
          "PACKET_ORIGDEV", SocketOptions.SOL_PACKET, PacketOptions.PACKET_ORIGDEV, Codec.FLAG);

  /**
   * Joins a group of sockets that share the packets: the mode in the upper 16 bits, the group
   * below.
   */
  public static final SocketOption<Long> PACKET_FANOUT =
      new SocketOption<>(
          "PACKET_FANOUT",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_FANOUT,
          Codec.UNSIGNED,
          "3.1");

  /** Bad packets of a ring are passed over. */
  public static final SocketOption<Boolean> PACKET_LOSS =
      new SocketOption<>(
          "PACKET_LOSS", SocketOptions.SOL_PACKET, PacketOptions.PACKET_LOSS, Codec.FLAG);

  /** What is sent goes by the queues of the device. */
  public static final SocketOption<Boolean> PACKET_QDISC_BYPASS =
      new SocketOption<>(
          "PACKET_QDISC_BYPASS",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_QDISC_BYPASS,
          Codec.FLAG,
          "3.14");

  /** What this machine sends is not received. */
  public static final SocketOption<Boolean> PACKET_IGNORE_OUTGOING =
      new SocketOption<>(
          "PACKET_IGNORE_OUTGOING",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_IGNORE_OUTGOING,
          Codec.FLAG,
          "4.20");

  /** How many packets came and were dropped, as struct tpacket_stats; reading sets them to zero. */
  public static final SocketOption<byte[]> PACKET_STATISTICS =
      new SocketOption<>(
          "PACKET_STATISTICS",
          SocketOptions.SOL_PACKET,
          PacketOptions.PACKET_STATISTICS,
          Codec.bytes(12));

  private PacketOption() {}
}

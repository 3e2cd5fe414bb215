package lisle.sys;

/** Packet types and options of packet(7). */
public final class PacketOptions {
  // Kinds of packet, sll_pkttype
  public static final int PACKET_HOST = 0;
  public static final int PACKET_BROADCAST = 1;
  public static final int PACKET_MULTICAST = 2;
  public static final int PACKET_OTHERHOST = 3;
  public static final int PACKET_OUTGOING = 4;
  public static final int PACKET_LOOPBACK = 5;

  // Options at SOL_PACKET
  public static final int PACKET_ADD_MEMBERSHIP = 1;
  public static final int PACKET_DROP_MEMBERSHIP = 2;
  public static final int PACKET_RX_RING = 5;
  public static final int PACKET_STATISTICS = 6;
  public static final int PACKET_COPY_THRESH = 7;
  public static final int PACKET_AUXDATA = 8;
  public static final int PACKET_ORIGDEV = 9;
  public static final int PACKET_VERSION = 10;
  public static final int PACKET_HDRLEN = 11;
  public static final int PACKET_RESERVE = 12;
  public static final int PACKET_TX_RING = 13;
  public static final int PACKET_LOSS = 14;
  public static final int PACKET_VNET_HDR = 15;
  public static final int PACKET_TX_TIMESTAMP = 16;
  public static final int PACKET_TIMESTAMP = 17;
  public static final int PACKET_FANOUT = 18;
  public static final int PACKET_TX_HAS_OFF = 19;
  public static final int PACKET_QDISC_BYPASS = 20;
  public static final int PACKET_ROLLOVER_STATS = 21;
  public static final int PACKET_FANOUT_DATA = 22;
  public static final int PACKET_IGNORE_OUTGOING = 23;

  // What a membership asks for, mr_type
  public static final int PACKET_MR_MULTICAST = 0;
  public static final int PACKET_MR_PROMISC = 1;
  public static final int PACKET_MR_ALLMULTI = 2;
  public static final int PACKET_MR_UNICAST = 3;

  // What PACKET_FANOUT takes
  public static final int PACKET_FANOUT_HASH = 0;
  public static final int PACKET_FANOUT_LB = 1;
  public static final int PACKET_FANOUT_CPU = 2;
  public static final int PACKET_FANOUT_ROLLOVER = 3;
  public static final int PACKET_FANOUT_RND = 4;
  public static final int PACKET_FANOUT_QM = 5;
  public static final int PACKET_FANOUT_CBPF = 6;
  public static final int PACKET_FANOUT_EBPF = 7;
  public static final int PACKET_FANOUT_FLAG_ROLLOVER = 0x1000;
  public static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
  public static final int PACKET_FANOUT_FLAG_DEFRAG = 0x8000;

  // The bits of tp_status in what PACKET_AUXDATA gives
  public static final int TP_STATUS_USER = 1;
  public static final int TP_STATUS_COPY = 2;
  public static final int TP_STATUS_LOSING = 4;
  public static final int TP_STATUS_CSUMNOTREADY = 8;
  public static final int TP_STATUS_VLAN_VALID = 16;
  public static final int TP_STATUS_VLAN_TPID_VALID = 0x40;
  public static final int TP_STATUS_CSUM_VALID = 0x80;

  // Protocols, to be given in network byte order
  public static final int ETH_P_ALL = 3;
  public static final int ETH_P_IP = 0x800;
  public static final int ETH_P_ARP = 0x806;
  public static final int ETH_P_IPV6 = 0x86dd;
  public static final int ETH_P_8021Q = 0x8100;
  public static final int ETH_P_LOOP = 0x60;

  private PacketOptions() {}
}

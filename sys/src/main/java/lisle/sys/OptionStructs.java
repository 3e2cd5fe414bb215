package lisle.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static lisle.sys.Structs.SOCKADDR_IN6;
import static lisle.sys.Structs.SOCKADDR_STORAGE;
import static lisle.sys.Structs.TIMESPEC;

import java.lang.foreign.StructLayout;

/**
 * What options and control messages take and give, under their C names. A pointer is a {@code long}
 * here, and an array of bytes is a sequence.
 */
public final class OptionStructs {
  // unix(7)
  public static final StructLayout UCRED =
      structLayout(JAVA_INT.withName("pid"), JAVA_INT.withName("uid"), JAVA_INT.withName("gid"))
          .withName("ucred");

  // ip(7)
  public static final StructLayout IP_MREQN =
      structLayout(
              JAVA_INT.withName("imr_multiaddr"),
              JAVA_INT.withName("imr_address"),
              JAVA_INT.withName("imr_ifindex"))
          .withName("ip_mreqn");

  public static final StructLayout IP_MREQ_SOURCE =
      structLayout(
              JAVA_INT.withName("imr_multiaddr"),
              JAVA_INT.withName("imr_interface"),
              JAVA_INT.withName("imr_sourceaddr"))
          .withName("ip_mreq_source");

  public static final StructLayout IN_PKTINFO =
      structLayout(
              JAVA_INT.withName("ipi_ifindex"),
              JAVA_INT.withName("ipi_spec_dst"),
              JAVA_INT.withName("ipi_addr"))
          .withName("in_pktinfo");

  // Multicast over either family, RFC 3678
  public static final StructLayout GROUP_REQ =
      structLayout(
              JAVA_INT.withName("gr_interface"),
              paddingLayout(4),
              SOCKADDR_STORAGE.withName("gr_group"))
          .withName("group_req");

  public static final StructLayout GROUP_SOURCE_REQ =
      structLayout(
              JAVA_INT.withName("gsr_interface"),
              paddingLayout(4),
              SOCKADDR_STORAGE.withName("gsr_group"),
              SOCKADDR_STORAGE.withName("gsr_source"))
          .withName("group_source_req");

  // ipv6(7)
  public static final StructLayout IPV6_MREQ =
      structLayout(
              sequenceLayout(16, JAVA_BYTE).withName("ipv6mr_multiaddr"),
              JAVA_INT.withName("ipv6mr_interface"))
          .withName("ipv6_mreq");

  public static final StructLayout IN6_PKTINFO =
      structLayout(
              sequenceLayout(16, JAVA_BYTE).withName("ipi6_addr"),
              JAVA_INT.withName("ipi6_ifindex"))
          .withName("in6_pktinfo");

  public static final StructLayout IP6_MTUINFO =
      structLayout(SOCKADDR_IN6.withName("ip6m_addr"), JAVA_INT.withName("ip6m_mtu"))
          .withName("ip6_mtuinfo");

  public static final StructLayout IN6_FLOWLABEL_REQ =
      structLayout(
              sequenceLayout(16, JAVA_BYTE).withName("flr_dst"),
              JAVA_INT.withName("flr_label"),
              JAVA_BYTE.withName("flr_action"),
              JAVA_BYTE.withName("flr_share"),
              JAVA_SHORT.withName("flr_flags"),
              JAVA_SHORT.withName("flr_expires"),
              JAVA_SHORT.withName("flr_linger"),
              paddingLayout(4))
          .withName("in6_flowlabel_req");

  // The error queue and timestamps; the offender's address follows a sock_extended_err.
  public static final StructLayout SOCK_EXTENDED_ERR =
      structLayout(
              JAVA_INT.withName("ee_errno"),
              JAVA_BYTE.withName("ee_origin"),
              JAVA_BYTE.withName("ee_type"),
              JAVA_BYTE.withName("ee_code"),
              JAVA_BYTE.withName("ee_pad"),
              JAVA_INT.withName("ee_info"),
              JAVA_INT.withName("ee_data"))
          .withName("sock_extended_err");

  // The software stamp, one that is always zero, and the raw stamp of the hardware
  public static final StructLayout SCM_TIMESTAMPING =
      structLayout(sequenceLayout(3, TIMESPEC).withName("ts")).withName("scm_timestamping");

  public static final StructLayout SCM_TS_PKTINFO =
      structLayout(JAVA_INT.withName("if_index"), JAVA_INT.withName("pkt_length"), paddingLayout(8))
          .withName("scm_ts_pktinfo");

  public static final StructLayout SO_TIMESTAMPING =
      structLayout(JAVA_INT.withName("flags"), JAVA_INT.withName("bind_phc"))
          .withName("so_timestamping");

  public static final StructLayout SOCK_TXTIME =
      structLayout(JAVA_INT.withName("clockid"), JAVA_INT.withName("flags"))
          .withName("sock_txtime");

  // Filters, SO_ATTACH_FILTER
  public static final StructLayout SOCK_FILTER =
      structLayout(
              JAVA_SHORT.withName("code"),
              JAVA_BYTE.withName("jt"),
              JAVA_BYTE.withName("jf"),
              JAVA_INT.withName("k"))
          .withName("sock_filter");

  public static final StructLayout SOCK_FPROG =
      structLayout(JAVA_SHORT.withName("len"), paddingLayout(6), JAVA_LONG.withName("filter"))
          .withName("sock_fprog");

  // packet(7)
  public static final StructLayout PACKET_MREQ =
      structLayout(
              JAVA_INT.withName("mr_ifindex"),
              JAVA_SHORT.withName("mr_type"),
              JAVA_SHORT.withName("mr_alen"),
              sequenceLayout(8, JAVA_BYTE).withName("mr_address"))
          .withName("packet_mreq");

  public static final StructLayout TPACKET_AUXDATA =
      structLayout(
              JAVA_INT.withName("tp_status"),
              JAVA_INT.withName("tp_len"),
              JAVA_INT.withName("tp_snaplen"),
              JAVA_SHORT.withName("tp_mac"),
              JAVA_SHORT.withName("tp_net"),
              JAVA_SHORT.withName("tp_vlan_tci"),
              JAVA_SHORT.withName("tp_vlan_tpid"))
          .withName("tpacket_auxdata");

  public static final StructLayout TPACKET_STATS =
      structLayout(JAVA_INT.withName("tp_packets"), JAVA_INT.withName("tp_drops"))
          .withName("tpacket_stats");

  // netlink(7)
  public static final StructLayout NLMSGHDR =
      structLayout(
              JAVA_INT.withName("nlmsg_len"),
              JAVA_SHORT.withName("nlmsg_type"),
              JAVA_SHORT.withName("nlmsg_flags"),
              JAVA_INT.withName("nlmsg_seq"),
              JAVA_INT.withName("nlmsg_pid"))
          .withName("nlmsghdr");

  public static final StructLayout NLATTR =
      structLayout(JAVA_SHORT.withName("nla_len"), JAVA_SHORT.withName("nla_type"))
          .withName("nlattr");

  public static final StructLayout NL_PKTINFO =
      structLayout(JAVA_INT.withName("group")).withName("nl_pktinfo");

  // CAN
  public static final StructLayout CAN_FRAME =
      structLayout(
              JAVA_INT.withName("can_id"),
              JAVA_BYTE.withName("len"),
              paddingLayout(2),
              JAVA_BYTE.withName("len8_dlc"),
              sequenceLayout(8, JAVA_BYTE).withName("data"))
          .withName("can_frame");

  public static final StructLayout CANFD_FRAME =
      structLayout(
              JAVA_INT.withName("can_id"),
              JAVA_BYTE.withName("len"),
              JAVA_BYTE.withName("flags"),
              paddingLayout(2),
              sequenceLayout(64, JAVA_BYTE).withName("data"))
          .withName("canfd_frame");

  public static final StructLayout CAN_FILTER =
      structLayout(JAVA_INT.withName("can_id"), JAVA_INT.withName("can_mask"))
          .withName("can_filter");

  // raw(7) and RFC 3542 section 3.2
  public static final StructLayout ICMP_FILTER =
      structLayout(JAVA_INT.withName("data")).withName("icmp_filter");

  public static final StructLayout ICMP6_FILTER =
      structLayout(sequenceLayout(8, JAVA_INT).withName("data")).withName("icmp6_filter");

  // timerfd_create(2), getrlimit(2)
  public static final StructLayout ITIMERSPEC =
      structLayout(TIMESPEC.withName("it_interval"), TIMESPEC.withName("it_value"))
          .withName("itimerspec");

  public static final StructLayout RLIMIT =
      structLayout(JAVA_LONG.withName("rlim_cur"), JAVA_LONG.withName("rlim_max"))
          .withName("rlimit");

  private OptionStructs() {}
}

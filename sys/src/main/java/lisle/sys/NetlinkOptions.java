package lisle.sys;

/** Protocols, options and message flags of netlink(7). */
public final class NetlinkOptions {
  // Protocols
  public static final int NETLINK_ROUTE = 0;
  public static final int NETLINK_USERSOCK = 2;
  public static final int NETLINK_SOCK_DIAG = 4;
  public static final int NETLINK_NFLOG = 5;
  public static final int NETLINK_XFRM = 6;
  public static final int NETLINK_SELINUX = 7;
  public static final int NETLINK_ISCSI = 8;
  public static final int NETLINK_AUDIT = 9;
  public static final int NETLINK_FIB_LOOKUP = 10;
  public static final int NETLINK_CONNECTOR = 11;
  public static final int NETLINK_NETFILTER = 12;
  public static final int NETLINK_KOBJECT_UEVENT = 15;
  public static final int NETLINK_GENERIC = 16;
  public static final int NETLINK_SCSITRANSPORT = 18;
  public static final int NETLINK_RDMA = 20;
  public static final int NETLINK_CRYPTO = 21;
  public static final int NETLINK_SMC = 22;

  // Options at SOL_NETLINK
  public static final int NETLINK_ADD_MEMBERSHIP = 1;
  public static final int NETLINK_DROP_MEMBERSHIP = 2;
  public static final int NETLINK_PKTINFO = 3;
  public static final int NETLINK_BROADCAST_ERROR = 4;
  public static final int NETLINK_NO_ENOBUFS = 5;
  public static final int NETLINK_LISTEN_ALL_NSID = 8;
  public static final int NETLINK_LIST_MEMBERSHIPS = 9;
  public static final int NETLINK_CAP_ACK = 10;
  public static final int NETLINK_EXT_ACK = 11;
  public static final int NETLINK_GET_STRICT_CHK = 12;

  // Messages
  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  public static final int NLMSG_OVERRUN = 4;
  public static final int NLMSG_MIN_TYPE = 16;
  public static final int NLMSG_ALIGNTO = 4;
  public static final int NLMSG_HDRLEN = 16;

  // Flags
  public static final int NLM_F_REQUEST = 1;
  public static final int NLM_F_MULTI = 2;
  public static final int NLM_F_ACK = 4;
  public static final int NLM_F_ECHO = 8;
  public static final int NLM_F_DUMP_INTR = 16;
  public static final int NLM_F_DUMP_FILTERED = 32;
  public static final int NLM_F_ROOT = 0x100;
  public static final int NLM_F_MATCH = 0x200;
  public static final int NLM_F_ATOMIC = 0x400;
  public static final int NLM_F_DUMP = 0x300;
  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_APPEND = 0x800;
  public static final int NLM_F_CAPPED = 0x100;
  public static final int NLM_F_ACK_TLVS = 0x200;

  // What rtnetlink(7) can be asked for, and the groups that it tells
  public static final int RTM_NEWLINK = 16;
  public static final int RTM_GETLINK = 18;
  public static final int RTM_NEWADDR = 20;
  public static final int RTM_GETADDR = 22;
  public static final int RTM_NEWROUTE = 24;
  public static final int RTM_GETROUTE = 26;
  public static final int RTMGRP_LINK = 1;
  public static final int RTMGRP_NEIGH = 4;
  public static final int RTMGRP_IPV4_IFADDR = 0x10;
  public static final int RTMGRP_IPV4_ROUTE = 0x40;
  public static final int RTMGRP_IPV6_IFADDR = 0x100;
  public static final int RTMGRP_IPV6_ROUTE = 0x400;

  private NetlinkOptions() {}
}

package lisle.sys;

/** The options of IPv4, ip(7), and of multicast in either family. */
public final class IpOptions {
  // Every packet
  public static final int IP_TOS = 1;
  public static final int IP_TTL = 2;
  public static final int IP_HDRINCL = 3;
  public static final int IP_OPTIONS = 4;
  public static final int IP_ROUTER_ALERT = 5;
  public static final int IP_RECVOPTS = 6;
  public static final int IP_RETOPTS = 7;
  public static final int IP_PKTINFO = 8;
  public static final int IP_PKTOPTIONS = 9;
  public static final int IP_MTU_DISCOVER = 10;
  public static final int IP_RECVERR = 11;
  public static final int IP_RECVTTL = 12;
  public static final int IP_RECVTOS = 13;
  public static final int IP_MTU = 14;
  public static final int IP_FREEBIND = 15;
  public static final int IP_IPSEC_POLICY = 16;
  public static final int IP_XFRM_POLICY = 17;
  public static final int IP_PASSSEC = 18;
  public static final int IP_TRANSPARENT = 19;
  public static final int IP_RECVRETOPTS = 7;
  public static final int IP_ORIGDSTADDR = 20;
  public static final int IP_RECVORIGDSTADDR = 20;
  public static final int IP_MINTTL = 21;
  public static final int IP_NODEFRAG = 22;
  public static final int IP_CHECKSUM = 23;
  public static final int IP_BIND_ADDRESS_NO_PORT = 24;
  public static final int IP_RECVFRAGSIZE = 25;
  public static final int IP_RECVERR_RFC4884 = 26;
  public static final int IP_UNICAST_IF = 50;

  @Since("6.3")
  public static final int IP_LOCAL_PORT_RANGE = 51;

  @Since("6.4")
  public static final int IP_PROTOCOL = 52;

  // What IP_MTU_DISCOVER takes
  public static final int IP_PMTUDISC_DONT = 0;
  public static final int IP_PMTUDISC_WANT = 1;
  public static final int IP_PMTUDISC_DO = 2;
  public static final int IP_PMTUDISC_PROBE = 3;
  public static final int IP_PMTUDISC_INTERFACE = 4;
  public static final int IP_PMTUDISC_OMIT = 5;

  // Multicast over IPv4
  public static final int IP_MULTICAST_IF = 32;
  public static final int IP_MULTICAST_TTL = 33;
  public static final int IP_MULTICAST_LOOP = 34;
  public static final int IP_ADD_MEMBERSHIP = 35;
  public static final int IP_DROP_MEMBERSHIP = 36;
  public static final int IP_UNBLOCK_SOURCE = 37;
  public static final int IP_BLOCK_SOURCE = 38;
  public static final int IP_ADD_SOURCE_MEMBERSHIP = 39;
  public static final int IP_DROP_SOURCE_MEMBERSHIP = 40;
  public static final int IP_MSFILTER = 41;
  public static final int IP_MULTICAST_ALL = 49;
  public static final int IP_MAX_MEMBERSHIPS = 20;

  // Multicast over either family, RFC 3678
  public static final int MCAST_JOIN_GROUP = 42;
  public static final int MCAST_BLOCK_SOURCE = 43;
  public static final int MCAST_UNBLOCK_SOURCE = 44;
  public static final int MCAST_LEAVE_GROUP = 45;
  public static final int MCAST_JOIN_SOURCE_GROUP = 46;
  public static final int MCAST_LEAVE_SOURCE_GROUP = 47;
  public static final int MCAST_MSFILTER = 48;
  public static final int MCAST_EXCLUDE = 0;
  public static final int MCAST_INCLUDE = 1;

  // Type of service, RFC 1349, and the code points of RFC 2474 and RFC 3168
  public static final int IPTOS_LOWDELAY = 16;
  public static final int IPTOS_THROUGHPUT = 8;
  public static final int IPTOS_RELIABILITY = 4;
  public static final int IPTOS_MINCOST = 2;
  public static final int IPTOS_ECN_MASK = 3;
  public static final int IPTOS_ECN_ECT1 = 1;
  public static final int IPTOS_ECN_ECT0 = 2;
  public static final int IPTOS_ECN_CE = 3;
  public static final int IPTOS_DSCP_MASK = 0xfc;
  public static final int IPTOS_DSCP_EF = 0xb8;

  private IpOptions() {}
}

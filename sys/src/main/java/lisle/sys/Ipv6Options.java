package lisle.sys;

/** The options of IPv6 beside those in {@link Linux}, ipv6(7) and RFC 3542. */
public final class Ipv6Options {
  // Every packet
  public static final int IPV6_ADDRFORM = 1;
  public static final int IPV6_CHECKSUM = 7;
  public static final int IPV6_NEXTHOP = 9;
  public static final int IPV6_AUTHHDR = 10;
  public static final int IPV6_ROUTER_ALERT = 22;
  public static final int IPV6_ROUTER_ALERT_ISOLATE = 30;
  public static final int IPV6_MTU_DISCOVER = 23;
  public static final int IPV6_MTU = 24;
  public static final int IPV6_RECVERR = 25;
  public static final int IPV6_RECVERR_RFC4884 = 31;
  public static final int IPV6_IPSEC_POLICY = 34;
  public static final int IPV6_XFRM_POLICY = 35;
  public static final int IPV6_HDRINCL = 36;
  public static final int IPV6_DONTFRAG = 62;
  public static final int IPV6_AUTOFLOWLABEL = 70;
  public static final int IPV6_ADDR_PREFERENCES = 72;
  public static final int IPV6_MINHOPCOUNT = 73;
  public static final int IPV6_TRANSPARENT = 75;
  public static final int IPV6_UNICAST_IF = 76;
  public static final int IPV6_FREEBIND = 78;
  public static final int IPV6_FLOWINFO = 11;
  public static final int IPV6_FLOWLABEL_MGR = 32;
  public static final int IPV6_FLOWINFO_SEND = 33;

  // Received with each packet, and named so in its control messages
  public static final int IPV6_RECVPKTINFO = 49;
  public static final int IPV6_PKTINFO = 50;
  public static final int IPV6_RECVHOPLIMIT = 51;
  public static final int IPV6_HOPLIMIT = 52;
  public static final int IPV6_RECVHOPOPTS = 53;
  public static final int IPV6_HOPOPTS = 54;
  public static final int IPV6_RTHDRDSTOPTS = 55;
  public static final int IPV6_RECVRTHDR = 56;
  public static final int IPV6_RTHDR = 57;
  public static final int IPV6_RECVDSTOPTS = 58;
  public static final int IPV6_DSTOPTS = 59;
  public static final int IPV6_RECVPATHMTU = 60;
  public static final int IPV6_PATHMTU = 61;
  public static final int IPV6_RECVTCLASS = 66;
  public static final int IPV6_TCLASS = 67;
  public static final int IPV6_ORIGDSTADDR = 74;
  public static final int IPV6_RECVORIGDSTADDR = 74;
  public static final int IPV6_RECVFRAGSIZE = 77;

  // The forms of RFC 2292
  public static final int IPV6_2292PKTINFO = 2;
  public static final int IPV6_2292HOPOPTS = 3;
  public static final int IPV6_2292DSTOPTS = 4;
  public static final int IPV6_2292RTHDR = 5;
  public static final int IPV6_2292PKTOPTIONS = 6;
  public static final int IPV6_2292HOPLIMIT = 8;

  // Multicast and anycast
  public static final int IPV6_MULTICAST_IF = 17;
  public static final int IPV6_MULTICAST_HOPS = 18;
  public static final int IPV6_MULTICAST_LOOP = 19;
  public static final int IPV6_MULTICAST_ALL = 29;
  public static final int IPV6_ADD_MEMBERSHIP = 20;
  public static final int IPV6_DROP_MEMBERSHIP = 21;
  public static final int IPV6_JOIN_ANYCAST = 27;
  public static final int IPV6_LEAVE_ANYCAST = 28;

  // What IPV6_MTU_DISCOVER takes
  public static final int IPV6_PMTUDISC_DONT = 0;
  public static final int IPV6_PMTUDISC_WANT = 1;
  public static final int IPV6_PMTUDISC_DO = 2;
  public static final int IPV6_PMTUDISC_PROBE = 3;
  public static final int IPV6_PMTUDISC_INTERFACE = 4;
  public static final int IPV6_PMTUDISC_OMIT = 5;

  // What IPV6_ADDR_PREFERENCES takes, RFC 5014
  public static final int IPV6_PREFER_SRC_TMP = 1;
  public static final int IPV6_PREFER_SRC_PUBLIC = 2;
  public static final int IPV6_PREFER_SRC_PUBTMP_DEFAULT = 256;
  public static final int IPV6_PREFER_SRC_COA = 4;
  public static final int IPV6_PREFER_SRC_HOME = 1024;
  public static final int IPV6_PREFER_SRC_CGA = 8;
  public static final int IPV6_PREFER_SRC_NONCGA = 2048;

  // What IPV6_FLOWLABEL_MGR takes
  public static final int IPV6_FL_A_GET = 0;
  public static final int IPV6_FL_A_PUT = 1;
  public static final int IPV6_FL_A_RENEW = 2;
  public static final int IPV6_FL_F_CREATE = 1;
  public static final int IPV6_FL_F_EXCL = 2;
  public static final int IPV6_FL_F_REFLECT = 4;
  public static final int IPV6_FL_F_REMOTE = 8;
  public static final int IPV6_FL_S_NONE = 0;
  public static final int IPV6_FL_S_EXCL = 1;
  public static final int IPV6_FL_S_PROCESS = 2;
  public static final int IPV6_FL_S_USER = 3;
  public static final int IPV6_FL_S_ANY = 255;

  private Ipv6Options() {}
}

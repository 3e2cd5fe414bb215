package lisle.sys;

/**
 * The types and codes of ICMP, RFC 792, and ICMPv6, RFC 4443, as errors of the error queue carry
 * them.
 */
public final class IcmpTypes {
  // ICMP types
  public static final int ICMP_ECHOREPLY = 0;
  public static final int ICMP_DEST_UNREACH = 3;
  public static final int ICMP_SOURCE_QUENCH = 4;
  public static final int ICMP_REDIRECT = 5;
  public static final int ICMP_ECHO = 8;
  public static final int ICMP_TIME_EXCEEDED = 11;
  public static final int ICMP_PARAMETERPROB = 12;
  public static final int ICMP_TIMESTAMP = 13;
  public static final int ICMP_TIMESTAMPREPLY = 14;

  // Codes of ICMP_DEST_UNREACH
  public static final int ICMP_NET_UNREACH = 0;
  public static final int ICMP_HOST_UNREACH = 1;
  public static final int ICMP_PROT_UNREACH = 2;
  public static final int ICMP_PORT_UNREACH = 3;
  public static final int ICMP_FRAG_NEEDED = 4;
  public static final int ICMP_SR_FAILED = 5;
  public static final int ICMP_NET_UNKNOWN = 6;
  public static final int ICMP_HOST_UNKNOWN = 7;
  public static final int ICMP_HOST_ISOLATED = 8;
  public static final int ICMP_NET_ANO = 9;
  public static final int ICMP_HOST_ANO = 10;
  public static final int ICMP_NET_UNR_TOS = 11;
  public static final int ICMP_HOST_UNR_TOS = 12;
  public static final int ICMP_PKT_FILTERED = 13;
  public static final int ICMP_PREC_VIOLATION = 14;
  public static final int ICMP_PREC_CUTOFF = 15;

  // Codes of ICMP_TIME_EXCEEDED
  public static final int ICMP_EXC_TTL = 0;
  public static final int ICMP_EXC_FRAGTIME = 1;

  // The filter of a raw socket, raw(7)
  public static final int ICMP_FILTER = 1;

  // ICMPv6 types
  public static final int ICMPV6_DEST_UNREACH = 1;
  public static final int ICMPV6_PKT_TOOBIG = 2;
  public static final int ICMPV6_TIME_EXCEED = 3;
  public static final int ICMPV6_PARAMPROB = 4;
  public static final int ICMPV6_ECHO_REQUEST = 128;
  public static final int ICMPV6_ECHO_REPLY = 129;
  public static final int ICMPV6_MGM_QUERY = 130;
  public static final int ICMPV6_MGM_REPORT = 131;
  public static final int ICMPV6_MGM_REDUCTION = 132;
  public static final int ICMPV6_MLD2_REPORT = 143;

  // Codes of ICMPV6_DEST_UNREACH
  public static final int ICMPV6_NOROUTE = 0;
  public static final int ICMPV6_ADM_PROHIBITED = 1;
  public static final int ICMPV6_NOT_NEIGHBOUR = 2;
  public static final int ICMPV6_ADDR_UNREACH = 3;
  public static final int ICMPV6_PORT_UNREACH = 4;
  public static final int ICMPV6_POLICY_FAIL = 5;
  public static final int ICMPV6_REJECT_ROUTE = 6;

  // Codes of ICMPV6_TIME_EXCEED and ICMPV6_PARAMPROB
  public static final int ICMPV6_EXC_HOPLIMIT = 0;
  public static final int ICMPV6_EXC_FRAGTIME = 1;
  public static final int ICMPV6_HDR_FIELD = 0;
  public static final int ICMPV6_UNK_NEXTHDR = 1;
  public static final int ICMPV6_UNK_OPTION = 2;

  // The filter of a raw socket, RFC 3542 section 3.2
  public static final int ICMPV6_FILTER = 1;

  private IcmpTypes() {}
}

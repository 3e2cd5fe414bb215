package lisle.socket;

import lisle.sys.IpOptions;
import lisle.sys.Ipv6Options;
import lisle.sys.Linux;

/** The options of IPv6, ipv6(7). Those of every socket are in {@link SocketOption}. */
public final class Ipv6Option {
  // What is sent

  /** The socket takes no IPv4 traffic. */
  public static final SocketOption<Boolean> IPV6_V6ONLY =
      new SocketOption<>("IPV6_V6ONLY", Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, Codec.FLAG);

  /** How routers are to treat what is sent. */
  public static final SocketOption<TrafficClass> IPV6_TCLASS =
      new SocketOption<>(
          "IPV6_TCLASS", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_TCLASS, Codec.TRAFFIC_CLASS);

  /** How many routers a packet may pass, from 0 to 255; -1 for the default. */
  public static final SocketOption<Integer> IPV6_UNICAST_HOPS =
      new SocketOption<>(
          "IPV6_UNICAST_HOPS", Linux.IPPROTO_IPV6, Linux.IPV6_UNICAST_HOPS, Codec.INTEGER);

  /** What is done with packets that are too large. */
  public static final SocketOption<PathMtuDiscovery> IPV6_MTU_DISCOVER =
      new SocketOption<>(
          "IPV6_MTU_DISCOVER",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_MTU_DISCOVER,
          Codec.PATH_MTU_DISCOVERY);

  /** The known MTU toward the other side, in bytes; set, the most that is used. */
  public static final SocketOption<Integer> IPV6_MTU =
      new SocketOption<>("IPV6_MTU", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_MTU, Codec.INTEGER);

  /** Datagrams are not taken to pieces. */
  public static final SocketOption<Boolean> IPV6_DONTFRAG =
      new SocketOption<>(
          "IPV6_DONTFRAG", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_DONTFRAG, Codec.FLAG);

  /** The kernel chooses flow labels. */
  public static final SocketOption<Boolean> IPV6_AUTOFLOWLABEL =
      new SocketOption<>(
          "IPV6_AUTOFLOWLABEL",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_AUTOFLOWLABEL,
          Codec.FLAG,
          "3.17");

  /** The flow information of an address is sent. */
  public static final SocketOption<Boolean> IPV6_FLOWINFO_SEND =
      new SocketOption<>(
          "IPV6_FLOWINFO_SEND", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_FLOWINFO_SEND, Codec.FLAG);

  /** What is sent on a raw socket has its own IP header. */
  public static final SocketOption<Boolean> IPV6_HDRINCL =
      new SocketOption<>(
          "IPV6_HDRINCL", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_HDRINCL, Codec.FLAG, "4.5");

  /** Where the checksum stands in what a raw socket sends, in bytes; -1 for none. */
  public static final SocketOption<Integer> IPV6_CHECKSUM =
      new SocketOption<>(
          "IPV6_CHECKSUM", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_CHECKSUM, Codec.INTEGER);

  /** Packets to be forwarded with this router alert come to this raw socket. */
  public static final SocketOption<Integer> IPV6_ROUTER_ALERT =
      new SocketOption<>(
          "IPV6_ROUTER_ALERT", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_ROUTER_ALERT, Codec.INTEGER);

  /** Only those of this network namespace. */
  public static final SocketOption<Boolean> IPV6_ROUTER_ALERT_ISOLATE =
      new SocketOption<>(
          "IPV6_ROUTER_ALERT_ISOLATE",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_ROUTER_ALERT_ISOLATE,
          Codec.FLAG,
          "5.1");

  // Addresses

  /** Binding to an address that no interface has (yet) is allowed. */
  public static final SocketOption<Boolean> IPV6_FREEBIND =
      new SocketOption<>(
          "IPV6_FREEBIND", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_FREEBIND, Codec.FLAG, "4.15");

  /** Binding to any address, for transparent proxies; needs CAP_NET_ADMIN. */
  public static final SocketOption<Boolean> IPV6_TRANSPARENT =
      new SocketOption<>(
          "IPV6_TRANSPARENT",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_TRANSPARENT,
          Codec.FLAG,
          "2.6.37");

  /** Which source addresses are preferred, as IPV6_PREFER bits, RFC 5014. */
  public static final SocketOption<Integer> IPV6_ADDR_PREFERENCES =
      new SocketOption<>(
          "IPV6_ADDR_PREFERENCES",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_ADDR_PREFERENCES,
          Codec.INTEGER);

  /** The interface, by index, from which packets are sent where the routes allow several. */
  public static final SocketOption<Integer> IPV6_UNICAST_IF =
      new SocketOption<>(
          "IPV6_UNICAST_IF",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_UNICAST_IF,
          Codec.NETWORK_ORDER,
          "3.4");

  /** Makes an IPv6 socket whose addresses are mapped ones an IPv4 socket: the family. */
  public static final SocketOption<Integer> IPV6_ADDRFORM =
      new SocketOption<>(
          "IPV6_ADDRFORM", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_ADDRFORM, Codec.INTEGER);

  // What comes with a packet

  /** Its interface and address: {@link PacketInfo}. */
  public static final SocketOption<Boolean> IPV6_RECVPKTINFO =
      new SocketOption<>(
          "IPV6_RECVPKTINFO", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVPKTINFO, Codec.FLAG);

  /** Its hop limit: {@link HopLimit}. */
  public static final SocketOption<Boolean> IPV6_RECVHOPLIMIT =
      new SocketOption<>(
          "IPV6_RECVHOPLIMIT", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVHOPLIMIT, Codec.FLAG);

  /** Its traffic class: {@link TrafficClass}. */
  public static final SocketOption<Boolean> IPV6_RECVTCLASS =
      new SocketOption<>(
          "IPV6_RECVTCLASS", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVTCLASS, Codec.FLAG);

  /** Its hop-by-hop options, raw. */
  public static final SocketOption<Boolean> IPV6_RECVHOPOPTS =
      new SocketOption<>(
          "IPV6_RECVHOPOPTS", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVHOPOPTS, Codec.FLAG);

  /** Its routing header, raw. */
  public static final SocketOption<Boolean> IPV6_RECVRTHDR =
      new SocketOption<>(
          "IPV6_RECVRTHDR", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVRTHDR, Codec.FLAG);

  /** Its destination options, raw. */
  public static final SocketOption<Boolean> IPV6_RECVDSTOPTS =
      new SocketOption<>(
          "IPV6_RECVDSTOPTS", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVDSTOPTS, Codec.FLAG);

  /** The MTU of the way, when a packet was too large, raw. */
  public static final SocketOption<Boolean> IPV6_RECVPATHMTU =
      new SocketOption<>(
          "IPV6_RECVPATHMTU", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVPATHMTU, Codec.FLAG);

  /** Where it was sent to: {@link OriginalDestination}. */
  public static final SocketOption<Boolean> IPV6_RECVORIGDSTADDR =
      new SocketOption<>(
          "IPV6_RECVORIGDSTADDR",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_RECVORIGDSTADDR,
          Codec.FLAG,
          "2.6.37");

  /** The size of its largest fragment, raw. */
  public static final SocketOption<Boolean> IPV6_RECVFRAGSIZE =
      new SocketOption<>(
          "IPV6_RECVFRAGSIZE",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_RECVFRAGSIZE,
          Codec.FLAG,
          "4.11");

  /** Errors go to the {@linkplain MessageFlags#ERROR_QUEUE error queue}: {@link ExtendedError}. */
  public static final SocketOption<Boolean> IPV6_RECVERR =
      new SocketOption<>("IPV6_RECVERR", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_RECVERR, Codec.FLAG);

  /** More of the packet that an error is about, RFC 4884. */
  public static final SocketOption<Boolean> IPV6_RECVERR_RFC4884 =
      new SocketOption<>(
          "IPV6_RECVERR_RFC4884",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_RECVERR_RFC4884,
          Codec.FLAG,
          "5.9");

  /** Packets with a smaller hop limit are thrown away, RFC 5082; 0 for none. */
  public static final SocketOption<Integer> IPV6_MINHOPCOUNT =
      new SocketOption<>(
          "IPV6_MINHOPCOUNT",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_MINHOPCOUNT,
          Codec.INTEGER,
          "2.6.35");

  // Multicast

  /** Listens to a group; only set. */
  public static final SocketOption<MulticastMembership> MCAST_JOIN_GROUP =
      new SocketOption<>(
          "MCAST_JOIN_GROUP", Linux.IPPROTO_IPV6, IpOptions.MCAST_JOIN_GROUP, Codec.MEMBERSHIP);

  /** Listens to a group no more; only set. */
  public static final SocketOption<MulticastMembership> MCAST_LEAVE_GROUP =
      new SocketOption<>(
          "MCAST_LEAVE_GROUP", Linux.IPPROTO_IPV6, IpOptions.MCAST_LEAVE_GROUP, Codec.MEMBERSHIP);

  /** Listens to one sender of a group; only set. */
  public static final SocketOption<MulticastMembership> MCAST_JOIN_SOURCE_GROUP =
      new SocketOption<>(
          "MCAST_JOIN_SOURCE_GROUP",
          Linux.IPPROTO_IPV6,
          IpOptions.MCAST_JOIN_SOURCE_GROUP,
          Codec.MEMBERSHIP);

  /** Listens to one sender of a group no more; only set. */
  public static final SocketOption<MulticastMembership> MCAST_LEAVE_SOURCE_GROUP =
      new SocketOption<>(
          "MCAST_LEAVE_SOURCE_GROUP",
          Linux.IPPROTO_IPV6,
          IpOptions.MCAST_LEAVE_SOURCE_GROUP,
          Codec.MEMBERSHIP);

  /** Hears one sender of a group no more; only set. */
  public static final SocketOption<MulticastMembership> MCAST_BLOCK_SOURCE =
      new SocketOption<>(
          "MCAST_BLOCK_SOURCE", Linux.IPPROTO_IPV6, IpOptions.MCAST_BLOCK_SOURCE, Codec.MEMBERSHIP);

  /** Hears that sender again; only set. */
  public static final SocketOption<MulticastMembership> MCAST_UNBLOCK_SOURCE =
      new SocketOption<>(
          "MCAST_UNBLOCK_SOURCE",
          Linux.IPPROTO_IPV6,
          IpOptions.MCAST_UNBLOCK_SOURCE,
          Codec.MEMBERSHIP);

  /** The interface, by index, from which multicast is sent; 0 for the routes' choice. */
  public static final SocketOption<Integer> IPV6_MULTICAST_IF =
      new SocketOption<>(
          "IPV6_MULTICAST_IF", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_MULTICAST_IF, Codec.INTEGER);

  /** How many routers multicast may pass, from 0 to 255; 1 by default. */
  public static final SocketOption<Integer> IPV6_MULTICAST_HOPS =
      new SocketOption<>(
          "IPV6_MULTICAST_HOPS",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_MULTICAST_HOPS,
          Codec.INTEGER);

  /** Sockets of this machine hear what is sent; so by default. */
  public static final SocketOption<Boolean> IPV6_MULTICAST_LOOP =
      new SocketOption<>(
          "IPV6_MULTICAST_LOOP", Linux.IPPROTO_IPV6, Ipv6Options.IPV6_MULTICAST_LOOP, Codec.FLAG);

  /** Also groups are heard that other sockets of this machine have joined; so by default. */
  public static final SocketOption<Boolean> IPV6_MULTICAST_ALL =
      new SocketOption<>(
          "IPV6_MULTICAST_ALL",
          Linux.IPPROTO_IPV6,
          Ipv6Options.IPV6_MULTICAST_ALL,
          Codec.FLAG,
          "4.20");

  private Ipv6Option() {}
}

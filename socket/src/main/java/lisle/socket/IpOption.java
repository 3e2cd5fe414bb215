package lisle.socket;

import lisle.sys.IpOptions;
import lisle.sys.Linux;

/** The options of IPv4, ip(7). Those of every socket are in {@link SocketOption}. */
public final class IpOption {
  // What is sent

  /** How routers are to treat what is sent. */
  public static final SocketOption<TrafficClass> IP_TOS =
      new SocketOption<>("IP_TOS", Linux.IPPROTO_IP, IpOptions.IP_TOS, Codec.TRAFFIC_CLASS);

  /** How many routers a packet may pass, from 1 to 255; -1 for the default. */
  public static final SocketOption<Integer> IP_TTL =
      new SocketOption<>("IP_TTL", Linux.IPPROTO_IP, IpOptions.IP_TTL, Codec.INTEGER);

  /** What is sent on a raw socket has its own IP header, raw(7). */
  public static final SocketOption<Boolean> IP_HDRINCL =
      new SocketOption<>("IP_HDRINCL", Linux.IPPROTO_IP, IpOptions.IP_HDRINCL, Codec.FLAG);

  /** The options in the header of each packet. */
  public static final SocketOption<byte[]> IP_OPTIONS =
      new SocketOption<>("IP_OPTIONS", Linux.IPPROTO_IP, IpOptions.IP_OPTIONS, Codec.bytes(40));

  /** Packets to be forwarded that have the router alert option come to this raw socket. */
  public static final SocketOption<Boolean> IP_ROUTER_ALERT =
      new SocketOption<>(
          "IP_ROUTER_ALERT", Linux.IPPROTO_IP, IpOptions.IP_ROUTER_ALERT, Codec.FLAG);

  /** What is done with packets that are too large. */
  public static final SocketOption<PathMtuDiscovery> IP_MTU_DISCOVER =
      new SocketOption<>(
          "IP_MTU_DISCOVER", Linux.IPPROTO_IP, IpOptions.IP_MTU_DISCOVER, Codec.PATH_MTU_DISCOVERY);

  /** The known MTU toward the other side of a connection, in bytes; only read. */
  public static final SocketOption<Integer> IP_MTU =
      new SocketOption<>("IP_MTU", Linux.IPPROTO_IP, IpOptions.IP_MTU, Codec.INTEGER);

  /** Fragments of a raw socket are not put together by the packet filter. */
  public static final SocketOption<Boolean> IP_NODEFRAG =
      new SocketOption<>(
          "IP_NODEFRAG", Linux.IPPROTO_IP, IpOptions.IP_NODEFRAG, Codec.FLAG, "2.6.36");

  /** The checksum of a packet comes with it. */
  public static final SocketOption<Boolean> IP_CHECKSUM =
      new SocketOption<>("IP_CHECKSUM", Linux.IPPROTO_IP, IpOptions.IP_CHECKSUM, Codec.FLAG, "4.0");

  // Addresses

  /** Binding to an address that no interface has (yet) is allowed. */
  public static final SocketOption<Boolean> IP_FREEBIND =
      new SocketOption<>("IP_FREEBIND", Linux.IPPROTO_IP, IpOptions.IP_FREEBIND, Codec.FLAG);

  /** Binding to any address, for transparent proxies; needs CAP_NET_ADMIN. */
  public static final SocketOption<Boolean> IP_TRANSPARENT =
      new SocketOption<>(
          "IP_TRANSPARENT", Linux.IPPROTO_IP, IpOptions.IP_TRANSPARENT, Codec.FLAG, "2.6.24");

  /** The port is chosen by connect and not by bind, so that many can share it. */
  public static final SocketOption<Boolean> IP_BIND_ADDRESS_NO_PORT =
      new SocketOption<>(
          "IP_BIND_ADDRESS_NO_PORT",
          Linux.IPPROTO_IP,
          IpOptions.IP_BIND_ADDRESS_NO_PORT,
          Codec.FLAG,
          "4.2");

  /** The ports out of which the kernel chooses one. */
  public static final SocketOption<PortRange> IP_LOCAL_PORT_RANGE =
      new SocketOption<>(
          "IP_LOCAL_PORT_RANGE",
          Linux.IPPROTO_IP,
          IpOptions.IP_LOCAL_PORT_RANGE,
          Codec.PORT_RANGE,
          "6.3");

  /** The interface, by index, from which packets are sent where the routes allow several. */
  public static final SocketOption<Integer> IP_UNICAST_IF =
      new SocketOption<>(
          "IP_UNICAST_IF", Linux.IPPROTO_IP, IpOptions.IP_UNICAST_IF, Codec.NETWORK_ORDER, "3.4");

  /** The protocol of a raw socket; only read. */
  public static final SocketOption<Integer> IP_PROTOCOL =
      new SocketOption<>(
          "IP_PROTOCOL", Linux.IPPROTO_IP, IpOptions.IP_PROTOCOL, Codec.INTEGER, "6.4");

  // What comes with a packet

  /** Its interface and addresses: {@link PacketInfo}. */
  public static final SocketOption<Boolean> IP_PKTINFO =
      new SocketOption<>("IP_PKTINFO", Linux.IPPROTO_IP, IpOptions.IP_PKTINFO, Codec.FLAG);

  /** Its TTL: {@link HopLimit}. */
  public static final SocketOption<Boolean> IP_RECVTTL =
      new SocketOption<>("IP_RECVTTL", Linux.IPPROTO_IP, IpOptions.IP_RECVTTL, Codec.FLAG);

  /** Its type of service: {@link TrafficClass}. */
  public static final SocketOption<Boolean> IP_RECVTOS =
      new SocketOption<>("IP_RECVTOS", Linux.IPPROTO_IP, IpOptions.IP_RECVTOS, Codec.FLAG);

  /** The options in its header, raw. */
  public static final SocketOption<Boolean> IP_RECVOPTS =
      new SocketOption<>("IP_RECVOPTS", Linux.IPPROTO_IP, IpOptions.IP_RECVOPTS, Codec.FLAG);

  /** The options in its header as a reply would have them, raw. */
  public static final SocketOption<Boolean> IP_RETOPTS =
      new SocketOption<>("IP_RETOPTS", Linux.IPPROTO_IP, IpOptions.IP_RETOPTS, Codec.FLAG);

  /** Where it was sent to: {@link OriginalDestination}. */
  public static final SocketOption<Boolean> IP_RECVORIGDSTADDR =
      new SocketOption<>(
          "IP_RECVORIGDSTADDR",
          Linux.IPPROTO_IP,
          IpOptions.IP_RECVORIGDSTADDR,
          Codec.FLAG,
          "2.6.29");

  /** The size of its largest fragment, raw. */
  public static final SocketOption<Boolean> IP_RECVFRAGSIZE =
      new SocketOption<>(
          "IP_RECVFRAGSIZE", Linux.IPPROTO_IP, IpOptions.IP_RECVFRAGSIZE, Codec.FLAG, "4.11");

  /** The security label of its sender, raw. */
  public static final SocketOption<Boolean> IP_PASSSEC =
      new SocketOption<>(
          "IP_PASSSEC", Linux.IPPROTO_IP, IpOptions.IP_PASSSEC, Codec.FLAG, "2.6.17");

  /** Errors go to the {@linkplain MessageFlags#ERROR_QUEUE error queue}: {@link ExtendedError}. */
  public static final SocketOption<Boolean> IP_RECVERR =
      new SocketOption<>("IP_RECVERR", Linux.IPPROTO_IP, IpOptions.IP_RECVERR, Codec.FLAG);

  /** More of the packet that an error is about, RFC 4884. */
  public static final SocketOption<Boolean> IP_RECVERR_RFC4884 =
      new SocketOption<>(
          "IP_RECVERR_RFC4884", Linux.IPPROTO_IP, IpOptions.IP_RECVERR_RFC4884, Codec.FLAG, "5.9");

  /** Packets with a smaller TTL are thrown away, RFC 5082; 0 for none. */
  public static final SocketOption<Integer> IP_MINTTL =
      new SocketOption<>(
          "IP_MINTTL", Linux.IPPROTO_IP, IpOptions.IP_MINTTL, Codec.INTEGER, "2.6.34");

  // Multicast

  /** Listens to a group; only set. */
  public static final SocketOption<MulticastMembership> MCAST_JOIN_GROUP =
      new SocketOption<>(
          "MCAST_JOIN_GROUP", Linux.IPPROTO_IP, IpOptions.MCAST_JOIN_GROUP, Codec.MEMBERSHIP);

  /** Listens to a group no more; only set. */
  public static final SocketOption<MulticastMembership> MCAST_LEAVE_GROUP =
      new SocketOption<>(
          "MCAST_LEAVE_GROUP", Linux.IPPROTO_IP, IpOptions.MCAST_LEAVE_GROUP, Codec.MEMBERSHIP);

  /** Listens to one sender of a group; only set. */
  public static final SocketOption<MulticastMembership> MCAST_JOIN_SOURCE_GROUP =
      new SocketOption<>(
          "MCAST_JOIN_SOURCE_GROUP",
          Linux.IPPROTO_IP,
          IpOptions.MCAST_JOIN_SOURCE_GROUP,
          Codec.MEMBERSHIP);

  /** Listens to one sender of a group no more; only set. */
  public static final SocketOption<MulticastMembership> MCAST_LEAVE_SOURCE_GROUP =
      new SocketOption<>(
          "MCAST_LEAVE_SOURCE_GROUP",
          Linux.IPPROTO_IP,
          IpOptions.MCAST_LEAVE_SOURCE_GROUP,
          Codec.MEMBERSHIP);

  /** Hears one sender of a group no more; only set. */
  public static final SocketOption<MulticastMembership> MCAST_BLOCK_SOURCE =
      new SocketOption<>(
          "MCAST_BLOCK_SOURCE", Linux.IPPROTO_IP, IpOptions.MCAST_BLOCK_SOURCE, Codec.MEMBERSHIP);

  /** Hears that sender again; only set. */
  public static final SocketOption<MulticastMembership> MCAST_UNBLOCK_SOURCE =
      new SocketOption<>(
          "MCAST_UNBLOCK_SOURCE",
          Linux.IPPROTO_IP,
          IpOptions.MCAST_UNBLOCK_SOURCE,
          Codec.MEMBERSHIP);

  /** The interface, by index, from which multicast is sent; 0 for the routes' choice. Only set. */
  public static final SocketOption<Integer> IP_MULTICAST_IF =
      new SocketOption<>(
          "IP_MULTICAST_IF",
          Linux.IPPROTO_IP,
          IpOptions.IP_MULTICAST_IF,
          Codec.MULTICAST_INTERFACE);

  /** How many routers multicast may pass, from 0 to 255; 1 by default. */
  public static final SocketOption<Integer> IP_MULTICAST_TTL =
      new SocketOption<>(
          "IP_MULTICAST_TTL", Linux.IPPROTO_IP, IpOptions.IP_MULTICAST_TTL, Codec.INTEGER);

  /** Sockets of this machine hear what is sent; so by default. */
  public static final SocketOption<Boolean> IP_MULTICAST_LOOP =
      new SocketOption<>(
          "IP_MULTICAST_LOOP", Linux.IPPROTO_IP, IpOptions.IP_MULTICAST_LOOP, Codec.FLAG);

  /** Also groups are heard that other sockets of this machine have joined; so by default. */
  public static final SocketOption<Boolean> IP_MULTICAST_ALL =
      new SocketOption<>(
          "IP_MULTICAST_ALL", Linux.IPPROTO_IP, IpOptions.IP_MULTICAST_ALL, Codec.FLAG, "2.6.31");

  private IpOption() {}
}

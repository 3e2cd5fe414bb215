package lisle.socket;

import lisle.sys.Linux;
import lisle.sys.UdpOptions;

/** The options of UDP, udp(7). {@link DatagramBatch} uses the last two by itself. */
public final class UdpOption {
  // All

  /** What is sent is gathered into one datagram until this is taken back. */
  public static final SocketOption<Boolean> UDP_CORK =
      new SocketOption<>("UDP_CORK", Linux.IPPROTO_UDP, UdpOptions.UDP_CORK, Codec.FLAG);

  /** What the datagrams carry: 2 for ESP, 3 for L2TP. */
  public static final SocketOption<Integer> UDP_ENCAP =
      new SocketOption<>("UDP_ENCAP", Linux.IPPROTO_UDP, UdpOptions.UDP_ENCAP, Codec.INTEGER);

  /** IPv6 datagrams are sent without checksums. */
  public static final SocketOption<Boolean> UDP_NO_CHECK6_TX =
      new SocketOption<>(
          "UDP_NO_CHECK6_TX", Linux.IPPROTO_UDP, UdpOptions.UDP_NO_CHECK6_TX, Codec.FLAG, "3.16");

  /** IPv6 datagrams without checksums are received. */
  public static final SocketOption<Boolean> UDP_NO_CHECK6_RX =
      new SocketOption<>(
          "UDP_NO_CHECK6_RX", Linux.IPPROTO_UDP, UdpOptions.UDP_NO_CHECK6_RX, Codec.FLAG, "3.16");

  /** Whatever is sent is taken to datagrams of this many bytes; 0 to send it as one. */
  public static final SocketOption<Integer> UDP_SEGMENT =
      new SocketOption<>(
          "UDP_SEGMENT", Linux.IPPROTO_UDP, UdpOptions.UDP_SEGMENT, Codec.INTEGER, "4.18");

  /** Datagrams of one sender may be received joined: {@link SegmentSize} says how long each is. */
  public static final SocketOption<Boolean> UDP_GRO =
      new SocketOption<>("UDP_GRO", Linux.IPPROTO_UDP, UdpOptions.UDP_GRO, Codec.FLAG, "5.0");

  private UdpOption() {}
}

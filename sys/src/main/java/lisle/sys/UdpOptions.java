package lisle.sys;

/** The options of UDP, udp(7); the segmentation and coalescing ones are control messages too. */
public final class UdpOptions {
  public static final int UDP_CORK = 1;
  public static final int UDP_ENCAP = 100;
  public static final int UDP_NO_CHECK6_TX = 101;
  public static final int UDP_NO_CHECK6_RX = 102;
  public static final int UDP_SEGMENT = 103;
  public static final int UDP_GRO = 104;

  // What UDP_ENCAP takes
  public static final int UDP_ENCAP_ESPINUDP_NON_IKE = 1;
  public static final int UDP_ENCAP_ESPINUDP = 2;
  public static final int UDP_ENCAP_L2TPINUDP = 3;
  public static final int UDP_ENCAP_GTP0 = 4;
  public static final int UDP_ENCAP_GTP1U = 5;
  public static final int UDP_ENCAP_RXRPC = 6;

  // Options at IPPROTO_UDPLITE, udplite(7)
  @Since(value = "2.6.20", inHeaders = false)
  public static final int UDPLITE_SEND_CSCOV = 10;

  @Since(value = "2.6.20", inHeaders = false)
  public static final int UDPLITE_RECV_CSCOV = 11;

  private UdpOptions() {}
}

package lisle.socket;

import java.io.IOException;
import lisle.ipaddress.IpAddress;

/**
 * What the kernel's routing says of a destination. Nothing is sent: a datagram socket is connected
 * there and asked for its own address.
 */
public final class Route {
  /** Any port but 0 does: no route depends on it unless it was set up to. */
  private static final int DISCARD = 9;

  private Route() {}

  /**
   * Returns the address that a packet of this machine to a destination would come from.
   *
   * @throws java.net.NoRouteToHostException if there is no way there
   * @throws java.net.SocketException if the kernel refuses the destination
   */
  public static IpAddress sourceToward(IpAddress destination) throws IOException {
    InetAddressAndPort address = SocketAddress.of(destination, DISCARD);
    try (Socket socket = Socket.open(address.family(), SocketType.DATAGRAM)) {
      socket.connect(address);
      return ((InetAddressAndPort) socket.localAddress()).address();
    }
  }
}

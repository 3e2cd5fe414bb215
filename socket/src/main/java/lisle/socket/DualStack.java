package lisle.socket;

import java.io.IOException;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import lisle.sys.Linux;

/**
 * Listening for IPv6 and IPv4 with one socket, ipv6(7). A client that comes by IPv4 has a mapped
 * address, {@code [::ffff:192.0.2.1]:40000}, whose IPv4 form {@link Ipv6Address#unmapped} returns.
 */
public final class DualStack {
  private DualStack() {}

  /**
   * Opens a stream socket that listens on all addresses of this machine: of both families, or, on a
   * machine without IPv6, of IPv4.
   *
   * @param port from 0 to 65,535; 0 for a free one, which {@link Socket#localAddress} tells
   * @throws java.net.BindException if the port is in use for either family, or is not allowed
   */
  public static Socket listen(int port) throws IOException {
    return listen(port, Socket.DEFAULT_BACKLOG);
  }

  /**
   * Opens a stream socket that listens on all addresses of this machine: of both families, or, on a
   * machine without IPv6, of IPv4.
   *
   * @param port from 0 to 65,535; 0 for a free one, which {@link Socket#localAddress} tells
   * @param backlog how many connections wait to be accepted
   * @throws java.net.BindException if the port is in use for either family, or is not allowed
   */
  public static Socket listen(int port, int backlog) throws IOException {
    try {
      return listen(new Inet6SocketAddress(Ipv6Address.MIN, port), backlog);
    } catch (IOException e) {
      if (!(e instanceof SocketFailure failure && isWithoutIpv6(failure.errno().number()))) throw e;
    }
    return listen(new Inet4SocketAddress(Ipv4Address.MIN, port), backlog);
  }

  /** Reports whether this machine can listen for both families with one socket. */
  public static boolean isSupported() throws IOException {
    try (Socket socket = Socket.open(Family.INET6, SocketType.STREAM)) {
      socket.set(SocketOption.IPV6_V6ONLY, false);
      socket.bind(new Inet6SocketAddress(Ipv6Address.MIN, 0));
      return true;
    } catch (IOException e) {
      if (e instanceof SocketFailure failure && isWithoutIpv6(failure.errno().number())) {
        return false;
      }
      throw e;
    }
  }

  /** What the kernel says where IPv6 was left out, or was switched off at boot. */
  private static boolean isWithoutIpv6(int errno) {
    return errno == Linux.EAFNOSUPPORT || errno == Linux.EADDRNOTAVAIL;
  }

  private static Socket listen(InetAddressAndPort address, int backlog) throws IOException {
    Socket socket = Socket.open(address.family(), SocketType.STREAM);
    try {
      socket.set(SocketOption.SO_REUSEADDR, true);
      // The machine's default may be either, net.ipv6.bindv6only.
      if (address instanceof Inet6SocketAddress) socket.set(SocketOption.IPV6_V6ONLY, false);
      socket.bind(address);
      socket.listen(backlog);
      return socket;
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }
}

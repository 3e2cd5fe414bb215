package lisle.socket;

import lisle.ipaddress.Ipv6Address;

/**
 * An IPv6 address and a port, ipv6(7). The scope of the address, where it has one, is the name or
 * the index of a network interface.
 *
 * @param address the address
 * @param port from 0 to 65,535; 0 leaves the choice to the system
 * @param flowInfo the flow label and traffic class, as in the packet's header; 0 for none. It is no
 *     part of the text
 */
public record Inet6SocketAddress(Ipv6Address address, int port, int flowInfo)
    implements InetAddressAndPort {
  /**
   * Makes one of its parts.
   *
   * @throws IllegalArgumentException if the port is out of range
   */
  public Inet6SocketAddress {
    InetAddressAndPort.checkPort(port);
  }

  /**
   * Makes one without flow information.
   *
   * @throws IllegalArgumentException if the port is out of range
   */
  public Inet6SocketAddress(Ipv6Address address, int port) {
    this(address, port, 0);
  }

  @Override
  public Family family() {
    return Family.INET6;
  }

  @Override
  public Inet6SocketAddress withPort(int port) {
    return new Inet6SocketAddress(address, port, flowInfo);
  }

  @Override
  public String toString() {
    return "[" + address + "]:" + port;
  }
}

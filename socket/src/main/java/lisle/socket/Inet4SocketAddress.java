package lisle.socket;

import lisle.ipaddress.Ipv4Address;

/**
 * An IPv4 address and a port, ip(7).
 *
 * @param address the address
 * @param port from 0 to 65,535; 0 leaves the choice to the system
 */
public record Inet4SocketAddress(Ipv4Address address, int port) implements InetAddressAndPort {
  /**
   * Makes one of its parts.
   *
   * @throws IllegalArgumentException if the port is out of range
   */
  public Inet4SocketAddress {
    InetAddressAndPort.checkPort(port);
  }

  @Override
  public Family family() {
    return Family.INET;
  }

  @Override
  public Inet4SocketAddress withPort(int port) {
    return new Inet4SocketAddress(address, port);
  }

  @Override
  public String toString() {
    return address + ":" + port;
  }
}

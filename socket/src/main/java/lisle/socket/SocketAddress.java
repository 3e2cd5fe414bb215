package lisle.socket;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;

/**
 * Where a socket is, or what it talks to: a record for each family.
 *
 * <p>Its text is what {@code toString} prints and {@link #parse} reads:
 *
 * <table>
 * <caption>The forms of an address</caption>
 * <tr><td>{@code 192.0.2.1:80}<td>IPv4
 * <tr><td>{@code [2001:db8::1]:80}, {@code [fe80::1%eth0]:80}<td>IPv6
 * <tr><td>{@code unix:/run/x.sock}, {@code unix:@name}, {@code unix:}<td>Unix: a path, an abstract
 *     name, unnamed
 * <tr><td>{@code vsock:3:1024}<td>VSOCK: a machine and a port; {@code *} for any
 * <tr><td>{@code netlink:0:0x1}<td>netlink: a port and the mask of groups
 * <tr><td>{@code packet:2:0x0800:020000000001}<td>packet: an interface's index, a protocol, and a
 *     hardware address where there is one
 * <tr><td>{@code can:3}, {@code can:3:0x18:0x19}<td>CAN: an interface's index, and the two
 *     identifiers of ISO-TP
 * <tr><td>{@code family-44:0001}<td>any other: the family's number, and bytes
 * </table>
 *
 * <p>An address is never looked up by name: see {@link #parse}. Immutable.
 */
public sealed interface SocketAddress
    permits InetAddressAndPort,
        UnixSocketAddress,
        VsockSocketAddress,
        NetlinkSocketAddress,
        PacketSocketAddress,
        CanSocketAddress,
        OtherSocketAddress {
  /** Returns the family that the address belongs to. */
  Family family();

  /**
   * Reads the text of an address. Nothing is resolved: a host name is refused.
   *
   * @throws IllegalArgumentException if the text is no address, with the reason
   */
  static SocketAddress parse(String text) {
    if (text.startsWith("unix:")) return UnixSocketAddress.parse(text);
    int colon = text.indexOf(':');
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "vsock" -> VsockSocketAddress.parse(text);
      case "netlink" -> NetlinkSocketAddress.parse(text);
      case "packet" -> PacketSocketAddress.parse(text);
      case "can" -> CanSocketAddress.parse(text);
      default ->
          text.startsWith("family-")
              ? OtherSocketAddress.parse(text)
              : InetAddressAndPort.parse(text);
    };
  }

  /** Returns the address and port of an IP socket. */
  static InetAddressAndPort of(IpAddress address, int port) {
    return switch (address) {
      case Ipv4Address v4 -> new Inet4SocketAddress(v4, port);
      case Ipv6Address v6 -> new Inet6SocketAddress(v6, port);
    };
  }

  /** Returns the address that a JDK one stands for; the empty path is the unnamed address. */
  static UnixSocketAddress from(UnixDomainSocketAddress address) {
    return address.getPath().toString().isEmpty()
        ? UnixSocketAddress.UNNAMED
        : UnixSocketAddress.of(address.getPath());
  }

  /**
   * Returns the address that a JDK one stands for, by its bytes.
   *
   * @throws IllegalArgumentException if it is unresolved
   */
  static InetAddressAndPort from(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(address + " is not resolved: look the name up first");
    }
    return of(IpAddress.from(address.getAddress()), address.getPort());
  }
}

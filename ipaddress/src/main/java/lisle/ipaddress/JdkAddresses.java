package lisle.ipaddress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

/** Addresses as the JDK has them, taken over by their bytes and never by a name. */
final class JdkAddresses {
  private JdkAddresses() {}

  static IpAddress from(InetAddress address) {
    return switch (address) {
      case Inet6Address v6 -> from(v6);
      case Inet4Address v4 -> Ipv4Address.from(v4);
      default -> IpAddress.of(address.getAddress());
    };
  }

  static Ipv6Address from(Inet6Address address) {
    Ipv6Address bytes = Ipv6Address.of(address.getAddress());
    NetworkInterface named = address.getScopedInterface();
    if (named != null) return bytes.withScope(named.getName());
    int number = address.getScopeId();
    return number == 0 ? bytes : bytes.withScope(Integer.toString(number));
  }

  static Inet4Address to(Ipv4Address address) {
    return (Inet4Address) byAddress(address.packed());
  }

  static InetAddress to(Ipv6Address address) {
    String scope = address.scope();
    if (scope == null || address.isIpv4Mapped()) return byAddress(address.packed());
    try {
      NetworkInterface named = NetworkInterface.getByName(scope);
      if (named != null) return Inet6Address.getByAddress(null, address.packed(), named);
      return Inet6Address.getByAddress(null, address.packed(), number(scope));
    } catch (SocketException | UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          address + ": the JDK can't hold this scope: no interface of this machine, no number", e);
    }
  }

  private static int number(String scope) {
    int number = Integer.parseInt(scope);
    if (number < 0) throw new NumberFormatException("negative");
    return number;
  }

  private static InetAddress byAddress(byte[] packed) {
    try {
      return InetAddress.getByAddress(packed);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }
}

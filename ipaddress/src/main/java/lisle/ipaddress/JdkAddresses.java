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
      return named == null
          ? Inet6Address.getByAddress(null, address.packed(), number(scope))
          : on(named, address.packed());
    } catch (SocketException | UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          address + ": the JDK can't hold this scope: no interface of this machine, no number", e);
    }
  }

  /**
   * The JDK takes an interface only where that has an address of the same kind itself: link-local
   * beside link-local. It takes the interface's number in any case.
   */
  private static Inet6Address on(NetworkInterface named, byte[] packed)
      throws UnknownHostException {
    try {
      return Inet6Address.getByAddress(null, packed, named);
    } catch (UnknownHostException e) {
      return Inet6Address.getByAddress(null, packed, named.getIndex());
    }
  }

  private static int number(String scope) {
    for (int i = 0; i < scope.length(); i++) {
      char c = scope.charAt(i);
      if (c < '0' || c > '9') throw new NumberFormatException("not a plain number");
    }
    return Integer.parseInt(scope);
  }

  private static InetAddress byAddress(byte[] packed) {
    try {
      return InetAddress.getByAddress(packed);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }
}

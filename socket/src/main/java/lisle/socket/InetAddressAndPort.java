package lisle.socket;

import java.net.InetSocketAddress;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpFormatException;

/** The address of an IP socket: an IP address, and a port from 0 to 65,535. */
public sealed interface InetAddressAndPort extends SocketAddress
    permits Inet4SocketAddress, Inet6SocketAddress {
  /** Returns the IP address. */
  IpAddress address();

  /** Returns the port, from 0 to 65,535; 0 leaves the choice to the system. */
  int port();

  /** Returns the same address with another port. */
  InetAddressAndPort withPort(int port);

  /** Returns the JDK's form of this address. */
  default InetSocketAddress toInetSocketAddress() {
    return new InetSocketAddress(address().toInetAddress(), port());
  }

  /**
   * Reads {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}.
   *
   * @throws IllegalArgumentException if the text is no such address, with the reason
   */
  static InetAddressAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    if (text.startsWith("/")) throw refused(text, "the path of a Unix socket is unix:PATH");
    if (colon < 0 || (bracketed && text.charAt(colon - 1) != ']')) {
      throw refused(text, "no port: write ADDRESS:PORT, or [ADDRESS]:PORT for IPv6");
    }
    String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
    if (!bracketed && host.indexOf(':') >= 0) {
      throw refused(text, "an IPv6 address goes in brackets: [ADDRESS]:PORT");
    }
    if (host.isEmpty() || host.equals("*")) {
      throw refused(text, "all addresses are [::]:PORT, or of IPv4 alone 0.0.0.0:PORT");
    }
    IpAddress address;
    try {
      address = IpAddress.parse(host);
    } catch (IpFormatException e) {
      boolean name = !bracketed && host.chars().anyMatch(Character::isLetter);
      throw refused(text, e.reason() + (name ? ": a host name has to be looked up first" : ""));
    }
    if (bracketed != (address.version() == 6)) {
      throw refused(text, "brackets are for IPv6 addresses alone");
    }
    return SocketAddress.of(address, parsePort(text, text.substring(colon + 1)));
  }

  private static int parsePort(String text, String port) {
    if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw refused(text, "the port \"" + port + "\" is no number from 0 to 65535");
    }
    int number = Integer.parseInt(port);
    if (number > 65_535) throw refused(text, "port " + port + " is out of range 0 to 65535");
    return number;
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException("no socket address: \"" + text + "\": " + why);
  }

  /** Refuses a port that is out of range. */
  static void checkPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is out of range 0 to 65535");
    }
  }
}

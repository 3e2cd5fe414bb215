package lisle.socket;

import java.nio.ByteOrder;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;

/**
 * Addresses as bytes and as text, and numbers in the order of the network, under the names that C
 * has for them; inet(3), inet_pton(3), byteorder(3). For what is written anew {@link
 * lisle.ipaddress.IpAddress} says the same with types; a {@link SocketAddress} needs none of this.
 */
public final class Inet {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private Inet() {}

  /**
   * Returns the four bytes of an IPv4 address in any form that C takes: one to four numbers with
   * dots between, each decimal, octal after {@code 0} or hexadecimal after {@code 0x}, the last one
   * filling all bytes that are left: {@code 127.1} is 127.0.0.1. Unlike C, nothing may follow;
   * inet_aton(3).
   *
   * @throws IllegalArgumentException if the text is no such address, with the reason
   */
  public static byte[] aton(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length > 4) throw refused(text, "more than four numbers");
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      long most = last ? 0xFFFF_FFFFL >>> (8 * i) : 0xFF;
      long value = number(text, parts[i]);
      if (value > most) throw refused(text, parts[i] + " is more than " + most);
      address = last ? address << (8 * (4 - i)) | value : address << 8 | value;
    }
    return Ipv4Address.of(address).packed();
  }

  private static long number(String text, String part) {
    boolean hex = part.startsWith("0x") || part.startsWith("0X");
    int radix = hex ? 16 : part.startsWith("0") ? 8 : 10;
    long value = 0;
    int start = hex ? 2 : 0;
    if (start == part.length()) throw refused(text, "a number is missing");
    for (int i = start; i < part.length(); i++) {
      char c = part.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) throw refused(text, "'" + c + "' is no digit of base " + radix);
      value = value * radix + digit;
      if (value > 0xFFFF_FFFFL) throw refused(text, part + " is out of range");
    }
    return value;
  }

  /**
   * Returns the text of four bytes, such as {@code 192.0.2.1}; inet_ntoa(3).
   *
   * @throws IllegalArgumentException if there are not four
   */
  public static String ntoa(byte[] address) {
    return Ipv4Address.of(address).toString();
  }

  /**
   * Returns the bytes of an address in its usual form, four or sixteen; inet_pton(3). A scope is
   * refused.
   *
   * @throws IllegalArgumentException if the text is no address of the family, or the family has
   *     none
   */
  public static byte[] pton(Family family, String text) {
    if (family.equals(Family.INET)) return Ipv4Address.parse(text).packed();
    if (!family.equals(Family.INET6)) throw noText(family);
    if (text.indexOf('%') >= 0) throw refused(text, "a scope is no part of the bytes");
    return Ipv6Address.parse(text).packed();
  }

  /**
   * Returns the text of an address of four or sixteen bytes, as C writes it: of IPv6, the last four
   * bytes stand as IPv4 where the first twelve are zero, or zero before {@code ffff}; inet_ntop(3).
   *
   * @throws IllegalArgumentException if there are not as many bytes as the family has
   */
  public static String ntop(Family family, byte[] address) {
    if (family.equals(Family.INET)) return Ipv4Address.of(address).toString();
    if (!family.equals(Family.INET6)) throw noText(family);
    Ipv6Address v6 = Ipv6Address.of(address);
    long low = v6.low();
    boolean compatible = v6.high() == 0 && low >>> 32 == 0 && low > 0xFFFF;
    boolean mapped = v6.high() == 0 && low >>> 32 == 0xFFFF;
    if (!compatible && !mapped) return v6.toString();
    return (mapped ? "::ffff:" : "::") + Ipv4Address.ofBits((int) low);
  }

  /**
   * Returns a 16-bit number with its bytes in the order of the network; byteorder(3).
   *
   * @throws IllegalArgumentException if it is not from 0 to 65,535
   */
  public static int htons(int host) {
    if (host < 0 || host > 0xFFFF) {
      throw new IllegalArgumentException(host + " is out of range 0 to 65535");
    }
    return LITTLE ? Short.reverseBytes((short) host) & 0xFFFF : host;
  }

  /**
   * Returns a 16-bit number of the network with its bytes in the order of this machine.
   *
   * @throws IllegalArgumentException if it is not from 0 to 65,535
   */
  public static int ntohs(int network) {
    return htons(network); // the same swap, or none
  }

  /** Returns a 32-bit number, of any sign, with its bytes in the order of the network. */
  public static int htonl(int host) {
    return LITTLE ? Integer.reverseBytes(host) : host;
  }

  /** Returns a 32-bit number of the network with its bytes in the order of this machine. */
  public static int ntohl(int network) {
    return htonl(network);
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException("no address: \"" + text + "\": " + why);
  }

  private static IllegalArgumentException noText(Family family) {
    return new IllegalArgumentException(family + " has no such addresses: only IPv4 and IPv6 have");
  }
}

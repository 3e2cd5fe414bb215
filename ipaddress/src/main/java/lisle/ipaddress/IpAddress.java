package lisle.ipaddress;

import java.io.Serializable;
import java.math.BigInteger;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address: an immutable value, safe to share between threads.
 *
 * <p>Nothing here ever asks a name service. An IPv4-mapped address such as {@code ::ffff:192.0.2.1}
 * is an IPv6 address, and equal to no IPv4 address, until {@link #unmapped} is asked for.
 *
 * <p>Addresses are in a total order: IPv4 before IPv6, then by number, unsigned, then by scope,
 * none first.
 */
public sealed interface IpAddress extends Comparable<IpAddress>, Serializable
    permits Ipv4Address, Ipv6Address {

  /**
   * Reads an address: four decimal octets, or the forms of RFC 4291 section 2.2 with an optional
   * {@code %scope}.
   *
   * @throws IpFormatException where the text is anything else: leading zeros, octal, hexadecimal or
   *     short IPv4 forms, digits that are not ASCII, space, a prefix length, a host name
   */
  static IpAddress parse(String text) {
    IpAddress address = tryParse(text);
    return address != null ? address : parse(text, 0, text.length());
  }

  /**
   * Reads an address out of a part of a text, as {@link #parse(String)} does.
   *
   * @throws IpFormatException where that part is no address; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the text
   */
  static IpAddress parse(CharSequence text, int from, int to) {
    IpAddress address = tryParse(text, from, to);
    if (address != null) return address;
    throw Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Parser.refusal(text, from, to)
        : Ipv4Parser.refusal(text, from, to);
  }

  /**
   * Reads an address out of a part of an ASCII text, as {@link #parse(String)} does; a scope is
   * decoded as UTF-8.
   *
   * @throws IpFormatException where that part is no address; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the array
   */
  static IpAddress parse(byte[] text, int from, int to) {
    IpAddress address = tryParse(text, from, to);
    return address != null ? address : parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads an address as {@link #parse(String)} does, or returns null where the text is none. */
  static @Nullable IpAddress tryParse(String text) {
    return Ipv6Parser.looksIpv6(text, 0, text.length())
        ? Ipv6Address.tryParse(text)
        : Ipv4Address.tryParse(text);
  }

  /** Reads an address out of a part of a text, or returns null where it is none. */
  static @Nullable IpAddress tryParse(CharSequence text, int from, int to) {
    return Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Address.tryParse(text, from, to)
        : Ipv4Address.tryParse(text, from, to);
  }

  /** Reads an address out of a part of an ASCII text, or returns null where it is none. */
  static @Nullable IpAddress tryParse(byte[] text, int from, int to) {
    return Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Address.tryParse(text, from, to)
        : Ipv4Address.tryParse(text, from, to);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  static IpAddress valueOf(String text) {
    return parse(text);
  }

  /**
   * Returns the address of these bytes, in network order.
   *
   * @throws IllegalArgumentException where they are neither 4 nor 16
   */
  static IpAddress of(byte[] packed) {
    return switch (packed.length) {
      case 4 -> Ipv4Address.of(packed);
      case 16 -> Ipv6Address.of(packed);
      default ->
          throw new IllegalArgumentException(
              packed.length + " bytes are no address: 4 or 16 are needed");
    };
  }

  /**
   * Returns the address of this number: IPv4 below 2<sup>32</sup>, IPv6 from there to
   * 2<sup>128</sup> - 1, as in Python.
   *
   * @throws IllegalArgumentException where it is negative or larger
   */
  static IpAddress of(BigInteger number) {
    return number.signum() >= 0 && number.bitLength() <= 32
        ? Ipv4Address.of(number)
        : Ipv6Address.of(number);
  }

  /**
   * Returns the address that the JDK's object holds: its bytes and, for IPv6, its scope (the
   * interface's name where it has one, else the number where it is not 0). The host name that it
   * may carry is ignored.
   */
  static IpAddress from(InetAddress address) {
    return JdkAddresses.from(address);
  }

  /** Returns 4 or 6. */
  int version();

  /** Returns the number of bits of an address of this version: 32 or 128. */
  int bitLength();

  /** Returns the 4 or 16 bytes of this address, in network order. */
  byte[] packed();

  /** Returns the number of this address, from 0 to 2<sup>bitLength</sup> - 1. */
  BigInteger toBigInteger();

  /**
   * Returns this address as the JDK's type, without asking any name service. An IPv4-mapped address
   * becomes an {@link java.net.Inet4Address}, because the JDK knows no other form. A scope becomes
   * the interface of that name, or only its number where it has no address of the same kind itself,
   * which the JDK asks for.
   *
   * @throws IllegalArgumentException where this has a scope that the JDK can't hold: a name that is
   *     no interface of this machine, or a number above 2<sup>31</sup> - 1
   */
  InetAddress toInetAddress();

  /**
   * Returns the shortest standard text, which {@link #parse(String)} reads back to an equal
   * address: for IPv6 that of RFC 5952, with the IPv4-mapped form as {@code ::ffff:192.0.2.1}.
   */
  @Override
  String toString();

  /** Same as {@link #toString}: Python's name for it. */
  default String compressed() {
    return toString();
  }

  /**
   * Returns the longest text: for IPv6 all eight groups of four digits (and the scope, where there
   * is one; an IPv4-mapped address ends in its IPv4 address), for IPv4 the same as {@link
   * #toString}.
   */
  String exploded();

  /**
   * Returns the name that reverse DNS knows this address by, such as {@code 1.2.0.192.in-addr.arpa}
   * (RFC 1035 section 3.5, RFC 3596 section 2.5). It has no final dot.
   */
  String reversePointer();

  /**
   * Formats this address as Python's {@code format(address, spec)} does: {@code s} or nothing for
   * the text; {@code b} for binary, {@code x} or {@code X} for hexadecimal, both zero-padded to the
   * whole width; {@code n} for the usual one of the version, {@code b} for IPv4 and {@code x} for
   * IPv6. {@code #} before it puts the base in front, {@code _} groups by four digits: {@code #_x}.
   * A form that ends in {@code s} may give fill, alignment, width and precision: {@code *>20.15s}.
   *
   * @throws IllegalArgumentException where the form is none of these
   */
  default String format(String spec) {
    return AddressFormat.format(this, spec);
  }

  /**
   * Returns the address so many further on, or back where {@code count} is negative. The result has
   * no scope.
   *
   * @throws ArithmeticException where that is past the last or before the first address
   */
  IpAddress plus(long count);

  /**
   * Returns the address so many further on, or back where {@code count} is negative. The result has
   * no scope.
   *
   * @throws ArithmeticException where that is past the last or before the first address
   */
  IpAddress plus(BigInteger count);

  /**
   * Returns the address so many back, or further on where {@code count} is negative. The result has
   * no scope.
   *
   * @throws ArithmeticException where that is past the last or before the first address
   */
  IpAddress minus(long count);

  /** Returns the IPv4 address that this is the IPv4-mapped form of, else this address. */
  IpAddress unmapped();

  /** Returns the network that holds this address alone: {@code /32} or {@code /128}. */
  IpNetwork toNetwork();

  /**
   * Returns whether this is a multicast address: 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291 section
   * 2.7). An IPv4-mapped address answers as its IPv4 address here and in the other {@code is…}
   * methods, {@link Ipv6Address#isSiteLocal} excepted.
   */
  boolean isMulticast();

  /**
   * Returns whether the IANA special-purpose registry (see {@link RegistryEntry}) has this address
   * as not globally reachable. The longest matching entry decides; one that is not applicable
   * ({@code 2002::/16}, 6to4) counts as not reachable, and one without an answer (it is deprecated)
   * leaves it to the next longest.
   *
   * <p>This is not the test that guards against requests to inner hosts (SSRF). It asks nothing but
   * that registry: multicast and the deprecated site-local addresses ({@code fec0::/10}) are not in
   * it and so not private; the shared address space {@code 100.64.0.0/10} of carriers is, as in
   * Python, neither private nor global; an IPv4 address inside a 6to4, Teredo or NAT64 address is
   * not looked at. To admit only what the public Internet routes to one host, ask for {@link
   * #isGlobal}, refuse {@link #isMulticast}, {@link #isReserved} and {@link
   * Ipv6Address#isSiteLocal}, and connect to the very address that was tested.
   */
  boolean isPrivate();

  /**
   * Returns whether the IANA special-purpose registry lets this address be reached globally: the
   * opposite of {@link #isPrivate} except in {@code 100.64.0.0/10}, where both are false. What is
   * not in the registry is global, and so are multicast, site-local and unallocated addresses; see
   * {@link #isPrivate} for what is and is not asked.
   */
  boolean isGlobal();

  /** Returns whether this is {@code 0.0.0.0} or {@code ::}. */
  boolean isUnspecified();

  /**
   * Returns whether this is kept by the IETF for future use: 240.0.0.0/4 (RFC 1112 section 4), and
   * what is neither global unicast, unique local, link-local, site-local nor multicast (RFC 4291
   * section 2.4), which includes {@code ::/8}.
   */
  boolean isReserved();

  /** Returns whether this is a loopback address: 127.0.0.0/8, {@code ::1}. */
  boolean isLoopback();

  /** Returns whether this is link-local: 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291). */
  boolean isLinkLocal();

  /**
   * Returns the longest entry of the IANA special-purpose registry that this address is in, or null
   * where it is in none. An IPv4-mapped address is looked up as itself: the entry is that of {@code
   * ::ffff:0:0/96}.
   */
  @Nullable RegistryEntry registryEntry();
}

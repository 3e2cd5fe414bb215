package lisle.ipaddress;

import java.io.Serializable;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 network: the addresses that share a prefix, such as {@code 192.0.2.0/24}. An
 * immutable value, safe to share between threads.
 *
 * <p>Networks are in a total order: IPv4 before IPv6, then by address, then the larger network (the
 * shorter prefix) first, so that a network comes before those inside it.
 */
public sealed interface IpNetwork extends Comparable<IpNetwork>, Serializable
    permits Ipv4Network, Ipv6Network {

  /**
   * Reads a network: an address, {@code /} and a prefix length in decimal; or for IPv4 a netmask
   * ({@code 192.0.2.0/255.255.255.0}) or a hostmask ({@code 192.0.2.0/0.0.0.255}); an address alone
   * is the network of that address. A mask of zeros alone is a netmask and one of ones alone is,
   * too.
   *
   * @throws IpFormatException where the text is anything else, or the address has bits set after
   *     the prefix (see {@link IpInterface#parse(String)} for these)
   */
  static IpNetwork parse(String text) {
    return parse(text, 0, text.length());
  }

  /**
   * Reads a network out of a part of a text, as {@link #parse(String)} does.
   *
   * @throws IpFormatException where that part is no network; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the text
   */
  static IpNetwork parse(CharSequence text, int from, int to) {
    return Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Network.parse(text, from, to)
        : Ipv4Network.parse(text, from, to);
  }

  /**
   * Reads a network out of a part of an ASCII text, as {@link #parse(String)} does.
   *
   * @throws IpFormatException where that part is no network; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the array
   */
  static IpNetwork parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads a network as {@link #parse(String)} does, or returns null where the text is none. */
  static @Nullable IpNetwork tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads a network out of a part of a text, or returns null where it is none. */
  static @Nullable IpNetwork tryParse(CharSequence text, int from, int to) {
    return Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Network.tryParse(text, from, to)
        : Ipv4Network.tryParse(text, from, to);
  }

  /** Reads a network out of a part of an ASCII text, or returns null where it is none. */
  static @Nullable IpNetwork tryParse(byte[] text, int from, int to) {
    return tryParse(new Ascii(text, from, to), 0, to - from);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  static IpNetwork valueOf(String text) {
    return parse(text);
  }

  /**
   * Returns the network of that address and prefix length.
   *
   * @throws IllegalArgumentException where the prefix length is negative or above the address's
   *     number of bits, or the address has bits set after the prefix
   */
  static IpNetwork of(IpAddress address, int prefixLength) {
    return switch (address) {
      case Ipv4Address v4 -> Ipv4Network.of(v4, prefixLength);
      case Ipv6Address v6 -> Ipv6Network.of(v6, prefixLength);
    };
  }

  /**
   * Returns the network of that prefix length that the address is in.
   *
   * @throws IllegalArgumentException where the prefix length is negative or above the address's
   *     number of bits
   */
  static IpNetwork containing(IpAddress address, int prefixLength) {
    return switch (address) {
      case Ipv4Address v4 -> Ipv4Network.containing(v4, prefixLength);
      case Ipv6Address v6 -> Ipv6Network.containing(v6, prefixLength);
    };
  }

  /** Returns 4 or 6. */
  int version();

  /** Returns the number of bits of an address of this version: 32 or 128. */
  int bitLength();

  /** Returns the network's address, which is also its first. */
  IpAddress address();

  /** Same as {@link #address}. */
  default IpAddress first() {
    return address();
  }

  /** Returns the last address of the network: for IPv4 its broadcast address. */
  IpAddress last();

  /** Same as {@link #last}: Python's name for it. IPv6 has no broadcast. */
  default IpAddress broadcast() {
    return last();
  }

  /** Returns the number of bits that all addresses of the network share, 0 to 32 or 128. */
  int prefixLength();

  /** Returns the address that has ones in the prefix and zeros after it. */
  IpAddress netmask();

  /** Returns the address that has zeros in the prefix and ones after it. */
  IpAddress hostmask();

  /** Returns the number of addresses, 1 to 2<sup>128</sup>. */
  BigInteger size();

  /** Returns whether the address is in the network; false for the other version. */
  boolean contains(IpAddress address);

  /** Returns whether the other network is this one or inside it; false for the other version. */
  boolean contains(IpNetwork other);

  /** Returns whether the networks share an address; false for the other version. */
  default boolean overlaps(IpNetwork other) {
    return contains(other) || other.contains(this);
  }

  /** Returns the range from the first to the last address. */
  IpRange toRange();
}

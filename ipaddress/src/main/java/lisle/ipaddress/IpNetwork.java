package lisle.ipaddress;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
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

  /**
   * Returns the address at that place, from 0 for the first; below 0 it counts from the end, -1 for
   * the last, as in Python.
   *
   * @throws IndexOutOfBoundsException where the network has no such place
   */
  IpAddress get(long index);

  /** Returns the address at that place as {@link #get(long)} does. */
  IpAddress get(BigInteger index);

  /**
   * Returns all addresses in order. The stream makes each only when its turn comes, and splits in
   * halves where it is made parallel: {@code ::/0} costs nothing until it is walked.
   */
  Stream<? extends IpAddress> addresses();

  /**
   * Returns the addresses that hosts can have: all but the first and the last of an IPv4 network,
   * all but the first (the subnet-router anycast address, RFC 4291 section 2.6.1) of an IPv6
   * network; both of two (RFC 3021, RFC 6164), and the one of one. Lazy and splitting, as {@link
   * #addresses}.
   */
  Stream<? extends IpAddress> hosts();

  /** Returns the two halves of this network, or this network itself where it has one address. */
  Stream<? extends IpNetwork> subnets();

  /**
   * Returns the networks of that prefix length that make up this one, in order. Lazy and splitting,
   * as {@link #addresses}.
   *
   * @throws IllegalArgumentException where the prefix length is less than this network's, or above
   *     its number of bits
   */
  Stream<? extends IpNetwork> subnets(int prefixLength);

  /** Returns the network twice as large that has this one in it, or this one where it is all. */
  IpNetwork supernet();

  /**
   * Returns the network of that prefix length that has this one in it.
   *
   * @throws IllegalArgumentException where the prefix length is negative or above this network's
   */
  IpNetwork supernet(int prefixLength);

  /**
   * Returns the fewest networks that have all addresses of this one but those of the other, in
   * order: none where the other is this one.
   *
   * @throws IllegalArgumentException where the other is not within this network
   */
  List<? extends IpNetwork> exclude(IpNetwork other);

  /** Returns the network of the same size right after this one, or null where this is the last. */
  @Nullable IpNetwork next();

  /**
   * Returns the network of the same size right before this one, or null where this is the first.
   */
  @Nullable IpNetwork previous();

  /**
   * Returns the smallest network that has both in it.
   *
   * @throws IllegalArgumentException where they are of different versions
   */
  static IpNetwork spanning(IpNetwork a, IpNetwork b) {
    if (requireNonNull(a) instanceof Ipv4Network a4
        && requireNonNull(b) instanceof Ipv4Network b4) {
      return Ipv4Network.spanning(a4, b4);
    }
    if (a instanceof Ipv6Network a6 && requireNonNull(b) instanceof Ipv6Network b6) {
      return Ipv6Network.spanning(a6, b6);
    }
    throw new IllegalArgumentException(a + " and " + b + " are of different versions");
  }

  /**
   * Returns the fewest networks that have the same addresses as these, in order; both versions may
   * be among them. The results have no scope.
   */
  static List<IpNetwork> collapse(Iterable<? extends IpNetwork> networks) {
    return Collapse.collapse(networks);
  }

  /** Returns the address with its prefix length, {@code 192.0.2.0/24}; {@link #parse} reads it. */
  @Override
  String toString();

  /** Same as {@link #toString}: Python's name for it. */
  default String compressed() {
    return toString();
  }

  /** Same as {@link #toString}: Python's name for it. */
  default String withPrefixLength() {
    return toString();
  }

  /** Returns the address with the netmask: {@code 192.0.2.0/255.255.255.0}. */
  default String withNetmask() {
    return address() + "/" + netmask();
  }

  /** Returns the address with the hostmask: {@code 192.0.2.0/0.0.0.255}. */
  default String withHostmask() {
    return address() + "/" + hostmask();
  }

  /** Returns the exploded address with the prefix length. */
  default String exploded() {
    return address().exploded() + "/" + prefixLength();
  }

  /** Returns whether the first and the last address are multicast. */
  default boolean isMulticast() {
    return address().isMulticast() && last().isMulticast();
  }

  /**
   * Returns whether one entry of the IANA special-purpose registry that is not globally reachable
   * holds the whole network, and neither its first nor its last address is in a longer entry that
   * is; see {@link IpAddress#isPrivate} for what is and is not asked. In the midst of the network
   * there may be reachable addresses: {@code 192.0.0.0/24} is private although {@code 192.0.0.9} is
   * not.
   */
  boolean isPrivate();

  /** Returns the opposite of {@link #isPrivate}, but false within {@code 100.64.0.0/10}. */
  boolean isGlobal();

  /** Returns whether this is {@code 0.0.0.0/32} or {@code ::/128}. */
  default boolean isUnspecified() {
    return address().isUnspecified() && last().isUnspecified();
  }

  /** Returns whether the first and the last address are reserved. */
  default boolean isReserved() {
    return address().isReserved() && last().isReserved();
  }

  /** Returns whether the first and the last address are loopback addresses. */
  default boolean isLoopback() {
    return address().isLoopback() && last().isLoopback();
  }

  /** Returns whether the first and the last address are link-local. */
  default boolean isLinkLocal() {
    return address().isLinkLocal() && last().isLinkLocal();
  }
}

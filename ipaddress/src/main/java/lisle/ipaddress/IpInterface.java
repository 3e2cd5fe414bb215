package lisle.ipaddress;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An address together with its network, as an interface of a machine has it: {@code 192.0.2.7/24}.
 * An immutable value, safe to share between threads.
 *
 * <p>Interfaces are in a total order: by network, then by address.
 */
public sealed interface IpInterface extends Comparable<IpInterface>, Serializable
    permits Ipv4Interface, Ipv6Interface {

  /**
   * Reads an address with its prefix length or mask, as {@link IpNetwork#parse(String)} does, but
   * with any address of the network.
   *
   * @throws IpFormatException where the text is anything else
   */
  static IpInterface parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an interface out of a part of a text, as {@link #parse(String)} does. */
  static IpInterface parse(CharSequence text, int from, int to) {
    return Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Interface.parse(text, from, to)
        : Ipv4Interface.parse(text, from, to);
  }

  /** Reads an interface out of a part of an ASCII text, as {@link #parse(String)} does. */
  static IpInterface parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads an interface as {@link #parse(String)} does, or returns null where the text is none. */
  static @Nullable IpInterface tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads an interface out of a part of a text, or returns null where it is none. */
  static @Nullable IpInterface tryParse(CharSequence text, int from, int to) {
    return Ipv6Parser.looksIpv6(text, from, to)
        ? Ipv6Interface.tryParse(text, from, to)
        : Ipv4Interface.tryParse(text, from, to);
  }

  /** Reads an interface out of a part of an ASCII text, or returns null where it is none. */
  static @Nullable IpInterface tryParse(byte[] text, int from, int to) {
    return tryParse(new Ascii(text, from, to), 0, to - from);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  static IpInterface valueOf(String text) {
    return parse(text);
  }

  /**
   * Returns the interface of that address and prefix length.
   *
   * @throws IllegalArgumentException where the prefix length is negative or above the address's
   *     number of bits
   */
  static IpInterface of(IpAddress address, int prefixLength) {
    return switch (address) {
      case Ipv4Address v4 -> Ipv4Interface.of(v4, prefixLength);
      case Ipv6Address v6 -> Ipv6Interface.of(v6, prefixLength);
    };
  }

  /** Returns 4 or 6. */
  default int version() {
    return address().version();
  }

  /** Returns the address. */
  IpAddress address();

  /** Returns the network that the address is in. */
  IpNetwork network();

  /** Returns the number of bits of the prefix, 0 to 32 or 128. */
  int prefixLength();

  /** Returns the network's netmask. */
  default IpAddress netmask() {
    return network().netmask();
  }

  /** Returns the network's hostmask. */
  default IpAddress hostmask() {
    return network().hostmask();
  }

  /** Returns the address with its prefix length, {@code 192.0.2.7/24}; {@link #parse} reads it. */
  @Override
  String toString();

  /** Same as {@link #toString}: Python's name for it. */
  default String withPrefixLength() {
    return toString();
  }

  /** Returns the address with its netmask: {@code 192.0.2.7/255.255.255.0}. */
  default String withNetmask() {
    return address() + "/" + netmask();
  }

  /** Returns the address with its hostmask: {@code 192.0.2.7/0.0.0.255}. */
  default String withHostmask() {
    return address() + "/" + hostmask();
  }

  /** Returns the exploded address with its prefix length. */
  default String exploded() {
    return address().exploded() + "/" + prefixLength();
  }

  @Override
  default int compareTo(IpInterface other) {
    int order = network().compareTo(other.network());
    return order != 0 ? order : address().compareTo(other.address());
  }
}

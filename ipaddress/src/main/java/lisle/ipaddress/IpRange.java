package lisle.ipaddress;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses from a first to a last one, both included, of one version: {@code
 * 192.0.2.10-192.0.2.20}. An immutable value, never empty, safe to share between threads.
 *
 * <p>Ranges are in a total order: by first address, then by last. An IPv6 range has no scope: that
 * of its addresses is dropped.
 */
public sealed interface IpRange extends Comparable<IpRange>, Serializable
    permits Ipv4Range, Ipv6Range {

  /**
   * Reads two addresses with {@code -} between them (and nothing else, no space), or a network, or
   * an address alone. The first {@code -} is what parts them, so no scope before it can have one.
   *
   * @throws IpFormatException where the text is anything else, or the first address is after the
   *     last
   */
  static IpRange parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads a range out of a part of a text, as {@link #parse(String)} does. */
  static IpRange parse(CharSequence text, int from, int to) {
    return Ranges.parse(text, from, to);
  }

  /** Reads a range out of a part of an ASCII text, as {@link #parse(String)} does. */
  static IpRange parse(byte[] text, int from, int to) {
    return Ranges.parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads a range as {@link #parse(String)} does, or returns null where the text is none. */
  static @Nullable IpRange tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads a range out of a part of a text, or returns null where it is none. */
  static @Nullable IpRange tryParse(CharSequence text, int from, int to) {
    return Ranges.tryParse(text, from, to);
  }

  /** Reads a range out of a part of an ASCII text, or returns null where it is none. */
  static @Nullable IpRange tryParse(byte[] text, int from, int to) {
    return Ranges.tryParse(new Ascii(text, from, to), 0, to - from);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  static IpRange valueOf(String text) {
    return parse(text);
  }

  /**
   * Returns the range from the first to the last address.
   *
   * @throws IllegalArgumentException where they are of different versions, or the first is after
   *     the last
   */
  static IpRange of(IpAddress first, IpAddress last) {
    if (requireNonNull(first) instanceof Ipv4Address first4
        && requireNonNull(last) instanceof Ipv4Address last4) {
      return Ipv4Range.of(first4, last4);
    }
    if (first instanceof Ipv6Address first6 && requireNonNull(last) instanceof Ipv6Address last6) {
      return Ipv6Range.of(first6, last6);
    }
    throw new IllegalArgumentException(first + " and " + last + " are of different versions");
  }

  /** Returns 4 or 6. */
  int version();

  /** Returns the first address. */
  IpAddress first();

  /** Returns the last address. */
  IpAddress last();

  /** Returns the number of addresses, 1 to 2<sup>128</sup>. */
  BigInteger size();

  /** Returns whether the address is in the range; false for the other version. */
  boolean contains(IpAddress address);

  /** Returns whether the other range is within this one; false for the other version. */
  boolean contains(IpRange other);

  /** Returns whether the network is within this range; false for the other version. */
  default boolean contains(IpNetwork network) {
    return contains(network.toRange());
  }

  /** Returns whether the ranges share an address; false for the other version. */
  boolean overlaps(IpRange other);

  /** Returns the addresses that both ranges have, or null where these are none. */
  @Nullable IpRange intersection(IpRange other);

  /**
   * Returns all addresses in order. The stream makes each only when its turn comes, and splits in
   * halves where it is made parallel.
   */
  Stream<? extends IpAddress> addresses();

  /** Returns the fewest networks that have the same addresses as this range, in order. */
  List<? extends IpNetwork> networks();

  /** Returns the smallest network that has the whole range in it. */
  IpNetwork spanning();

  /** Returns the first and the last address with {@code -} between them. */
  @Override
  String toString();

  @Override
  default int compareTo(IpRange other) {
    int order = first().compareTo(other.first());
    return order != 0 ? order : last().compareTo(other.last());
  }
}

package lisle.ipaddress;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamField;
import java.io.Serial;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses, IPv4 and IPv6 in one. An immutable value, safe to share between threads.
 * Scopes count for nothing and are dropped; an IPv4-mapped address is an IPv6 address.
 *
 * {@snippet :
 * var ours = IpSet.of(IpNetwork.parse("198.51.100.0/24"), IpNetwork.parse("2001:db8::/32"));
 * var free = ours.difference(IpSet.of(IpNetwork.parse("198.51.100.0/26")));
 * free.contains(IpAddress.parse("198.51.100.7")); // false
 * free.prefixes().toList(); // [198.51.100.64/26, 198.51.100.128/25, 2001:db8::/32]
 * }
 *
 * <p>A set takes 8 bytes for each separate range of IPv4 addresses and 32 for each of IPv6. To look
 * for an address, network or range takes a binary search; an operation on two sets takes time in
 * proportion to the ranges of both.
 */
public final class IpSet implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** The arrays are read as nobody else's: no stream can keep a hold of what is in a set. */
  @Serial
  @SuppressWarnings("unused") // for serialisation
  private static final ObjectStreamField[] serialPersistentFields = {
    new ObjectStreamField("ipv4", int[].class, true),
    new ObjectStreamField("ipv6", long[].class, true),
  };

  /** The set without an address. */
  public static final IpSet EMPTY = new IpSet(Ipv4Bounds.NONE, Ipv6Bounds.NONE);

  /** The set of all IPv4 and all IPv6 addresses. */
  public static final IpSet ALL = new IpSet(new int[] {0}, new long[] {0, 0});

  private final int[] ipv4;
  private final long[] ipv6;

  private IpSet(int[] ipv4, long[] ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** Returns the empty set. */
  public static IpSet of() {
    return EMPTY;
  }

  /** Returns the set of the addresses in these networks. */
  public static IpSet of(IpNetwork... networks) {
    return copyOf(Arrays.asList(networks));
  }

  /** Returns the set of the addresses in these ranges. */
  public static IpSet of(IpRange... ranges) {
    var builder = new Builder();
    for (IpRange range : ranges) builder.add(range);
    return builder.build();
  }

  /** Returns the set of the addresses in these networks. */
  public static IpSet copyOf(Iterable<? extends IpNetwork> networks) {
    var builder = new Builder();
    for (IpNetwork network : networks) builder.add(network);
    return builder.build();
  }

  /** Returns a builder with nothing in it. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns whether there is no address in the set. */
  public boolean isEmpty() {
    return ipv4.length == 0 && ipv6.length == 0;
  }

  /** Returns the number of addresses of both versions, 0 to 2<sup>32</sup> + 2<sup>128</sup>. */
  public BigInteger size() {
    return ranges().map(IpRange::size).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Returns whether the address is in the set. */
  public boolean contains(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> contains(a.bits());
      case Ipv6Address a -> contains(a.high(), a.low());
    };
  }

  /** Returns whether the IPv4 address of these bits is in the set. */
  public boolean contains(int bits) {
    return (Ipv4Bounds.rank(ipv4, bits) & 1) != 0;
  }

  /** Returns whether the IPv6 address of these bits is in the set. */
  public boolean contains(long high, long low) {
    return (Ipv6Bounds.rank(ipv6, high, low) & 1) != 0;
  }

  /** Returns whether all addresses of the network are in the set. */
  public boolean contains(IpNetwork network) {
    return contains(network.address(), network.last());
  }

  /** Returns whether the address of the interface is in the set, whatever its network. */
  public boolean contains(IpInterface address) {
    return contains(address.address());
  }

  /** Returns whether all addresses of the range are in the set. */
  public boolean contains(IpRange range) {
    return contains(range.first(), range.last());
  }

  private boolean contains(IpAddress first, IpAddress last) {
    if (first instanceof Ipv4Address a && last instanceof Ipv4Address b) {
      return Ipv4Bounds.contains(ipv4, a.bits(), b.bits());
    }
    Ipv6Address a = (Ipv6Address) first;
    Ipv6Address b = (Ipv6Address) last;
    return Ipv6Bounds.contains(ipv6, a.high(), a.low(), b.high(), b.low());
  }

  /** Returns whether all addresses of the other set are in this one. */
  public boolean contains(IpSet other) {
    return other.difference(this).isEmpty();
  }

  /** Returns whether an address of the network is in the set. */
  public boolean overlaps(IpNetwork network) {
    return overlaps(network.toRange());
  }

  /** Returns whether an address of the range is in the set. */
  public boolean overlaps(IpRange range) {
    if (range.first() instanceof Ipv4Address a && range.last() instanceof Ipv4Address b) {
      return Ipv4Bounds.overlaps(ipv4, a.bits(), b.bits());
    }
    Ipv6Address a = (Ipv6Address) range.first();
    Ipv6Address b = (Ipv6Address) range.last();
    return Ipv6Bounds.overlaps(ipv6, a.high(), a.low(), b.high(), b.low());
  }

  /** Returns whether the sets have an address in common. */
  public boolean overlaps(IpSet other) {
    return !intersection(other).isEmpty();
  }

  /** Returns the set of the addresses in this set or the other. */
  public IpSet union(IpSet other) {
    return combine(other, SetOperation.UNION);
  }

  /** Returns the set of the addresses in both sets. */
  public IpSet intersection(IpSet other) {
    return combine(other, SetOperation.INTERSECTION);
  }

  /** Returns the set of the addresses in this set that are not in the other. */
  public IpSet difference(IpSet other) {
    return combine(other, SetOperation.DIFFERENCE);
  }

  /** Returns the set of the addresses in one of the sets and not in both. */
  public IpSet symmetricDifference(IpSet other) {
    return combine(other, SetOperation.SYMMETRIC_DIFFERENCE);
  }

  private IpSet combine(IpSet other, SetOperation operation) {
    return new IpSet(
        Ipv4Bounds.combine(ipv4, other.ipv4, operation),
        Ipv6Bounds.combine(ipv6, other.ipv6, operation));
  }

  /** Returns the set of all addresses, of both versions, that are not in this one. */
  public IpSet complement() {
    return new IpSet(Ipv4Bounds.complement(ipv4), Ipv6Bounds.complement(ipv6));
  }

  /** Returns the addresses of that version, 4 or 6. */
  public IpSet version(int version) {
    return checked(version) == 4
        ? new IpSet(ipv4, Ipv6Bounds.NONE)
        : new IpSet(Ipv4Bounds.NONE, ipv6);
  }

  private static int checked(int version) {
    if (version == 4 || version == 6) return version;
    throw new IllegalArgumentException("no IP version " + version + ": use 4 or 6");
  }

  /**
   * Returns the fewest ranges that have the addresses of this set, in order, none next to another.
   */
  public Stream<IpRange> ranges() {
    return Stream.concat(stream(new Ipv4Ranges(ipv4)), stream(new Ipv6Ranges(ipv6)));
  }

  /** Returns the fewest networks that have the addresses of this set, in order. */
  public Stream<IpNetwork> prefixes() {
    return Stream.concat(stream(new Ipv4Prefixes(ipv4)), stream(new Ipv6Prefixes(ipv6)));
  }

  private static <T> Stream<T> stream(Iterator<T> iterator) {
    int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, traits), false);
  }

  /**
   * A network taken out of a set, and what is left of the set.
   *
   * @param network the network that was taken
   * @param rest the set without it
   */
  public record Taken(IpNetwork network, IpSet rest) {}

  /**
   * Takes a network of that version and prefix length out of this set of free addresses, or returns
   * null where no such network is free. It is taken from the smallest free network that has room,
   * of these the first, so that large ones stay whole for as long as they can.
   *
   * @throws IllegalArgumentException where the version is not 4 or 6, or it has no such prefix
   *     length
   */
  public @Nullable Taken take(int version, int prefixLength) {
    int longest = checked(version) == 4 ? 32 : 128;
    if (prefixLength < 0 || prefixLength > longest) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + " is not within 0.." + longest);
    }
    IpNetwork room =
        version(version)
            .prefixes()
            .filter(free -> free.prefixLength() <= prefixLength)
            // The first of the longest prefixes: of equals, min keeps the earlier.
            .min(Comparator.comparingInt(free -> -free.prefixLength()))
            .orElse(null);
    if (room == null) return null;
    IpNetwork network = IpNetwork.of(room.address(), prefixLength);
    return new Taken(network, difference(of(network)));
  }

  /**
   * Returns the last address of this set, of that one's version, at or before it, or null where
   * there is none.
   */
  public @Nullable IpAddress floor(IpAddress address) {
    switch (address) {
      case Ipv4Address a -> {
        int rank = Ipv4Bounds.rank(ipv4, a.bits());
        if ((rank & 1) != 0) return a;
        return rank == 0 ? null : Ipv4Address.ofBits(ipv4[rank - 1] - 1);
      }
      case Ipv6Address a -> {
        int rank = Ipv6Bounds.rank(ipv6, a.high(), a.low());
        if ((rank & 1) != 0) return Ipv6Address.of(a.high(), a.low());
        return rank == 0
            ? null
            : Ipv6Address.of(
                Ipv6Bounds.lastHigh(ipv6, rank - 2), Ipv6Bounds.lastLow(ipv6, rank - 2));
      }
    }
  }

  /**
   * Returns the first address of this set, of that one's version, at or behind it, or null where
   * there is none.
   */
  public @Nullable IpAddress ceiling(IpAddress address) {
    switch (address) {
      case Ipv4Address a -> {
        int rank = Ipv4Bounds.rank(ipv4, a.bits());
        if ((rank & 1) != 0) return a;
        return rank == ipv4.length ? null : Ipv4Address.ofBits(ipv4[rank]);
      }
      case Ipv6Address a -> {
        int rank = Ipv6Bounds.rank(ipv6, a.high(), a.low());
        if ((rank & 1) != 0) return Ipv6Address.of(a.high(), a.low());
        return 2 * rank == ipv6.length ? null : Ipv6Address.of(ipv6[2 * rank], ipv6[2 * rank + 1]);
      }
    }
  }

  /**
   * Returns the last address of this set, of that one's version, before it, or null where there is
   * none.
   */
  public @Nullable IpAddress lower(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> a.bits() == 0 ? null : floor(a.minus(1));
      case Ipv6Address a -> a.high() == 0 && a.low() == 0 ? null : floor(a.minus(1));
    };
  }

  /**
   * Returns the first address of this set, of that one's version, behind it, or null where there is
   * none.
   */
  public @Nullable IpAddress higher(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> a.bits() == -1 ? null : ceiling(a.plus(1));
      case Ipv6Address a -> a.high() == -1 && a.low() == -1 ? null : ceiling(a.plus(1));
    };
  }

  /**
   * Returns the smallest network that all addresses of that version, 4 or 6, are in, or null where
   * there are none.
   */
  public @Nullable IpNetwork spanning(int version) {
    if (checked(version) == 4) {
      if (ipv4.length == 0) return null;
      int first = ipv4[0];
      int last = Ipv4Bounds.last(ipv4, ipv4.length - 1 & ~1);
      int shared = Integer.numberOfLeadingZeros(first ^ last);
      return Ipv4Network.containing(Ipv4Address.ofBits(first), shared);
    }
    if (ipv6.length == 0) return null;
    int lastRange = ipv6.length / 2 - 1 & ~1;
    int shared =
        PrefixTrie.common(
            ipv6[0],
            ipv6[1],
            Ipv6Bounds.lastHigh(ipv6, lastRange),
            Ipv6Bounds.lastLow(ipv6, lastRange));
    return Ipv6Network.containing(Ipv6Address.of(ipv6[0], ipv6[1]), shared);
  }

  /** Returns whether the other object is a set of the same addresses. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpSet that
        && Arrays.equals(ipv4, that.ipv4)
        && Arrays.equals(ipv6, that.ipv6);
  }

  @Override
  public int hashCode() {
    int hash = Hash.of(ipv4.length, ipv6.length);
    for (int bound : ipv4) hash = Hash.of(hash, bound);
    for (long bound : ipv6) hash = Hash.of(hash, bound);
    return hash;
  }

  /** Returns the prefixes in braces, or the first twenty and how many ranges there are. */
  @Override
  public String toString() {
    String first = prefixes().limit(21).map(IpNetwork::toString).collect(Collectors.joining(", "));
    if (prefixes().limit(21).count() <= 20) return "{" + first + "}";
    int ranges = (ipv4.length + 1) / 2 + (ipv6.length / 2 + 1) / 2;
    return "{"
        + first.substring(0, first.lastIndexOf(", "))
        + ", ... in all "
        + ranges
        + (ranges == 1 ? " range}" : " ranges}");
  }

  /** Refuses bytes that no set writes. */
  @Serial
  private void readObject(ObjectInputStream in) throws java.io.IOException, ClassNotFoundException {
    in.defaultReadObject();
    boolean sound = ipv4 != null && ipv6 != null && (ipv6.length & 1) == 0;
    for (int i = 1; sound && i < ipv4.length; i++) {
      sound = Integer.compareUnsigned(ipv4[i - 1], ipv4[i]) < 0;
    }
    for (int i = 2; sound && i < ipv6.length; i += 2) {
      sound = Ipv6Bounds.compare(ipv6[i - 2], ipv6[i - 1], ipv6[i], ipv6[i + 1]) < 0;
    }
    if (!sound) throw new InvalidObjectException("not a set of addresses");
  }

  /**
   * Collects addresses, in any order and as often as they come, for a set. To add is to write down;
   * {@link #build} sorts once. For one thread.
   */
  public static final class Builder {
    private long[] ipv4 = new long[16];
    private int ipv4Count;
    private long[] ipv6 = new long[16];
    private int ipv6Count;

    private Builder() {}

    /** Adds an address. */
    public Builder add(IpAddress address) {
      return switch (address) {
        case Ipv4Address a -> add(a.bits(), a.bits());
        case Ipv6Address a -> add(a.high(), a.low(), a.high(), a.low());
      };
    }

    /** Adds the addresses of a network. */
    public Builder add(IpNetwork network) {
      int length = network.prefixLength();
      return switch (network.address()) {
        case Ipv4Address a -> add(a.bits(), a.bits() | ~Ipv4Network.mask(length));
        case Ipv6Address a ->
            add(
                a.high(),
                a.low(),
                a.high() | ~PrefixTrie.highMask(length),
                a.low() | ~PrefixTrie.lowMask(length));
      };
    }

    /** Adds the addresses of a range. */
    public Builder add(IpRange range) {
      if (range.first() instanceof Ipv4Address a && range.last() instanceof Ipv4Address b) {
        return add(a.bits(), b.bits());
      }
      Ipv6Address a = (Ipv6Address) range.first();
      Ipv6Address b = (Ipv6Address) range.last();
      return add(a.high(), a.low(), b.high(), b.low());
    }

    /** Adds the addresses of a set. */
    public Builder add(IpSet set) {
      set.ranges().forEach(this::add);
      return this;
    }

    /** Adds what was added to another builder so far. */
    public Builder add(Builder other) {
      int count4 = ipv4Count + other.ipv4Count;
      if (count4 > ipv4.length) ipv4 = Arrays.copyOf(ipv4, count4);
      System.arraycopy(other.ipv4, 0, ipv4, ipv4Count, other.ipv4Count);
      ipv4Count = count4;
      int count6 = ipv6Count + other.ipv6Count;
      if (4 * count6 > ipv6.length) ipv6 = Arrays.copyOf(ipv6, 4 * count6);
      System.arraycopy(other.ipv6, 0, ipv6, 4 * ipv6Count, 4 * other.ipv6Count);
      ipv6Count = count6;
      return this;
    }

    /**
     * Adds the IPv4 addresses from a first to a last one, both included, as bits.
     *
     * @throws IllegalArgumentException where the first is behind the last
     */
    public Builder add(int first, int last) {
      if (Integer.compareUnsigned(first, last) > 0) {
        throw new IllegalArgumentException(
            Ipv4Address.ofBits(first) + " is behind " + Ipv4Address.ofBits(last));
      }
      if (ipv4Count == ipv4.length) ipv4 = Arrays.copyOf(ipv4, ipv4Count * 2);
      ipv4[ipv4Count++] = (long) first << 32 | (last & 0xffff_ffffL);
      return this;
    }

    /**
     * Adds the IPv6 addresses from a first to a last one, both included, as bits.
     *
     * @throws IllegalArgumentException where the first is behind the last
     */
    public Builder add(long firstHigh, long firstLow, long lastHigh, long lastLow) {
      if (Ipv6Bounds.compare(firstHigh, firstLow, lastHigh, lastLow) > 0) {
        throw new IllegalArgumentException(
            Ipv6Address.of(firstHigh, firstLow)
                + " is behind "
                + Ipv6Address.of(lastHigh, lastLow));
      }
      int at = 4 * ipv6Count++;
      if (at == ipv6.length) ipv6 = Arrays.copyOf(ipv6, at * 2);
      ipv6[at] = firstHigh;
      ipv6[at + 1] = firstLow;
      ipv6[at + 2] = lastHigh;
      ipv6[at + 3] = lastLow;
      return this;
    }

    /** Returns the set of what was added so far. */
    public IpSet build() {
      return new IpSet(Ipv4Bounds.ofRanges(ipv4, ipv4Count), Ipv6Bounds.ofRanges(ipv6, ipv6Count));
    }
  }
}

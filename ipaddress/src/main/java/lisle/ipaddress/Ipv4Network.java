package lisle.ipaddress;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An IPv4 network: an immutable value of an address and a prefix length. */
public final class Ipv4Network implements IpNetwork {
  @Serial private static final long serialVersionUID = 1;

  /** All of IPv4, {@code 0.0.0.0/0}. */
  public static final Ipv4Network ALL = new Ipv4Network(0, 0);

  /** The address space that carriers share (RFC 6598). */
  static final Ipv4Network SHARED = new Ipv4Network(0x6440_0000, 10);

  private final int bits;
  private final byte prefixLength;

  private Ipv4Network(int bits, int prefixLength) {
    this.bits = bits;
    this.prefixLength = (byte) prefixLength;
  }

  /**
   * Returns the network of that address and prefix length.
   *
   * @throws IllegalArgumentException where the prefix length is not within 0..32, or the address
   *     has bits set after the prefix
   */
  public static Ipv4Network of(Ipv4Address address, int prefixLength) {
    checkPrefixLength(prefixLength);
    if ((address.bits() & ~mask(prefixLength)) != 0) {
      throw new IllegalArgumentException(
          address + "/" + prefixLength + " has bits set after the prefix");
    }
    return new Ipv4Network(address.bits(), prefixLength);
  }

  /**
   * Returns the network of that prefix length that the address is in.
   *
   * @throws IllegalArgumentException where the prefix length is not within 0..32
   */
  public static Ipv4Network containing(Ipv4Address address, int prefixLength) {
    checkPrefixLength(prefixLength);
    return new Ipv4Network(address.bits() & mask(prefixLength), prefixLength);
  }

  private static void checkPrefixLength(int prefixLength) {
    if (prefixLength < 0 || prefixLength > 32) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " is not within 0..32");
    }
  }

  /** Returns the netmask of a prefix length within 0..32; a long's shift has no hole at 32. */
  static int mask(int prefixLength) {
    return (int) (-1L << (32 - prefixLength));
  }

  /** Reads an IPv4 network as {@link IpNetwork#parse(String)} does. */
  public static Ipv4Network parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an IPv4 network as {@link IpNetwork#parse(CharSequence, int, int)} does. */
  public static Ipv4Network parse(CharSequence text, int from, int to) {
    long parsed = Ipv4Parser.parseNetwork(text, from, to);
    if (parsed < 0) throw Ipv4Parser.networkRefusal(text, from, to);
    int bits = (int) parsed;
    int prefixLength = (int) (parsed >>> 32);
    if ((bits & ~mask(prefixLength)) != 0) {
      String input = text.subSequence(from, to).toString();
      throw new IpFormatException(input, 0, "bits set after the prefix of " + prefixLength);
    }
    return new Ipv4Network(bits, prefixLength);
  }

  /** Reads an IPv4 network as {@link IpNetwork#parse(byte[], int, int)} does. */
  public static Ipv4Network parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads an IPv4 network, or returns null where the text is none. */
  public static @Nullable Ipv4Network tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads an IPv4 network out of a part of a text, or returns null where it is none. */
  public static @Nullable Ipv4Network tryParse(CharSequence text, int from, int to) {
    long parsed = Ipv4Parser.parseNetwork(text, from, to);
    int prefixLength = (int) (parsed >>> 32);
    return parsed < 0 || ((int) parsed & ~mask(prefixLength)) != 0
        ? null
        : new Ipv4Network((int) parsed, prefixLength);
  }

  /** Reads an IPv4 network out of a part of an ASCII text, or returns null where it is none. */
  public static @Nullable Ipv4Network tryParse(byte[] text, int from, int to) {
    return tryParse(new Ascii(text, from, to), 0, to - from);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv4Network valueOf(String text) {
    return parse(text);
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public int bitLength() {
    return 32;
  }

  /** Returns the 32 bits of the network's address. */
  public int bits() {
    return bits;
  }

  @Override
  public Ipv4Address address() {
    return Ipv4Address.ofBits(bits);
  }

  @Override
  public Ipv4Address first() {
    return address();
  }

  @Override
  public Ipv4Address last() {
    return Ipv4Address.ofBits(bits | ~mask(prefixLength));
  }

  @Override
  public Ipv4Address broadcast() {
    return last();
  }

  @Override
  public int prefixLength() {
    return prefixLength;
  }

  @Override
  public Ipv4Address netmask() {
    return Ipv4Address.ofBits(mask(prefixLength));
  }

  @Override
  public Ipv4Address hostmask() {
    return Ipv4Address.ofBits(~mask(prefixLength));
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(sizeAsLong());
  }

  /** Returns the number of addresses, 1 to 2<sup>32</sup>. */
  public long sizeAsLong() {
    return 1L << (32 - prefixLength);
  }

  @Override
  public boolean contains(IpAddress address) {
    return requireNonNull(address) instanceof Ipv4Address v4 && contains(v4);
  }

  /** Returns whether the address is in the network. */
  public boolean contains(Ipv4Address address) {
    return ((address.bits() ^ bits) & mask(prefixLength)) == 0;
  }

  @Override
  public boolean contains(IpNetwork other) {
    return requireNonNull(other) instanceof Ipv4Network that
        && prefixLength <= that.prefixLength
        && ((that.bits ^ bits) & mask(prefixLength)) == 0;
  }

  @Override
  public Ipv4Range toRange() {
    return Ipv4Range.of(address(), last());
  }

  @Override
  public Ipv4Address get(long index) {
    long size = sizeAsLong();
    if (index < -size || index >= size) throw outside(index);
    return Ipv4Address.ofBits(bits + (int) (index < 0 ? index + size : index));
  }

  @Override
  public Ipv4Address get(BigInteger index) {
    if (index.bitLength() > 62) throw outside(index);
    return get(index.longValue());
  }

  private IndexOutOfBoundsException outside(Object index) {
    return new IndexOutOfBoundsException("address " + index + " of " + this);
  }

  @Override
  public Stream<Ipv4Address> addresses() {
    return toRange().addresses();
  }

  @Override
  public Stream<Ipv4Address> hosts() {
    return prefixLength > 30
        ? addresses()
        : Ipv4Range.of(address().plus(1), last().minus(1)).addresses();
  }

  @Override
  public Stream<Ipv4Network> subnets() {
    return subnets(Math.min(32, prefixLength + 1));
  }

  @Override
  public Stream<Ipv4Network> subnets(int prefixLength) {
    checkPrefixLength(prefixLength);
    if (prefixLength < this.prefixLength) {
      throw new IllegalArgumentException("/" + prefixLength + " is no subnet of " + this);
    }
    long first = Integer.toUnsignedLong(bits);
    long last = Integer.toUnsignedLong(last().bits() & mask(prefixLength));
    return Walk.stream(
        (high, low) -> new Ipv4Network((int) low, prefixLength),
        32 - prefixLength,
        0,
        first,
        0,
        last);
  }

  @Override
  public Ipv4Network supernet() {
    return supernet(Math.max(0, prefixLength - 1));
  }

  @Override
  public Ipv4Network supernet(int prefixLength) {
    checkPrefixLength(prefixLength);
    if (prefixLength > this.prefixLength) {
      throw new IllegalArgumentException("/" + prefixLength + " is no supernet of " + this);
    }
    return new Ipv4Network(bits & mask(prefixLength), prefixLength);
  }

  @Override
  public List<Ipv4Network> exclude(IpNetwork other) {
    if (!contains(other)) throw new IllegalArgumentException(other + " is not within " + this);
    int hole = ((Ipv4Network) other).bits;
    var before = new ArrayList<Ipv4Network>();
    var after = new ArrayList<Ipv4Network>();
    // At each length the half without the hole stays.
    for (int length = prefixLength + 1; length <= other.prefixLength(); length++) {
      int bit = Integer.MIN_VALUE >>> (length - 1);
      var half = new Ipv4Network((hole & mask(length)) ^ bit, length);
      if ((hole & bit) != 0) before.add(half);
      else after.add(half);
    }
    before.addAll(after.reversed());
    return List.copyOf(before);
  }

  @Override
  public @Nullable Ipv4Network next() {
    int next = last().bits() + 1;
    return next == 0 ? null : new Ipv4Network(next, prefixLength);
  }

  @Override
  public @Nullable Ipv4Network previous() {
    return bits == 0 ? null : new Ipv4Network((bits - 1) & mask(prefixLength), prefixLength);
  }

  static Ipv4Network spanning(Ipv4Network a, Ipv4Network b) {
    int shared = Integer.numberOfLeadingZeros(a.bits ^ b.bits);
    int prefixLength = Math.min(shared, Math.min(a.prefixLength, b.prefixLength));
    return new Ipv4Network(a.bits & mask(prefixLength), prefixLength);
  }

  @Override
  public boolean isPrivate() {
    return Registry.isWithinPrivateEntry(this)
        && Registry.isPrivate(bits)
        && Registry.isPrivate(last().bits());
  }

  @Override
  public boolean isGlobal() {
    return !SHARED.contains(this) && !isPrivate();
  }

  @Override
  public int compareTo(IpNetwork other) {
    if (!(other instanceof Ipv4Network that)) return Integer.compare(4, other.version());
    return bits != that.bits
        ? Integer.compareUnsigned(bits, that.bits)
        : prefixLength - that.prefixLength;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv4Network that
        && bits == that.bits
        && prefixLength == that.prefixLength;
  }

  /** Returns a hash code that differs between runs: see {@link Ipv6Address#hashCode}. */
  @Override
  public int hashCode() {
    return Hash.of(bits, prefixLength);
  }

  @Override
  public String toString() {
    return Ipv4Text.toString(bits) + '/' + prefixLength;
  }

  @Serial
  private Object writeReplace() {
    return new SerialText(SerialText.NETWORK, toString());
  }

  @Serial
  private void readObject(java.io.ObjectInputStream in) throws java.io.InvalidObjectException {
    throw SerialText.missing();
  }
}

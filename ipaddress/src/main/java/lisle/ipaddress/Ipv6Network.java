package lisle.ipaddress;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 network: an immutable value of an address and a prefix length. The address may have a
 * scope, {@code fe80::%eth0/64}, which counts in {@link #equals} and, last, in {@link #compareTo}
 * but not in {@link #contains}. The other addresses and networks that are worked out from it have
 * none, as in Python.
 */
public final class Ipv6Network implements IpNetwork {
  @Serial private static final long serialVersionUID = 1;

  /** All of IPv6, {@code ::/0}. */
  public static final Ipv6Network ALL = new Ipv6Network(0, 0, 0, null);

  private final long high;
  private final long low;
  private final @Nullable String scope;
  private final short prefixLength;

  private Ipv6Network(long high, long low, int prefixLength, @Nullable String scope) {
    this.high = high;
    this.low = low;
    this.prefixLength = (short) prefixLength;
    this.scope = scope;
  }

  /**
   * Returns the network of that address and prefix length.
   *
   * @throws IllegalArgumentException where the prefix length is not within 0..128, or the address
   *     has bits set after the prefix
   */
  public static Ipv6Network of(Ipv6Address address, int prefixLength) {
    checkPrefixLength(prefixLength);
    if (!isFirst(address, prefixLength)) {
      throw new IllegalArgumentException(
          address + "/" + prefixLength + " has bits set after the prefix");
    }
    return new Ipv6Network(address.high(), address.low(), prefixLength, address.scope());
  }

  /**
   * Returns the network of that prefix length that the address is in. It has the scope of the
   * address where that is the network's own, and none where it is not, as in Python.
   *
   * @throws IllegalArgumentException where the prefix length is not within 0..128
   */
  public static Ipv6Network containing(Ipv6Address address, int prefixLength) {
    checkPrefixLength(prefixLength);
    return new Ipv6Network(
        address.high() & maskHigh(prefixLength),
        address.low() & maskLow(prefixLength),
        prefixLength,
        isFirst(address, prefixLength) ? address.scope() : null);
  }

  private static void checkPrefixLength(int prefixLength) {
    if (prefixLength < 0 || prefixLength > 128) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " is not within 0..128");
    }
  }

  private static boolean isFirst(Ipv6Address address, int prefixLength) {
    return ((address.high() & ~maskHigh(prefixLength)) | (address.low() & ~maskLow(prefixLength)))
        == 0;
  }

  /** Returns the first half of the netmask of a prefix length within 0..128. */
  static long maskHigh(int prefixLength) {
    return prefixLength >= 64 ? -1 : ~(-1L >>> prefixLength);
  }

  /** Returns the last half of the netmask of a prefix length within 0..128. */
  static long maskLow(int prefixLength) {
    return prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
  }

  /** Reads an IPv6 network as {@link IpNetwork#parse(String)} does. */
  public static Ipv6Network parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an IPv6 network as {@link IpNetwork#parse(CharSequence, int, int)} does. */
  public static Ipv6Network parse(CharSequence text, int from, int to) {
    Ipv6Network network = tryParse(text, from, to);
    if (network == null) throw refusal(text, from, to);
    return network;
  }

  /** Reads an IPv6 network as {@link IpNetwork#parse(byte[], int, int)} does. */
  public static Ipv6Network parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads an IPv6 network, or returns null where the text is none. */
  public static @Nullable Ipv6Network tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads an IPv6 network out of a part of a text, or returns null where it is none. */
  public static @Nullable Ipv6Network tryParse(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    int slash = Prefixes.slash(text, from, to);
    int prefixLength = slash == to ? 128 : Prefixes.parse(text, slash + 1, to, 128);
    if (prefixLength < 0) return null;
    Ipv6Address address = Ipv6Parser.parse(text, from, slash);
    return address == null || !isFirst(address, prefixLength)
        ? null
        : new Ipv6Network(address.high(), address.low(), prefixLength, address.scope());
  }

  /** Reads an IPv6 network out of a part of an ASCII text, or returns null where it is none. */
  public static @Nullable Ipv6Network tryParse(byte[] text, int from, int to) {
    return tryParse(new Ascii(text, from, to), 0, to - from);
  }

  static IpFormatException refusal(CharSequence text, int from, int to) {
    String input = text.subSequence(from, to).toString();
    int slash = Prefixes.slash(input, 0, input.length());
    Ipv6Address address = Ipv6Parser.parse(input, 0, slash);
    if (address == null) {
      IpFormatException inAddress = Ipv6Parser.refusal(input, 0, slash);
      return new IpFormatException(input, inAddress.index(), inAddress.reason());
    }
    int prefixLength = Prefixes.parse(input, slash + 1, input.length(), 128);
    if (prefixLength < 0) return Prefixes.refusal(input, slash + 1, 128);
    return new IpFormatException(input, 0, "bits set after the prefix of " + prefixLength);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv6Network valueOf(String text) {
    return parse(text);
  }

  @Override
  public int version() {
    return 6;
  }

  @Override
  public int bitLength() {
    return 128;
  }

  /** Returns the first eight bytes of the network's address. */
  public long high() {
    return high;
  }

  /** Returns the last eight bytes of the network's address. */
  public long low() {
    return low;
  }

  @Override
  public Ipv6Address address() {
    return new Ipv6Address(high, low, scope);
  }

  @Override
  public Ipv6Address first() {
    return address();
  }

  @Override
  public Ipv6Address last() {
    return Ipv6Address.of(high | ~maskHigh(prefixLength), low | ~maskLow(prefixLength));
  }

  @Override
  public Ipv6Address broadcast() {
    return last();
  }

  @Override
  public int prefixLength() {
    return prefixLength;
  }

  @Override
  public Ipv6Address netmask() {
    return Ipv6Address.of(maskHigh(prefixLength), maskLow(prefixLength));
  }

  @Override
  public Ipv6Address hostmask() {
    return Ipv6Address.of(~maskHigh(prefixLength), ~maskLow(prefixLength));
  }

  @Override
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(128 - prefixLength);
  }

  @Override
  public boolean contains(IpAddress address) {
    return requireNonNull(address) instanceof Ipv6Address v6 && contains(v6);
  }

  /** Returns whether the address is in the network, whatever the scopes. */
  public boolean contains(Ipv6Address address) {
    return contains(address.high(), address.low());
  }

  private boolean contains(long high, long low) {
    return (((high ^ this.high) & maskHigh(prefixLength))
            | ((low ^ this.low) & maskLow(prefixLength)))
        == 0;
  }

  @Override
  public boolean contains(IpNetwork other) {
    return requireNonNull(other) instanceof Ipv6Network that
        && prefixLength <= that.prefixLength
        && contains(that.high, that.low);
  }

  Ipv6Network withoutScope() {
    return scope == null ? this : new Ipv6Network(high, low, prefixLength, null);
  }

  @Override
  public Ipv6Range toRange() {
    return Ipv6Range.of(address(), last());
  }

  @Override
  public Ipv6Address get(long index) {
    return get(BigInteger.valueOf(index));
  }

  @Override
  public Ipv6Address get(BigInteger index) {
    BigInteger size = size();
    BigInteger place = index.signum() < 0 ? index.add(size) : index;
    if (place.signum() < 0 || place.compareTo(size) >= 0) {
      throw new IndexOutOfBoundsException("address " + index + " of " + this);
    }
    return address().plus(place);
  }

  @Override
  public Stream<Ipv6Address> addresses() {
    return toRange().addresses();
  }

  @Override
  public Stream<Ipv6Address> hosts() {
    if (prefixLength == 128) return Stream.of(address());
    return prefixLength == 127 ? addresses() : Ipv6Range.of(address().plus(1), last()).addresses();
  }

  @Override
  public Stream<Ipv6Network> subnets() {
    return subnets(Math.min(128, prefixLength + 1));
  }

  @Override
  public Stream<Ipv6Network> subnets(int prefixLength) {
    checkPrefixLength(prefixLength);
    if (prefixLength < this.prefixLength) {
      throw new IllegalArgumentException("/" + prefixLength + " is no subnet of " + this);
    }
    if (this.prefixLength == 128) return Stream.of(this);
    Ipv6Network last = containing(last(), prefixLength);
    return Walk.stream(
        (high, low) -> new Ipv6Network(high, low, prefixLength, null),
        128 - prefixLength,
        high,
        low,
        last.high,
        last.low);
  }

  @Override
  public Ipv6Network supernet() {
    return supernet(Math.max(0, prefixLength - 1));
  }

  @Override
  public Ipv6Network supernet(int prefixLength) {
    checkPrefixLength(prefixLength);
    if (prefixLength > this.prefixLength) {
      throw new IllegalArgumentException("/" + prefixLength + " is no supernet of " + this);
    }
    return prefixLength == this.prefixLength
        ? this
        : containing(Ipv6Address.of(high, low), prefixLength);
  }

  @Override
  public List<Ipv6Network> exclude(IpNetwork other) {
    if (!contains(other)) throw new IllegalArgumentException(other + " is not within " + this);
    var hole = (Ipv6Network) other;
    var before = new ArrayList<Ipv6Network>();
    var after = new ArrayList<Ipv6Network>();
    // At each length the half without the hole stays.
    for (int length = prefixLength + 1; length <= hole.prefixLength; length++) {
      long bitHigh = length <= 64 ? Long.MIN_VALUE >>> (length - 1) : 0;
      long bitLow = length > 64 ? Long.MIN_VALUE >>> (length - 65) : 0;
      var half =
          new Ipv6Network(
              (hole.high & maskHigh(length)) ^ bitHigh,
              (hole.low & maskLow(length)) ^ bitLow,
              length,
              null);
      if ((hole.high & bitHigh) != 0 || (hole.low & bitLow) != 0) before.add(half);
      else after.add(half);
    }
    before.addAll(after.reversed());
    return List.copyOf(before);
  }

  @Override
  public @Nullable Ipv6Network next() {
    Ipv6Address last = last();
    return last.equals(Ipv6Address.MAX) ? null : of(last.plus(1), prefixLength);
  }

  @Override
  public @Nullable Ipv6Network previous() {
    return (high | low) == 0 ? null : containing(address().minus(1), prefixLength);
  }

  static Ipv6Network spanning(Ipv6Network a, Ipv6Network b) {
    int shared =
        a.high != b.high
            ? Long.numberOfLeadingZeros(a.high ^ b.high)
            : 64 + Long.numberOfLeadingZeros(a.low ^ b.low);
    int prefixLength = Math.min(shared, Math.min(a.prefixLength, b.prefixLength));
    return containing(Ipv6Address.of(a.high, a.low), prefixLength);
  }

  @Override
  public boolean isPrivate() {
    Ipv6Address last = last();
    return Registry.isWithinPrivateEntry(this)
        && Registry.isPrivate(high, low)
        && Registry.isPrivate(last.high(), last.low());
  }

  @Override
  public boolean isGlobal() {
    return !isPrivate();
  }

  /** Returns whether the network is within {@code fec0::/10}: {@link Ipv6Address#isSiteLocal}. */
  public boolean isSiteLocal() {
    return address().isSiteLocal() && last().isSiteLocal();
  }

  @Override
  public int compareTo(IpNetwork other) {
    if (!(other instanceof Ipv6Network that)) return Integer.compare(6, other.version());
    int order = Ipv6Address.compare(high, low, that.high, that.low);
    if (order != 0) return order;
    if (prefixLength != that.prefixLength) return prefixLength - that.prefixLength;
    return address().compareTo(that.address());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv6Network that
        && high == that.high
        && low == that.low
        && prefixLength == that.prefixLength
        && Objects.equals(scope, that.scope);
  }

  /** Returns a hash code that differs between runs: see {@link Ipv6Address#hashCode}. */
  @Override
  public int hashCode() {
    return Hash.of(address().hashCode(), prefixLength);
  }

  @Override
  public String toString() {
    return address().toString() + '/' + prefixLength;
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

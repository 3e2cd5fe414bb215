package lisle.ipaddress;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The IPv4 addresses from a first to a last one, both included: an immutable value. */
public final class Ipv4Range implements IpRange {
  @Serial private static final long serialVersionUID = 1;

  private final int first;
  private final int last;

  private Ipv4Range(int first, int last) {
    this.first = first;
    this.last = last;
  }

  /**
   * Returns the range from the first to the last address.
   *
   * @throws IllegalArgumentException where the first is after the last
   */
  public static Ipv4Range of(Ipv4Address first, Ipv4Address last) {
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " is after " + last);
    }
    return new Ipv4Range(first.bits(), last.bits());
  }

  /** Reads an IPv4 range as {@link IpRange#parse(String)} does. */
  public static Ipv4Range parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an IPv4 range out of a part of a text. */
  public static Ipv4Range parse(CharSequence text, int from, int to) {
    if (IpRange.parse(text, from, to) instanceof Ipv4Range range) return range;
    throw new IpFormatException(text.subSequence(from, to).toString(), 0, "not IPv4");
  }

  /** Reads an IPv4 range, or returns null where the text is none. */
  public static @Nullable Ipv4Range tryParse(String text) {
    return IpRange.tryParse(text) instanceof Ipv4Range range ? range : null;
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv4Range valueOf(String text) {
    return parse(text);
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public Ipv4Address first() {
    return Ipv4Address.ofBits(first);
  }

  @Override
  public Ipv4Address last() {
    return Ipv4Address.ofBits(last);
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(sizeAsLong());
  }

  /** Returns the number of addresses, 1 to 2<sup>32</sup>. */
  public long sizeAsLong() {
    return Integer.toUnsignedLong(last - first) + 1;
  }

  @Override
  public boolean contains(IpAddress address) {
    return requireNonNull(address) instanceof Ipv4Address v4 && contains(v4);
  }

  /** Returns whether the address is in the range. */
  public boolean contains(Ipv4Address address) {
    return Integer.compareUnsigned(address.bits() - first, last - first) <= 0;
  }

  @Override
  public boolean contains(IpRange other) {
    return requireNonNull(other) instanceof Ipv4Range that
        && Integer.compareUnsigned(first, that.first) <= 0
        && Integer.compareUnsigned(that.last, last) <= 0;
  }

  @Override
  public boolean overlaps(IpRange other) {
    return requireNonNull(other) instanceof Ipv4Range that
        && Integer.compareUnsigned(first, that.last) <= 0
        && Integer.compareUnsigned(that.first, last) <= 0;
  }

  @Override
  public @Nullable Ipv4Range intersection(IpRange other) {
    if (!(requireNonNull(other) instanceof Ipv4Range that) || !overlaps(that)) return null;
    return new Ipv4Range(
        Integer.compareUnsigned(first, that.first) >= 0 ? first : that.first,
        Integer.compareUnsigned(last, that.last) <= 0 ? last : that.last);
  }

  @Override
  public Stream<Ipv4Address> addresses() {
    return Walk.stream(
        (high, low) -> Ipv4Address.ofBits((int) low),
        0,
        0,
        Integer.toUnsignedLong(first),
        0,
        Integer.toUnsignedLong(last));
  }

  @Override
  public List<Ipv4Network> networks() {
    var networks = new ArrayList<Ipv4Network>();
    long next = Integer.toUnsignedLong(first);
    long end = Integer.toUnsignedLong(last) + 1;
    while (next < end) {
      // The largest block that starts here: aligned, and not past the end.
      int aligned = Math.min(32, Long.numberOfTrailingZeros(next));
      int fitting = 63 - Long.numberOfLeadingZeros(end - next);
      int hostBits = Math.min(aligned, fitting);
      networks.add(Ipv4Network.of(Ipv4Address.ofBits((int) next), 32 - hostBits));
      next += 1L << hostBits;
    }
    return List.copyOf(networks);
  }

  @Override
  public Ipv4Network spanning() {
    return Ipv4Network.containing(first(), Integer.numberOfLeadingZeros(first ^ last));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv4Range that && first == that.first && last == that.last;
  }

  @Override
  public int hashCode() {
    return Hash.of(first, last);
  }

  @Override
  public String toString() {
    return Ipv4Text.toString(first) + '-' + Ipv4Text.toString(last);
  }

  @Serial
  private Object writeReplace() {
    return new SerialText(SerialText.RANGE, toString());
  }

  @Serial
  private void readObject(java.io.ObjectInputStream in) throws java.io.InvalidObjectException {
    throw SerialText.missing();
  }
}

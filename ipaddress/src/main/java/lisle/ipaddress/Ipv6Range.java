package lisle.ipaddress;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The IPv6 addresses from a first to a last one, both included: an immutable value. */
public final class Ipv6Range implements IpRange {
  @Serial private static final long serialVersionUID = 1;

  private final Ipv6Address first;
  private final Ipv6Address last;

  private Ipv6Range(Ipv6Address first, Ipv6Address last) {
    this.first = first;
    this.last = last;
  }

  /**
   * Returns the range from the first to the last address, without their scopes.
   *
   * @throws IllegalArgumentException where the first is after the last
   */
  public static Ipv6Range of(Ipv6Address first, Ipv6Address last) {
    first = first.withScope(null);
    last = last.withScope(null);
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " is after " + last);
    }
    return new Ipv6Range(first, last);
  }

  /** Reads an IPv6 range as {@link IpRange#parse(String)} does. */
  public static Ipv6Range parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an IPv6 range out of a part of a text. */
  public static Ipv6Range parse(CharSequence text, int from, int to) {
    if (IpRange.parse(text, from, to) instanceof Ipv6Range range) return range;
    throw new IpFormatException(text.subSequence(from, to).toString(), 0, "not IPv6");
  }

  /** Reads an IPv6 range, or returns null where the text is none. */
  public static @Nullable Ipv6Range tryParse(String text) {
    return IpRange.tryParse(text) instanceof Ipv6Range range ? range : null;
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv6Range valueOf(String text) {
    return parse(text);
  }

  @Override
  public int version() {
    return 6;
  }

  @Override
  public Ipv6Address first() {
    return first;
  }

  @Override
  public Ipv6Address last() {
    return last;
  }

  @Override
  public BigInteger size() {
    return last.toBigInteger().subtract(first.toBigInteger()).add(BigInteger.ONE);
  }

  @Override
  public boolean contains(IpAddress address) {
    return requireNonNull(address) instanceof Ipv6Address v6 && contains(v6);
  }

  /** Returns whether the address is in the range, whatever its scope. */
  public boolean contains(Ipv6Address address) {
    return compare(first, address) <= 0 && compare(address, last) <= 0;
  }

  private static int compare(Ipv6Address a, Ipv6Address b) {
    return Ipv6Address.compare(a.high(), a.low(), b.high(), b.low());
  }

  @Override
  public boolean contains(IpRange other) {
    return requireNonNull(other) instanceof Ipv6Range that
        && compare(first, that.first) <= 0
        && compare(that.last, last) <= 0;
  }

  @Override
  public boolean overlaps(IpRange other) {
    return requireNonNull(other) instanceof Ipv6Range that
        && compare(first, that.last) <= 0
        && compare(that.first, last) <= 0;
  }

  @Override
  public @Nullable Ipv6Range intersection(IpRange other) {
    if (!(requireNonNull(other) instanceof Ipv6Range that) || !overlaps(that)) return null;
    return new Ipv6Range(
        compare(first, that.first) >= 0 ? first : that.first,
        compare(last, that.last) <= 0 ? last : that.last);
  }

  @Override
  public Stream<Ipv6Address> addresses() {
    return Walk.stream(Ipv6Address::of, 0, first.high(), first.low(), last.high(), last.low());
  }

  @Override
  public List<Ipv6Network> networks() {
    var networks = new ArrayList<Ipv6Network>();
    Ipv6Address next = first;
    while (true) {
      // The largest block that starts here: aligned, and not past the end.
      int hostBits =
          next.low() != 0
              ? Long.numberOfTrailingZeros(next.low())
              : 64 + Long.numberOfTrailingZeros(next.high());
      Ipv6Network block = Ipv6Network.of(next, 128 - hostBits);
      while (compare(block.last(), last) > 0) {
        block = Ipv6Network.of(next, block.prefixLength() + 1);
      }
      networks.add(block);
      if (block.last().equals(last)) return List.copyOf(networks);
      next = block.last().plus(1);
    }
  }

  @Override
  public Ipv6Network spanning() {
    int shared =
        first.high() != last.high()
            ? Long.numberOfLeadingZeros(first.high() ^ last.high())
            : 64 + Long.numberOfLeadingZeros(first.low() ^ last.low());
    return Ipv6Network.containing(first, shared);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv6Range that && first.equals(that.first) && last.equals(that.last);
  }

  @Override
  public int hashCode() {
    return 31 * first.hashCode() + last.hashCode();
  }

  @Override
  public String toString() {
    return first + "-" + last;
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

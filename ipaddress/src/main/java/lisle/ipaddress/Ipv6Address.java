package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Serial;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address: an immutable value of 128 bits and an optional scope (RFC 4007), which says on
 * which link of this machine a link-local address is meant: {@code fe80::1%eth0}.
 *
 * <p>The scope counts in {@link #equals} and, last, in {@link #compareTo}; the {@code is…} methods
 * don't look at it, nor does what says whether an address is in a network, a range or a set.
 */
public final class Ipv6Address implements IpAddress {
  @Serial private static final long serialVersionUID = 1;

  /** The lowest address, {@code ::}. */
  public static final Ipv6Address MIN = new Ipv6Address(0, 0, null);

  /** The highest address, {@code ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff}. */
  public static final Ipv6Address MAX = new Ipv6Address(-1, -1, null);

  /** The first eight bytes: of 2001:db8::1 0x2001_0db8_0000_0000. */
  private final long high;

  /** The last eight bytes: of 2001:db8::1 the number 1. */
  private final long low;

  private final @Nullable String scope;

  Ipv6Address(long high, long low, @Nullable String scope) {
    this.high = high;
    this.low = low;
    this.scope = scope;
  }

  /** Returns the address of these 128 bits: 0x20010db8_00000000 and 1 are 2001:db8::1. */
  public static Ipv6Address of(long high, long low) {
    return new Ipv6Address(high, low, null);
  }

  /**
   * Returns the address of these 16 bytes, in network order.
   *
   * @throws IllegalArgumentException where they are not 16
   */
  public static Ipv6Address of(byte[] packed) {
    if (packed.length != 16) {
      throw new IllegalArgumentException(packed.length + " bytes are no IPv6 address: 16 are");
    }
    return new Ipv6Address(Words.get(packed, 0), Words.get(packed, 8), null);
  }

  /**
   * Returns the address of this number.
   *
   * @throws IllegalArgumentException where it is negative or above 2<sup>128</sup> - 1
   */
  public static Ipv6Address of(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 128) {
      throw new IllegalArgumentException(number + " is no IPv6 address: not within 0..2^128-1");
    }
    return new Ipv6Address(number.shiftRight(64).longValue(), number.longValue(), null);
  }

  /** Returns the address that the JDK's object holds, as {@link IpAddress#from} does. */
  public static Ipv6Address from(Inet6Address address) {
    return JdkAddresses.from(address);
  }

  /**
   * Reads an address in the forms of RFC 4291 section 2.2, with an optional {@code %scope}: any
   * characters but {@code %} and {@code /}.
   *
   * @throws IpFormatException where the text is anything else
   */
  public static Ipv6Address parse(String text) {
    Ipv6Address address = tryParse(text);
    if (address == null) throw Ipv6Parser.refusal(text, 0, text.length());
    return address;
  }

  /**
   * Reads an address out of a part of a text.
   *
   * @throws IpFormatException where that part is no address; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the text
   */
  public static Ipv6Address parse(CharSequence text, int from, int to) {
    Ipv6Address address = tryParse(text, from, to);
    if (address == null) throw Ipv6Parser.refusal(text, from, to);
    return address;
  }

  /**
   * Reads an address out of a part of an ASCII text; a scope is decoded as UTF-8.
   *
   * @throws IpFormatException where that part is no address; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the array
   */
  public static Ipv6Address parse(byte[] text, int from, int to) {
    Ipv6Address address = tryParse(text, from, to);
    if (address == null) throw Ipv6Parser.refusal(new Ascii(text, from, to), 0, to - from);
    return address;
  }

  /** Reads an address as {@link #parse(String)} does, or returns null where the text is none. */
  public static @Nullable Ipv6Address tryParse(String text) {
    // Copying the bytes and reading them by the word is faster than going through the characters.
    if (text.length() <= Ipv6Bytes.MAX_LENGTH) {
      byte[] bytes = text.getBytes(ISO_8859_1);
      long[] bits = new long[2];
      if (Ipv6Bytes.parse(bytes, 0, bytes.length, bits, 0)) {
        return new Ipv6Address(bits[0], bits[1], null);
      }
    }
    return Ipv6Parser.parse(text, 0, text.length());
  }

  /** Reads an address out of a part of a text, or returns null where it is none. */
  public static @Nullable Ipv6Address tryParse(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    return Ipv6Parser.parse(text, from, to);
  }

  /** Reads an address out of a part of an ASCII text, or returns null where it is none. */
  public static @Nullable Ipv6Address tryParse(byte[] text, int from, int to) {
    long[] bits = new long[2];
    return parseBits(text, from, to, bits, 0)
        ? new Ipv6Address(bits[0], bits[1], null)
        // What is left is an address with a scope.
        : Ipv6Parser.parse(new Ascii(text, from, to), 0, to - from);
  }

  /**
   * Reads an address out of a part of an ASCII text and puts its two halves, the first one first,
   * into {@code bits} from {@code at}. Returns false, and may have put anything there, where the
   * text is no address, or one with a scope. Allocates nothing.
   *
   * @throws IndexOutOfBoundsException where the part is not within the text, or there is not room
   *     for two numbers
   */
  public static boolean parseBits(byte[] text, int from, int to, long[] bits, int at) {
    Objects.checkFromToIndex(from, to, text.length);
    Objects.checkFromIndexSize(at, 2, bits.length);
    return Ipv6Bytes.parse(text, from, to, bits, at);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv6Address valueOf(String text) {
    return parse(text);
  }

  /** Returns the first eight bytes, in network order. */
  public long high() {
    return high;
  }

  /** Returns the last eight bytes, in network order. */
  public long low() {
    return low;
  }

  /** Returns the scope, such as {@code eth0}, or null where there is none. */
  public @Nullable String scope() {
    return scope;
  }

  /**
   * Returns this address with that scope, or with none where it is null.
   *
   * @throws IllegalArgumentException where it is empty or has a {@code %} or a {@code /}
   */
  public Ipv6Address withScope(@Nullable String scope) {
    if (scope != null && (scope.isEmpty() || scope.indexOf('%') >= 0 || scope.indexOf('/') >= 0)) {
      throw new IllegalArgumentException("a scope is neither empty nor has it '%' or '/'");
    }
    return Objects.equals(scope, this.scope) ? this : new Ipv6Address(high, low, scope);
  }

  @Override
  public int version() {
    return 6;
  }

  @Override
  public int bitLength() {
    return 128;
  }

  @Override
  public byte[] packed() {
    byte[] packed = new byte[16];
    Words.put(packed, 0, high);
    Words.put(packed, 8, low);
    return packed;
  }

  @Override
  public BigInteger toBigInteger() {
    return new BigInteger(1, packed());
  }

  @Override
  public InetAddress toInetAddress() {
    return JdkAddresses.to(this);
  }

  @Override
  public String exploded() {
    return Ipv6Text.exploded(this);
  }

  @Override
  public String reversePointer() {
    return Ipv6Text.reversePointer(this);
  }

  /**
   * Returns the IPv4 address that this is the mapped form of, {@code ::ffff:0:0/96} (RFC 4291
   * section 2.5.5.2), or null where it is none.
   */
  public @Nullable Ipv4Address ipv4Mapped() {
    return isIpv4Mapped() ? Ipv4Address.ofBits((int) low) : null;
  }

  boolean isIpv4Mapped() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  /**
   * Returns the IPv4 address of the 6to4 router that this address names, {@code 2002::/16} (RFC
   * 3056 section 2), or null where it is none.
   */
  public @Nullable Ipv4Address sixToFour() {
    return high >>> 48 == 0x2002 ? Ipv4Address.ofBits((int) (high >>> 16)) : null;
  }

  /** Returns what is inside a Teredo address, or null where this is none. */
  public @Nullable Teredo teredo() {
    if (high >>> 32 != 0x2001_0000) return null;
    return new Teredo(
        Ipv4Address.ofBits((int) high),
        Ipv4Address.ofBits((int) ~low),
        (int) (~low >>> 32) & 0xffff,
        (int) (low >>> 48));
  }

  /**
   * What is inside a Teredo address, {@code 2001::/32} (RFC 4380 section 4).
   *
   * @param server the Teredo server
   * @param client the address of the client, as the server sees it
   * @param port the UDP port of the client, as the server sees it
   * @param flags the sixteen flags; 0x8000 is that of a client behind a cone NAT
   */
  public record Teredo(Ipv4Address server, Ipv4Address client, int port, int flags) {}

  @Override
  public IpAddress unmapped() {
    return isIpv4Mapped() ? Ipv4Address.ofBits((int) low) : this;
  }

  @Override
  public Ipv6Network toNetwork() {
    return Ipv6Network.of(this, 128);
  }

  @Override
  public Ipv6Address plus(long count) {
    long sum = low + count;
    long carried = high;
    if (count >= 0) {
      if (Long.compareUnsigned(sum, low) < 0 && ++carried == 0) {
        throw outside(count);
      }
    } else if (Long.compareUnsigned(sum, low) > 0 && carried-- == 0) {
      throw outside(count);
    }
    return new Ipv6Address(carried, sum, null);
  }

  @Override
  public Ipv6Address plus(BigInteger count) {
    BigInteger sum = toBigInteger().add(count);
    if (sum.signum() < 0 || sum.bitLength() > 128) throw outside(count);
    return of(sum);
  }

  @Override
  public Ipv6Address minus(long count) {
    return count == Long.MIN_VALUE ? plus(BigInteger.valueOf(count).negate()) : plus(-count);
  }

  private ArithmeticException outside(Object count) {
    return new ArithmeticException(this + " plus " + count + " is outside of IPv6");
  }

  @Override
  public boolean isMulticast() {
    return isIpv4Mapped() ? mapped().isMulticast() : high >>> 56 == 0xff;
  }

  @Override
  public boolean isPrivate() {
    return isIpv4Mapped() ? mapped().isPrivate() : Registry.isPrivate(high, low);
  }

  @Override
  public boolean isGlobal() {
    return isIpv4Mapped() ? mapped().isGlobal() : !Registry.isPrivate(high, low);
  }

  @Override
  public boolean isUnspecified() {
    return isIpv4Mapped() ? mapped().isUnspecified() : (high | low) == 0;
  }

  @Override
  public boolean isReserved() {
    if (isIpv4Mapped()) return mapped().isReserved();
    // Not reserved: 2000::/3, fc00::/7, and from fe80:: up.
    int first = (int) (high >>> 56);
    return first >>> 5 != 1 && first >>> 1 != 0x7e && high >>> 55 != 0x1fd && first != 0xff;
  }

  @Override
  public boolean isLoopback() {
    return isIpv4Mapped() ? mapped().isLoopback() : high == 0 && low == 1;
  }

  @Override
  public boolean isLinkLocal() {
    return isIpv4Mapped() ? mapped().isLinkLocal() : high >>> 54 == 0xfe80 >>> 6;
  }

  @Override
  public @Nullable RegistryEntry registryEntry() {
    return Registry.entry(high, low);
  }

  /**
   * Returns whether this is in {@code fec0::/10}, the site-local addresses that RFC 3879 deprecated
   * and {@code fc00::/7} replaced.
   */
  public boolean isSiteLocal() {
    return high >>> 54 == 0xfec0 >>> 6;
  }

  private Ipv4Address mapped() {
    return Ipv4Address.ofBits((int) low);
  }

  /**
   * Writes the text of this address, without its scope, into a caller's bytes, as ASCII, and
   * returns the index after it. There must be room for 39 bytes, whatever the address; what is in
   * that room after the text may change as well. Allocates nothing.
   *
   * @throws IndexOutOfBoundsException where there is not room for 39 bytes
   */
  public int write(byte[] target, int index) {
    return Ipv6Text.write(high, low, target, index);
  }

  /** Writes the text of the address of these bits as {@link #write(byte[], int)} does. */
  public static int write(long high, long low, byte[] target, int index) {
    return Ipv6Text.write(high, low, target, index);
  }

  @Override
  public int compareTo(IpAddress other) {
    if (!(other instanceof Ipv6Address that)) return Integer.compare(6, other.version());
    int order = compare(high, low, that.high, that.low);
    if (order != 0) return order;
    if (scope == null) return that.scope == null ? 0 : -1;
    return that.scope == null ? 1 : scope.compareTo(that.scope);
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    return high != otherHigh
        ? Long.compareUnsigned(high, otherHigh)
        : Long.compareUnsigned(low, otherLow);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv6Address that
        && high == that.high
        && low == that.low
        && Objects.equals(scope, that.scope);
  }

  /**
   * Returns a hash code made with a key that each run draws at random, so that nobody can prepare
   * addresses that collide. It differs between runs: don't store it.
   */
  @Override
  public int hashCode() {
    int hash = Hash.of(high, low);
    return scope == null ? hash : Hash.of(hash, scope);
  }

  @Override
  public String toString() {
    return Ipv6Text.toString(this);
  }

  @Serial
  private Object writeReplace() {
    return new SerialText(SerialText.ADDRESS, toString());
  }

  @Serial
  private void readObject(java.io.ObjectInputStream in) throws java.io.InvalidObjectException {
    throw SerialText.missing();
  }
}

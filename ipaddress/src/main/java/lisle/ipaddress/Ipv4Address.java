package lisle.ipaddress;

import java.io.Serial;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An IPv4 address: an immutable value of 32 bits. */
public final class Ipv4Address implements IpAddress {
  @Serial private static final long serialVersionUID = 1;

  /** The lowest address, 0.0.0.0. */
  public static final Ipv4Address MIN = new Ipv4Address(0);

  /** The highest address, 255.255.255.255. */
  public static final Ipv4Address MAX = new Ipv4Address(-1);

  /** The address in network order: 192.0.2.1 is 0xc0000201, so that half of them are negative. */
  private final int bits;

  private Ipv4Address(int bits) {
    this.bits = bits;
  }

  /** Returns the address of these 32 bits: 0xc0000201 is 192.0.2.1. */
  public static Ipv4Address ofBits(int bits) {
    return new Ipv4Address(bits);
  }

  /**
   * Returns the address of this number, as {@link #toLong} gives it.
   *
   * @throws IllegalArgumentException where it is negative or above 2<sup>32</sup> - 1
   */
  public static Ipv4Address of(long number) {
    if (number >>> 32 != 0) {
      throw new IllegalArgumentException(number + " is no IPv4 address: not within 0..2^32-1");
    }
    return new Ipv4Address((int) number);
  }

  /**
   * Returns the address of this number.
   *
   * @throws IllegalArgumentException where it is negative or above 2<sup>32</sup> - 1
   */
  public static Ipv4Address of(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 32) {
      throw new IllegalArgumentException(number + " is no IPv4 address: not within 0..2^32-1");
    }
    return new Ipv4Address(number.intValue());
  }

  /**
   * Returns the address of these 4 bytes, in network order.
   *
   * @throws IllegalArgumentException where they are not 4
   */
  public static Ipv4Address of(byte[] packed) {
    if (packed.length != 4) {
      throw new IllegalArgumentException(packed.length + " bytes are no IPv4 address: 4 are");
    }
    return new Ipv4Address(
        packed[0] << 24 | (packed[1] & 0xff) << 16 | (packed[2] & 0xff) << 8 | (packed[3] & 0xff));
  }

  /** Returns the address that the JDK's object holds. */
  public static Ipv4Address from(Inet4Address address) {
    return of(address.getAddress());
  }

  /**
   * Reads four decimal octets.
   *
   * @throws IpFormatException where the text is anything else
   */
  public static Ipv4Address parse(String text) {
    long bits = Ipv4Parser.parse(text);
    if (bits < 0) throw Ipv4Parser.refusal(text, 0, text.length());
    return new Ipv4Address((int) bits);
  }

  /**
   * Reads four decimal octets out of a part of a text.
   *
   * @throws IpFormatException where that part is anything else; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the text
   */
  public static Ipv4Address parse(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    long bits = Ipv4Parser.parse(text, from, to);
    if (bits < 0) throw Ipv4Parser.refusal(text, from, to);
    return new Ipv4Address((int) bits);
  }

  /**
   * Reads four decimal octets out of a part of an ASCII text.
   *
   * @throws IpFormatException where that part is anything else; its index counts from {@code from}
   * @throws IndexOutOfBoundsException where the part is not within the array
   */
  public static Ipv4Address parse(byte[] text, int from, int to) {
    long bits = parseBits(text, from, to);
    if (bits < 0) throw Ipv4Parser.refusal(new Ascii(text, from, to), 0, to - from);
    return new Ipv4Address((int) bits);
  }

  /** Reads an address as {@link #parse(String)} does, or returns null where the text is none. */
  public static @Nullable Ipv4Address tryParse(String text) {
    long bits = Ipv4Parser.parse(text);
    return bits < 0 ? null : new Ipv4Address((int) bits);
  }

  /** Reads an address out of a part of a text, or returns null where it is none. */
  public static @Nullable Ipv4Address tryParse(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    long bits = Ipv4Parser.parse(text, from, to);
    return bits < 0 ? null : new Ipv4Address((int) bits);
  }

  /** Reads an address out of a part of an ASCII text, or returns null where it is none. */
  public static @Nullable Ipv4Address tryParse(byte[] text, int from, int to) {
    long bits = parseBits(text, from, to);
    return bits < 0 ? null : new Ipv4Address((int) bits);
  }

  /**
   * Reads an address out of a part of an ASCII text and returns its number, from 0 to
   * 2<sup>32</sup> - 1, or a negative number where it is none. Allocates nothing.
   *
   * @throws IndexOutOfBoundsException where the part is not within the array
   */
  public static long parseBits(byte[] text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length);
    return Ipv4Parser.parse(text, from, to);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv4Address valueOf(String text) {
    return parse(text);
  }

  /** Returns the 32 bits of this address: 192.0.2.1 is 0xc0000201. */
  public int bits() {
    return bits;
  }

  /** Returns the number of this address, from 0 to 2<sup>32</sup> - 1. */
  public long toLong() {
    return Integer.toUnsignedLong(bits);
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public int bitLength() {
    return 32;
  }

  @Override
  public byte[] packed() {
    return new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
  }

  @Override
  public BigInteger toBigInteger() {
    return BigInteger.valueOf(toLong());
  }

  @Override
  public Inet4Address toInetAddress() {
    return JdkAddresses.to(this);
  }

  @Override
  public String exploded() {
    return toString();
  }

  @Override
  public String reversePointer() {
    return Ipv4Text.toString(Integer.reverseBytes(bits)) + ".in-addr.arpa";
  }

  /**
   * Returns the IPv4-mapped IPv6 address of this one, {@code ::ffff:192.0.2.1} (RFC 4291 section
   * 2.5.5.2).
   */
  public Ipv6Address ipv6Mapped() {
    return Ipv6Address.of(0, 0xffff_0000_0000L | toLong());
  }

  @Override
  public Ipv4Address unmapped() {
    return this;
  }

  @Override
  public Ipv4Network toNetwork() {
    return Ipv4Network.of(this, 32);
  }

  @Override
  public Ipv4Address plus(long count) {
    long sum = toLong() + count;
    // The first test catches what overflowed the long.
    if (count > 0xffff_ffffL || sum >>> 32 != 0) throw outside(count);
    return new Ipv4Address((int) sum);
  }

  @Override
  public Ipv4Address plus(BigInteger count) {
    if (count.bitLength() > 62) throw outside(count);
    return plus(count.longValue());
  }

  @Override
  public Ipv4Address minus(long count) {
    long difference = toLong() - count;
    if (count < -0xffff_ffffL || difference >>> 32 != 0) {
      throw outside(BigInteger.valueOf(count).negate());
    }
    return new Ipv4Address((int) difference);
  }

  private ArithmeticException outside(Object count) {
    return new ArithmeticException(this + " plus " + count + " is outside of IPv4");
  }

  @Override
  public boolean isMulticast() {
    return bits >>> 28 == 0xe;
  }

  @Override
  public boolean isPrivate() {
    return Registry.isPrivate(bits);
  }

  @Override
  public boolean isGlobal() {
    return !isShared() && !Registry.isPrivate(bits);
  }

  /** Returns whether this is in the address space that carriers share, 100.64.0.0/10 (RFC 6598). */
  public boolean isShared() {
    return bits >>> 22 == 0x6440_0000 >>> 22;
  }

  @Override
  public boolean isUnspecified() {
    return bits == 0;
  }

  @Override
  public boolean isReserved() {
    return bits >>> 28 == 0xf;
  }

  @Override
  public boolean isLoopback() {
    return bits >>> 24 == 127;
  }

  @Override
  public boolean isLinkLocal() {
    return bits >>> 16 == 0xa9fe;
  }

  @Override
  public @Nullable RegistryEntry registryEntry() {
    return Registry.entry(bits);
  }

  /**
   * Writes the text of this address into a caller's bytes, as ASCII, and returns the index after
   * it. There must be room for 15 bytes, whatever the address; what is in that room after the text
   * may change as well. Allocates nothing.
   *
   * @throws IndexOutOfBoundsException where there is not room for 15 bytes
   */
  public int write(byte[] target, int index) {
    return Ipv4Text.write(bits, target, index);
  }

  /** Writes the text of the address of these bits as {@link #write(byte[], int)} does. */
  public static int write(int bits, byte[] target, int index) {
    return Ipv4Text.write(bits, target, index);
  }

  @Override
  public int compareTo(IpAddress other) {
    return other instanceof Ipv4Address that
        ? Integer.compareUnsigned(bits, that.bits)
        : Integer.compare(4, other.version());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv4Address that && bits == that.bits;
  }

  /** Returns a hash code that differs between runs: see {@link Ipv6Address#hashCode}. */
  @Override
  public int hashCode() {
    return Hash.of(bits);
  }

  @Override
  public String toString() {
    return Ipv4Text.toString(bits);
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

package lisle.ipaddress;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An IPv6 address together with its network: an immutable value. */
public final class Ipv6Interface implements IpInterface {
  @Serial private static final long serialVersionUID = 1;

  private final Ipv6Address address;
  private final Ipv6Network network;

  private Ipv6Interface(Ipv6Address address, int prefixLength) {
    this.address = address;
    this.network = Ipv6Network.containing(address, prefixLength);
  }

  /**
   * Returns the interface of that address and prefix length.
   *
   * @throws IllegalArgumentException where the prefix length is not within 0..128
   */
  public static Ipv6Interface of(Ipv6Address address, int prefixLength) {
    return new Ipv6Interface(address, prefixLength);
  }

  /** Reads an IPv6 interface as {@link IpInterface#parse(String)} does. */
  public static Ipv6Interface parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an IPv6 interface out of a part of a text. */
  public static Ipv6Interface parse(CharSequence text, int from, int to) {
    Ipv6Interface parsed = tryParse(text, from, to);
    if (parsed == null) throw Ipv6Network.refusal(text, from, to);
    return parsed;
  }

  /** Reads an IPv6 interface out of a part of an ASCII text. */
  public static Ipv6Interface parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads an IPv6 interface, or returns null where the text is none. */
  public static @Nullable Ipv6Interface tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads an IPv6 interface out of a part of a text, or returns null where it is none. */
  public static @Nullable Ipv6Interface tryParse(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    int slash = Prefixes.slash(text, from, to);
    int prefixLength = slash == to ? 128 : Prefixes.parse(text, slash + 1, to, 128);
    if (prefixLength < 0) return null;
    Ipv6Address address = Ipv6Parser.parse(text, from, slash);
    return address == null ? null : new Ipv6Interface(address, prefixLength);
  }

  /** Reads an IPv6 interface out of a part of an ASCII text, or returns null where it is none. */
  public static @Nullable Ipv6Interface tryParse(byte[] text, int from, int to) {
    return tryParse(new Ascii(text, from, to), 0, to - from);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv6Interface valueOf(String text) {
    return parse(text);
  }

  @Override
  public Ipv6Address address() {
    return address;
  }

  @Override
  public Ipv6Network network() {
    return network;
  }

  @Override
  public int prefixLength() {
    return network.prefixLength();
  }

  @Override
  public Ipv6Address netmask() {
    return network.netmask();
  }

  @Override
  public Ipv6Address hostmask() {
    return network.hostmask();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv6Interface that
        && address.equals(that.address)
        && network.equals(that.network);
  }

  @Override
  public int hashCode() {
    return Hash.of(address.hashCode(), prefixLength());
  }

  @Override
  public String toString() {
    return address.toString() + '/' + prefixLength();
  }

  @Serial
  private Object writeReplace() {
    return new SerialText(SerialText.INTERFACE, toString());
  }

  @Serial
  private void readObject(java.io.ObjectInputStream in) throws java.io.InvalidObjectException {
    throw SerialText.missing();
  }
}

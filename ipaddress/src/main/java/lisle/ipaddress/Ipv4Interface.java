package lisle.ipaddress;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An IPv4 address together with its network: an immutable value. */
public final class Ipv4Interface implements IpInterface {
  @Serial private static final long serialVersionUID = 1;

  private final Ipv4Address address;
  private final Ipv4Network network;

  private Ipv4Interface(Ipv4Address address, int prefixLength) {
    this.address = address;
    this.network = Ipv4Network.containing(address, prefixLength);
  }

  /**
   * Returns the interface of that address and prefix length.
   *
   * @throws IllegalArgumentException where the prefix length is not within 0..32
   */
  public static Ipv4Interface of(Ipv4Address address, int prefixLength) {
    return new Ipv4Interface(address, prefixLength);
  }

  /** Reads an IPv4 interface as {@link IpInterface#parse(String)} does. */
  public static Ipv4Interface parse(String text) {
    return parse(text, 0, text.length());
  }

  /** Reads an IPv4 interface out of a part of a text. */
  public static Ipv4Interface parse(CharSequence text, int from, int to) {
    Ipv4Interface parsed = tryParse(text, from, to);
    if (parsed == null) throw Ipv4Parser.networkRefusal(text, from, to);
    return parsed;
  }

  /** Reads an IPv4 interface out of a part of an ASCII text. */
  public static Ipv4Interface parse(byte[] text, int from, int to) {
    return parse(new Ascii(text, from, to), 0, to - from);
  }

  /** Reads an IPv4 interface, or returns null where the text is none. */
  public static @Nullable Ipv4Interface tryParse(String text) {
    return tryParse(text, 0, text.length());
  }

  /** Reads an IPv4 interface out of a part of a text, or returns null where it is none. */
  public static @Nullable Ipv4Interface tryParse(CharSequence text, int from, int to) {
    long parsed = Ipv4Parser.parseNetwork(text, from, to);
    return parsed < 0
        ? null
        : new Ipv4Interface(Ipv4Address.ofBits((int) parsed), (int) (parsed >>> 32));
  }

  /** Reads an IPv4 interface out of a part of an ASCII text, or returns null where it is none. */
  public static @Nullable Ipv4Interface tryParse(byte[] text, int from, int to) {
    return tryParse(new Ascii(text, from, to), 0, to - from);
  }

  /** Same as {@link #parse(String)}, under the name that frameworks look for. */
  public static Ipv4Interface valueOf(String text) {
    return parse(text);
  }

  @Override
  public Ipv4Address address() {
    return address;
  }

  @Override
  public Ipv4Network network() {
    return network;
  }

  @Override
  public int prefixLength() {
    return network.prefixLength();
  }

  @Override
  public Ipv4Address netmask() {
    return network.netmask();
  }

  @Override
  public Ipv4Address hostmask() {
    return network.hostmask();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv4Interface that
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

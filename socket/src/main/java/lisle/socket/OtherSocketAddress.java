package lisle.socket;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An address of a family that has no record here: the bytes that follow the family in the C
 * library's struct sockaddr. Immutable.
 */
public final class OtherSocketAddress implements SocketAddress {
  private final Family family;
  private final byte[] data;

  /**
   * Makes one of its parts.
   *
   * @param data what follows the two bytes of the family, at most 126 bytes
   * @throws IllegalArgumentException if that is too long, or an address has no room for the number
   *     of the family, which has to be from 0 to 65,535
   */
  public OtherSocketAddress(Family family, byte[] data) {
    if (family.number() < 0 || family.number() > 65_535) {
      throw new IllegalArgumentException(
          "an address of family " + family.number() + ", which is out of range 0 to 65535");
    }
    if (data.length > 126) {
      throw new IllegalArgumentException(
          "a socket address has at most 126 bytes behind its family");
    }
    this.family = family;
    this.data = data.clone();
  }

  @Override
  public Family family() {
    return family;
  }

  /** Reads {@code family-44:0001}. */
  static OtherSocketAddress parse(String text) {
    AddressText fields = new AddressText(text, "family-NUMBER:HEX", 2, 2);
    String family = fields.text(0).substring("family-".length());
    return new OtherSocketAddress(
        new Family((int) fields.number(family, 65_535)), fields.hex(fields.text(1), 126));
  }

  /** Returns the bytes that follow the family. */
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OtherSocketAddress that
        && family.equals(that.family)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * family.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "family-" + family.number() + ":" + HexFormat.of().formatHex(data);
  }
}

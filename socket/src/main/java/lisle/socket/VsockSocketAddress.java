package lisle.socket;

import lisle.sys.VsockOptions;

/**
 * The address of a socket between a virtual machine and its host, vsock(7).
 *
 * @param cid which machine, of 32 bits: {@link #HOST}, {@link #LOCAL}, {@link #ANY}, or a number
 *     from 3
 * @param port of 32 bits; {@link #ANY} leaves the choice to the system
 */
public record VsockSocketAddress(int cid, int port) implements SocketAddress {
  /** Any machine, or any port, to bind to: all 32 bits set. */
  public static final int ANY = VsockOptions.VMADDR_CID_ANY;

  /** This machine. */
  public static final int LOCAL = VsockOptions.VMADDR_CID_LOCAL;

  /** The host, from a virtual machine. */
  public static final int HOST = VsockOptions.VMADDR_CID_HOST;

  @Override
  public Family family() {
    return Family.VSOCK;
  }

  /** Reads {@code vsock:3:1024}. */
  static VsockSocketAddress parse(String text) {
    AddressText fields = new AddressText(text, "vsock:CID:PORT", 3, 3);
    return new VsockSocketAddress(fields.numberOrAny(1), fields.numberOrAny(2));
  }

  @Override
  public String toString() {
    return "vsock:" + text(cid) + ":" + text(port);
  }

  private static String text(int number) {
    return number == ANY ? "*" : Integer.toUnsignedString(number);
  }
}

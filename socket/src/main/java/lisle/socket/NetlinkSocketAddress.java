package lisle.socket;

/**
 * The address of a socket that talks to the kernel, netlink(7).
 *
 * @param port of 32 bits; 0 is the kernel, or, to bind, leaves the choice to it
 * @param groups the multicast groups, one bit each, of the first 32
 */
public record NetlinkSocketAddress(int port, int groups) implements SocketAddress {
  /** The kernel. */
  public static final NetlinkSocketAddress KERNEL = new NetlinkSocketAddress(0, 0);

  @Override
  public Family family() {
    return Family.NETLINK;
  }

  /** Reads {@code netlink:0:0x1}. */
  static NetlinkSocketAddress parse(String text) {
    AddressText fields = new AddressText(text, "netlink:PORT:GROUPS", 3, 3);
    return new NetlinkSocketAddress(
        (int) fields.number(1, 0xFFFF_FFFFL), (int) fields.number(2, 0xFFFF_FFFFL));
  }

  @Override
  public String toString() {
    return "netlink:" + Integer.toUnsignedString(port) + ":0x" + Integer.toHexString(groups);
  }
}

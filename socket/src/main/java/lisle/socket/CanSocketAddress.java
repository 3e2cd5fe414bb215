package lisle.socket;

/**
 * The address of a socket on a controller area network: raw, of its broadcast manager, or ISO-TP.
 * One of J1939, which has more, is an {@link OtherSocketAddress}.
 *
 * @param interfaceIndex the bus; 0 for all, to bind
 * @param receiveId for ISO-TP, the identifier of what is received; 0 for a raw socket
 * @param sendId for ISO-TP, the identifier of what is sent; 0 for a raw socket
 */
public record CanSocketAddress(int interfaceIndex, int receiveId, int sendId)
    implements SocketAddress {
  /** Makes the address of a raw socket. */
  public CanSocketAddress(int interfaceIndex) {
    this(interfaceIndex, 0, 0);
  }

  @Override
  public Family family() {
    return Family.CAN;
  }

  /** Reads {@code can:3} or {@code can:3:0x18:0x19}. */
  static CanSocketAddress parse(String text) {
    AddressText fields = new AddressText(text, "can:INTERFACE or can:INTERFACE:ID:ID", 2, 4);
    return new CanSocketAddress(
        (int) fields.number(1, 0xFFFF_FFFFL),
        (int) fields.number(2, 0xFFFF_FFFFL),
        (int) fields.number(3, 0xFFFF_FFFFL));
  }

  @Override
  public String toString() {
    if (receiveId == 0 && sendId == 0) return "can:" + Integer.toUnsignedString(interfaceIndex);
    return "can:"
        + Integer.toUnsignedString(interfaceIndex)
        + ":0x"
        + Integer.toHexString(receiveId)
        + ":0x"
        + Integer.toHexString(sendId);
  }
}

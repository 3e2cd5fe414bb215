package lisle.socket;

import java.io.IOException;
import java.util.HexFormat;
import lisle.sys.PacketOptions;

/**
 * The address of a socket of a network device, packet(7). The protocol is a plain number here; that
 * of {@link Socket#open(Family, SocketType, int)} has its bytes in the order of the network, as the
 * system wants it: {@link Inet#htons}. To open a socket of protocol 0 and to bind it is simpler,
 * and nothing comes before that.
 *
 * @param interfaceIndex the device; 0 for all, to bind
 * @param protocol the EtherType, such as 0x0800 for IPv4; {@link #ALL_PROTOCOLS} for all
 * @param hardware the hardware address, in hexadecimal digits, at most eight bytes; empty for none.
 *     It can be given with colons between the bytes, as {@link NetworkInterface} has it
 * @param hardwareType the kind of device, an ARPHRD number; 1 for Ethernet
 * @param packetType who a received packet was for: 0 us, 1 broadcast, 2 multicast, 3 somebody else,
 *     4 was sent by us
 */
public record PacketSocketAddress(
    int interfaceIndex, int protocol, String hardware, int hardwareType, int packetType)
    implements SocketAddress {
  /** Packets of every protocol. */
  public static final int ALL_PROTOCOLS = PacketOptions.ETH_P_ALL;

  /** The most bytes of a hardware address. */
  static final int MOST = 8;

  /**
   * Makes one of its parts.
   *
   * @throws IllegalArgumentException if the protocol is out of range, or the hardware address is
   *     not at most eight bytes in hexadecimal
   */
  public PacketSocketAddress {
    if (protocol < 0 || protocol > 0xFFFF) {
      throw new IllegalArgumentException("protocol " + protocol + " is out of range 0 to 65535");
    }
    if (hardwareType < 0 || hardwareType > 0xFFFF || packetType < 0 || packetType > 0xFF) {
      throw new IllegalArgumentException("a hardware or packet type is out of range");
    }
    if (hardware.matches("[0-9a-f]{2}(:[0-9a-f]{2})+")) hardware = hardware.replace(":", "");
    if (!hardware.matches("([0-9a-f]{2}){0,8}")) {
      throw new IllegalArgumentException(
          "a hardware address is at most 8 bytes in small hexadecimal digits: " + hardware);
    }
  }

  /** Makes one to bind to. */
  public PacketSocketAddress(int interfaceIndex, int protocol) {
    this(interfaceIndex, protocol, "", 0, 0);
  }

  /**
   * Makes one to bind to.
   *
   * @param interfaceName the device, such as {@code eth0}
   * @throws java.net.SocketException if there is none of that name (ENODEV)
   */
  public static PacketSocketAddress of(String interfaceName, int protocol) throws IOException {
    int index = InterfaceIndex.parse(interfaceName);
    if (index < 0) throw Failures.of("if_nametoindex " + interfaceName, index, null);
    return new PacketSocketAddress(index, protocol);
  }

  static PacketSocketAddress of(int index, int protocol, byte[] hardware, int type, int packet) {
    return new PacketSocketAddress(
        index, protocol, HexFormat.of().formatHex(hardware), type, packet);
  }

  byte[] hardwareBytes() {
    return HexFormat.of().parseHex(hardware);
  }

  @Override
  public Family family() {
    return Family.PACKET;
  }

  /** Reads {@code packet:2:0x0800:020000000001:1:0}, of which the last three can be absent. */
  static PacketSocketAddress parse(String text) {
    AddressText fields =
        new AddressText(text, "packet:INTERFACE:PROTOCOL:HARDWARE:TYPE:PACKET", 3, 6);
    byte[] hardware = fields.count() > 3 ? fields.hex(fields.text(3), MOST) : new byte[0];
    return of(
        (int) fields.number(1, 0xFFFF_FFFFL),
        (int) fields.number(2, 0xFFFF),
        hardware,
        (int) fields.number(4, 0xFFFF),
        (int) fields.number(5, 0xFF));
  }

  @Override
  public String toString() {
    String index = Integer.toUnsignedString(interfaceIndex);
    String text = "packet:" + index + ":0x" + HexFormat.of().toHexDigits(protocol, 4);
    boolean typed = hardwareType != 0 || packetType != 0;
    if (typed || !hardware.isEmpty()) text += ":" + hardware;
    if (typed) text += ":" + hardwareType + ":" + packetType;
    return text;
  }
}

package lisle.socket;

import lisle.ipaddress.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * By which interface and to which of our addresses a packet came, or is to be sent. Received with
 * {@link IpOption#IP_PKTINFO} or {@link Ipv6Option#IPV6_RECVPKTINFO}.
 *
 * @param interfaceIndex the interface; to send, 0 leaves the choice to the routes
 * @param local our address: the one that the packet was taken for, or, to send, the source
 * @param destination the address in the packet's header, which may be a broadcast or multicast one;
 *     without meaning in a message to be sent
 */
public record PacketInfo(int interfaceIndex, IpAddress local, IpAddress destination)
    implements AncillaryData {
  /** Makes one for sending from an address. */
  public static PacketInfo from(IpAddress source) {
    return new PacketInfo(0, source, source);
  }

  /**
   * Returns what sends an answer to a packet from the address that it was for, as a client expects
   * that knows one of our addresses; null where it was for a group, which can send nothing: of IPv6
   * that is all there is to know.
   */
  public @Nullable PacketInfo forAnswer() {
    return isForGroup() ? null : new PacketInfo(answersBy(), local, local);
  }

  boolean isForGroup() {
    return local.isMulticast();
  }

  /** The interface of an answer: the routes know it, but for an address that each of them has. */
  int answersBy() {
    return local.version() == 6 && local.isLinkLocal() ? interfaceIndex : 0;
  }
}

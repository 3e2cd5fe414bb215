package lisle.socketserver;

/**
 * What a server does with one datagram: one packet in, replies out.
 *
 * <p>The replies are sent when it returns. When it throws, none is sent; that is logged and counted
 * and harms no other packet. Called by several threads at once, unless the server runs one at a
 * time; a thread handles one packet after the other.
 */
@FunctionalInterface
public interface PacketHandler {
  /**
   * Handles a packet.
   *
   * @throws Exception to send nothing, with a logged reason
   */
  void handle(Packet packet) throws Exception;
}

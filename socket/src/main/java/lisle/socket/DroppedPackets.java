package lisle.socket;

/**
 * How many packets the socket has lost for want of room. Received with {@link
 * SocketOption#SO_RXQ_OVFL}.
 *
 * @param count since the socket was opened, modulo 2^32
 */
public record DroppedPackets(long count) implements AncillaryData {}

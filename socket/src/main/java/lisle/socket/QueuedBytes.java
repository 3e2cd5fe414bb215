package lisle.socket;

/**
 * How many bytes were left to receive after a message. Received with {@link TcpOption#TCP_INQ} or
 * {@link UnixOption#SO_INQ}.
 *
 * @param count bytes
 */
public record QueuedBytes(int count) implements AncillaryData {}

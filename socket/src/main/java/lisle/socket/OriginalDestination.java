package lisle.socket;

/**
 * Where a packet was sent to before the kernel redirected it to us. Received with {@link
 * IpOption#IP_RECVORIGDSTADDR} or {@link Ipv6Option#IPV6_RECVORIGDSTADDR}.
 *
 * @param address the address and port in the packet
 */
public record OriginalDestination(SocketAddress address) implements AncillaryData {}

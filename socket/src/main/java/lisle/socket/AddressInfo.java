package lisle.socket;

import org.jspecify.annotations.Nullable;

/**
 * One way to reach a service of a host: all that it takes to open a socket and to connect it, or to
 * bind it; getaddrinfo(3).
 *
 * @param family the family of the address
 * @param type the type of socket
 * @param protocol the number of the protocol, 0 for the family's default
 * @param canonicalName the official name of the host, on the first of a list and only if it was
 *     asked for; null otherwise
 * @param address where it is
 */
public record AddressInfo(
    Family family,
    SocketType type,
    int protocol,
    @Nullable String canonicalName,
    SocketAddress address) {}

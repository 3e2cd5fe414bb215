package lisle.socket;

import lisle.selectors.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What the network has reported of a packet that we sent, ip(7). Received from the {@linkplain
 * MessageFlags#ERROR_QUEUE error queue} with {@link IpOption#IP_RECVERR} or {@link
 * Ipv6Option#IPV6_RECVERR}, together with the packet and the address that it was sent to.
 *
 * @param errno the error; number 0 for a timestamp or a completion
 * @param origin who reports: 1 this machine, 2 ICMP, 3 ICMPv6, 4 a timestamp, 5 a completion of
 *     MSG_ZEROCOPY, 6 a missed time to send
 * @param type the ICMP type
 * @param code the ICMP code
 * @param info the MTU, for a packet that was too big (EMSGSIZE); a range's start, for completions
 * @param data a range's end, for completions
 * @param offender who sent the ICMP message; null if that is not known
 */
public record ExtendedError(
    Errno errno,
    int origin,
    int type,
    int code,
    long info,
    long data,
    @Nullable SocketAddress offender)
    implements AncillaryData {}

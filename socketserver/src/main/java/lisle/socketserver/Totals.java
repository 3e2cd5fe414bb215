package lisle.socketserver;

import java.util.Map;

/**
 * What a server has done since it started. Read while it goes on, so the figures are of slightly
 * different moments; but none that counts up is ever less than it was.
 *
 * @param accepted connections taken
 * @param refused clients that were not served, by cause; causes that never came are absent
 * @param active connections that are being served now
 * @param failed connections that ended with an exception of their handler, and packets likewise
 * @param vanished connections that the client broke off
 * @param timedOut connections that ended because a deadline passed, or the client was too slow for
 *     what it was offered: {@link Connection#offer}
 * @param malformed connections that ended because the client broke the framing
 * @param packetsReceived datagrams received
 * @param packetsSent datagrams sent in reply
 * @param packetsDropped datagrams that came and that the kernel dropped, mostly as the server was
 *     too slow for the room that SO_RCVBUF gives; also damaged ones. Those that it had joined count
 *     as one, and who sends to a Unix socket waits instead. Zero before Linux 4.12
 * @param bytesReceived bytes that handlers received through their connections, and in datagrams
 * @param bytesSent bytes that handlers sent through their connections, and in datagrams
 * @param handlerTime how long handlers took, a connection, a frame or a packet each
 * @param queueTime how long connections waited from their acceptance until their handler ran
 */
public record Totals(
    long accepted,
    Map<Refusal, Long> refused,
    long active,
    long failed,
    long vanished,
    long timedOut,
    long malformed,
    long packetsReceived,
    long packetsSent,
    long packetsDropped,
    long bytesReceived,
    long bytesSent,
    Distribution handlerTime,
    Distribution queueTime) {}

package lisle.socketserver;

/**
 * What came of shutting a server down. A datagram that was being handled counts as a connection
 * does.
 *
 * @param finished connections that ended by themselves within the time
 * @param closed connections that had to be closed when the time was over
 * @param abandoned those of the closed ones whose handler runs on regardless: it was interrupted,
 *     and has still not returned a second later
 */
public record Shutdown(int finished, int closed, int abandoned) {}

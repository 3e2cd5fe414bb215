package lisle.socketserver;

/**
 * What came of shutting a server down.
 *
 * @param finished connections that ended by themselves within the time
 * @param closed connections that had to be closed when the time was over
 */
public record Shutdown(int finished, int closed) {}

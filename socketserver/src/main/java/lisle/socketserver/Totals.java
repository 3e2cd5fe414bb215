package lisle.socketserver;

/**
 * What a server has done since it started.
 *
 * @param accepted connections taken
 * @param active connections that are being served now
 * @param failed connections that ended with an exception of their handler
 * @param vanished connections that the client broke off
 */
public record Totals(long accepted, long active, long failed, long vanished) {}

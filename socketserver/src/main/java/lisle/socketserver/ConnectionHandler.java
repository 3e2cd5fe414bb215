package lisle.socketserver;

/**
 * What a server does with one connection, in plain blocking code.
 *
 * <p>It runs on a thread of its own, so it may take its time. When it returns, or throws, the
 * connection is closed. An exception ends this connection and no other: it is logged, unless it
 * says no more than that the client has gone, or was too slow. That of another socket, such as one
 * to a database, is logged.
 *
 * <p>Where a TCP client has sent something that nobody has received, closing resets the connection,
 * and what is still on its way to the client is lost. A handler that answers before it has received
 * all, to refuse the rest, ends its half ({@link lisle.socket.Socket#shutdown}) and receives up to
 * the end.
 */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Serves a connection until it is done.
   *
   * @throws Exception to end the connection with a logged reason
   */
  void handle(Connection connection) throws Exception;
}

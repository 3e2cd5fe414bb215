package lisle.socketserver;

/**
 * What a server does with one connection, in plain blocking code.
 *
 * <p>It runs on a thread of its own, so it may take its time. When it returns, or throws, the
 * connection is closed. An exception ends this connection and no other: it is logged, unless it
 * says no more than that the client has gone, or was too slow. That of another socket, such as one
 * to a database, is logged.
 *
 * <p>A handler may answer before it has received all, and return. Where it has sent something, and
 * not received the client's end, the server ends its own half and drops what comes, until the
 * client ends its half too or nothing has come for half a second, for five seconds at most; then it
 * closes. Until then it is one of the server's connections. To close at once would have TCP answer
 * with a reset, and the answer could be lost.
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

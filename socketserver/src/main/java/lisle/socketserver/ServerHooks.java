package lisle.socketserver;

import lisle.socket.SocketAddress;

/**
 * What an application adds to a server's own steps; every one does nothing unless it is overridden.
 *
 * <pre>
 *   accept --> admit --> handler --> closed        failed: the handler has thrown
 *      ^--- turn ---+                              idle: nobody came for a while
 *                                                  stopping: a shutdown has begun
 * </pre>
 *
 * <p>Hooks are called by the server's own threads, so they should not take long: {@link #admit},
 * {@link #refused}, {@link #turn} and {@link #idle} hold up the listener, {@link #failed} and
 * {@link #closed} nobody but the connection, and a shutdown, which waits for them, as for {@link
 * #stopping}. What a hook throws is logged, and counts as a refusal in {@link #admit}.
 * Implementations are called by several threads at once.
 */
public interface ServerHooks {
  /** Hooks that do nothing. */
  ServerHooks NONE = new ServerHooks() {};

  /**
   * Takes or refuses a client, after the server's own limits have let it pass and before it has a
   * thread or a {@link Connection}.
   */
  default boolean admit(SocketAddress client) {
    return true;
  }

  /** A client that wanted a connection was refused. Not called for datagrams. */
  default void refused(SocketAddress client, Refusal cause) {}

  /** A handler has thrown something that is no ordinary end. It has been counted and logged. */
  default void failed(SocketAddress client, Throwable reason) {}

  /**
   * A connection has been closed; mostly when its handler was done, and up to five seconds later
   * where its client does not end: see {@link ConnectionHandler}.
   */
  default void closed(Connection connection, End end) {}

  /**
   * A listener has gone once round: it has taken or refused a client, or was {@link #idle}. One of
   * datagrams has received some, which may be several, and handlers have them, or had.
   */
  default void turn(Server server) {}

  /** Nobody came to a listener for the time of {@link ServerBuilder#idleEvery}. */
  default void idle(Server server) {}

  /**
   * A shutdown has begun, whoever asked for it: no client is taken any more. Handlers that wait for
   * something other than their client, such as the next message of a queue, can be told here to
   * come to an end. Called once, by the thread that shuts down, which goes on after that.
   */
  default void stopping(Server server) {}
}

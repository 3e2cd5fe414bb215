package lisle.socketserver;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketFailure;

/** How a connection has ended: see {@link ServerHooks#closed} and {@link FrameHandler#end}. */
public enum End {
  /** Its handler has returned, or has nothing more to handle. */
  FINISHED,
  /** Its handler has thrown something that is not about this connection. */
  FAILED,
  /** The client has broken it off. */
  VANISHED,
  /** A deadline has passed, or the client was too slow for what it was offered. */
  TIMED_OUT,
  /** The client has broken the framing. */
  MALFORMED,
  /** It was closed on our side. */
  CLOSED;

  /** Reports whether it is one with which a last answer may be on its way to the client. */
  boolean isGentle() {
    return this == FINISHED || this == FAILED || this == MALFORMED;
  }

  /** What an exception of the handler says: mostly no more than that the client is gone. */
  static End of(Connection connection, Throwable thrown) {
    if (connection.isOverdue()) return TIMED_OUT;
    if (connection.isForced()) return CLOSED;
    Throwable t = thrown;
    if (thrown instanceof UncheckedIOException e && e.getCause() != null) t = e.getCause();
    if (t instanceof FrameException) return MALFORMED;
    if (!(t instanceof IOException e) || !connection.isAbout(e)) return FAILED;
    return switch (e) {
      case SocketTimeoutException timeout -> TIMED_OUT;
      case SocketClosedException closed -> CLOSED;
      case EOFException end -> VANISHED;
      case SocketFailure failure -> of(failure);
      default -> FAILED;
    };
  }

  private static End of(SocketFailure failure) {
    return switch (failure.errno().name()) {
      case "ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "ENOTCONN" -> VANISHED;
      // What the network said while nothing came any more, in place of ETIMEDOUT: icmp(7), tcp(7).
      case "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "ENONET" -> VANISHED;
      case "ECONNREFUSED", "ENOPROTOOPT", "EPROTO" -> VANISHED;
      default -> FAILED;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

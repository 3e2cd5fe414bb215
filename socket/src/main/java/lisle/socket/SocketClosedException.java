package lisle.socket;

import java.net.SocketException;

/** An operation was tried on, or was waiting on, a socket that this program has closed. */
public final class SocketClosedException extends SocketException {
  private static final long serialVersionUID = 1;

  SocketClosedException(String operation) {
    this(operation, "the socket is closed");
  }

  SocketClosedException(String operation, String why) {
    super(operation + ": " + why);
  }
}

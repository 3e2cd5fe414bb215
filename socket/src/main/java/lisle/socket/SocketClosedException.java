package lisle.socket;

import java.net.SocketException;

/** An operation was tried on, or was waiting on, a socket that this program has closed. */
public final class SocketClosedException extends SocketException {
  private static final long serialVersionUID = 1;

  /** Set before anybody else knows of it. */
  private int sent;

  SocketClosedException(String operation) {
    this(operation, "the socket is closed");
  }

  SocketClosedException(String operation, String why) {
    super(operation + ": " + why);
  }

  void bytesTransferred(int bytes) {
    sent = bytes;
  }

  /**
   * Returns how many bytes of what was to be sent the system had taken when the socket was closed,
   * as {@link java.io.InterruptedIOException#bytesTransferred} does where it was the time.
   */
  public int bytesTransferred() {
    return sent;
  }
}

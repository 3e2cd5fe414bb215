package lisle.socket;

import java.io.Closeable;
import java.io.IOException;
import lisle.selectors.Descriptor;

/**
 * A descriptor of the process that sent a message, pidfd_open(2): it cannot come to mean another
 * process, as a number can, and is readable when the process ends. Received with {@link
 * UnixOption#SO_PASSPIDFD}. Owned here until it is taken, and else closed with its message.
 */
public final class ReceivedPidfd implements AncillaryData, Closeable {
  private final OwnedNumber owned;

  ReceivedPidfd(int number) {
    owned = new OwnedNumber(number);
  }

  /**
   * Takes the descriptor.
   *
   * @throws IllegalStateException if it was taken already, or the message is closed
   */
  public Descriptor take() throws IOException {
    int number = owned.take();
    try {
      return Descriptor.adopt(number);
    } catch (Throwable t) {
      owned.giveBack(number);
      throw t;
    }
  }

  @Override
  public void close() {
    owned.close();
  }

  @Override
  public String toString() {
    return "ReceivedPidfd";
  }
}

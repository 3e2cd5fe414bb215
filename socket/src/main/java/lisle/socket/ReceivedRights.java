package lisle.socket;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import lisle.selectors.Descriptor;

/**
 * Descriptors that came with a message, SCM_RIGHTS of unix(7). Each is owned here until it is
 * taken; those that are not taken are closed with the message. All are closed on exec.
 *
 * <p>Safe for use by any number of threads: a descriptor is taken once.
 */
public final class ReceivedRights implements AncillaryData, Closeable {
  private final List<OwnedNumber> owned;

  ReceivedRights(int... numbers) {
    owned = Arrays.stream(numbers).mapToObj(OwnedNumber::new).toList();
  }

  /** Returns how many came. */
  public int count() {
    return owned.size();
  }

  /**
   * Takes a descriptor, and makes its file non-blocking, for all who have it open.
   *
   * @param index from 0
   * @throws IllegalStateException if it was taken already, or the message is closed
   */
  public Descriptor take(int index) throws IOException {
    OwnedNumber one = owned.get(index);
    int number = one.take();
    try {
      return Descriptor.adopt(number);
    } catch (Throwable t) {
      one.giveBack(number);
      throw t;
    }
  }

  /**
   * Takes a descriptor that is a socket; see {@link Socket#adopt}.
   *
   * @param index from 0
   * @throws IllegalStateException if it was taken already, or the message is closed
   * @throws java.net.SocketException if it is no socket (ENOTSOCK); then it is still owned here
   */
  public Socket takeSocket(int index) throws IOException {
    OwnedNumber one = owned.get(index);
    int number = one.take();
    try {
      return Socket.adopt(number);
    } catch (Throwable t) {
      one.giveBack(number);
      throw t;
    }
  }

  /**
   * Takes the number of a descriptor, which is the caller's to close from now on, such as by {@link
   * Descriptor#adopt}.
   *
   * @param index from 0
   * @throws IllegalStateException if it was taken already, or the message is closed
   */
  public int takeNumber(int index) {
    return owned.get(index).take();
  }

  /** Closes those that were not taken. */
  @Override
  public void close() {
    for (OwnedNumber one : owned) one.close();
  }

  @Override
  public String toString() {
    return "ReceivedRights[" + count() + "]";
  }
}

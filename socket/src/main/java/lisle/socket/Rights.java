package lisle.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lisle.selectors.Descriptor;
import lisle.selectors.Errno;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors to be passed to another process over a Unix socket, SCM_RIGHTS of unix(7): the
 * receiver gets its own descriptors of the same open files. Ours stay open and ours.
 */
public final class Rights implements AncillaryData {
  /** The most descriptors that one message can carry, SCM_MAX_FD. */
  public static final int MOST = 253;

  /** One or the other of the two. */
  private record Passed(@Nullable Descriptor descriptor, int number) {}

  private final List<Passed> passed;

  private Rights(List<Passed> passed) {
    if (passed.isEmpty() || passed.size() > MOST) {
      throw new IllegalArgumentException(
          "a message passes from 1 to " + MOST + " descriptors, not " + passed.size());
    }
    this.passed = List.copyOf(passed);
  }

  /**
   * Passes sockets.
   *
   * @throws IllegalArgumentException if there are none, or more than {@value #MOST}
   */
  public static Rights of(Socket... sockets) {
    return of(Arrays.stream(sockets).map(Socket::descriptor).toArray(Descriptor[]::new));
  }

  /**
   * Passes descriptors.
   *
   * @throws IllegalArgumentException if there are none, or more than {@value #MOST}
   */
  public static Rights of(Descriptor... descriptors) {
    return new Rights(Arrays.stream(descriptors).map(d -> new Passed(d, -1)).toList());
  }

  /**
   * Passes descriptors by their numbers. They must stay open until the message is sent.
   *
   * @throws IllegalArgumentException if there are none, or more than {@value #MOST}
   */
  public static Rights ofNumbers(int... numbers) {
    return new Rights(Arrays.stream(numbers).mapToObj(n -> new Passed(null, n)).toList());
  }

  /** Returns how many descriptors are passed. */
  public int count() {
    return passed.size();
  }

  /**
   * Returns the numbers, each valid until what is added to {@code entered} is left.
   *
   * @throws SocketClosedException if one was closed
   */
  int[] enter(List<Descriptor> entered) throws SocketClosedException {
    List<Integer> numbers = new ArrayList<>();
    for (Passed one : passed) {
      Descriptor descriptor = one.descriptor;
      if (descriptor == null) {
        numbers.add(one.number);
      } else {
        if (!descriptor.enter()) {
          throw new SocketClosedException(
              "sendMessage", "a descriptor to be passed is closed: " + Errno.of(Linux.EBADF));
        }
        entered.add(descriptor);
        descriptor.share();
        numbers.add(descriptor.number());
      }
    }
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return "Rights[" + count() + "]";
  }
}

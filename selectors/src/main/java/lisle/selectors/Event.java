package lisle.selectors;

import java.util.StringJoiner;
import lisle.sys.Linux;

/**
 * What can happen to a descriptor, as bits to be joined with {@code |}: what a registration asks
 * for, and what the system said. The values are those of poll(2) and epoll_ctl(2).
 */
public final class Event {
  /**
   * Asks for nothing: a pause. {@link #HANG_UP} and {@link #ERROR} are reported still, and again by
   * each select; to hear nothing at all, unregister.
   */
  public static final int NONE = 0;

  /** A read would not block: there is data, a connection to accept, or the end. */
  public static final int READABLE = Linux.POLLIN;

  /** A write would not block, or a connection was made. */
  public static final int WRITABLE = Linux.POLLOUT;

  /** Something exceptional, such as urgent data of TCP. */
  public static final int PRIORITY = Linux.POLLPRI;

  /** The peer will write no more. {@link #READABLE} says so too, but not what it is. */
  public static final int PEER_CLOSED = Linux.POLLRDHUP;

  /** Both directions are closed, or the other end of a pipe. Always reported, never asked for. */
  public static final int HANG_UP = Linux.POLLHUP;

  /** An error waits to be fetched by the next call. Always reported, never asked for. */
  public static final int ERROR = Linux.POLLERR;

  /** Option of {@link Mechanism#EPOLL}: reported once for each change, not as long as it lasts. */
  public static final int EDGE_TRIGGERED = Linux.EPOLLET;

  /** Option of {@link Mechanism#EPOLL}: paused after each event, until modified. */
  public static final int ONE_SHOT = Linux.EPOLLONESHOT;

  /**
   * Option of {@link Mechanism#EPOLL}: where several selectors watch one file, the system wakes not
   * all of them. With {@link #READABLE}, {@link #WRITABLE} and {@link #EDGE_TRIGGERED} alone, and
   * for good: it cannot be modified.
   */
  public static final int EXCLUSIVE = Linux.EPOLLEXCLUSIVE;

  static final int ASKED = READABLE | WRITABLE | PRIORITY | PEER_CLOSED;
  static final int UNASKED = HANG_UP | ERROR;
  static final int OPTIONS = EDGE_TRIGGERED | ONE_SHOT | EXCLUSIVE;

  private static final int[] BITS = {
    READABLE, WRITABLE, PRIORITY, PEER_CLOSED, HANG_UP, ERROR, EDGE_TRIGGERED, ONE_SHOT, EXCLUSIVE
  };
  private static final String[] NAMES = {
    "READABLE",
    "WRITABLE",
    "PRIORITY",
    "PEER_CLOSED",
    "HANG_UP",
    "ERROR",
    "EDGE_TRIGGERED",
    "ONE_SHOT",
    "EXCLUSIVE"
  };

  private Event() {}

  /** Returns the names of the bits, such as {@code READABLE|HANG_UP}; {@code NONE} for zero. */
  public static String toString(int events) {
    if (events == NONE) return "NONE";
    StringJoiner names = new StringJoiner("|");
    int rest = events;
    for (int i = 0; i < BITS.length; i++) {
      if ((events & BITS[i]) != 0) names.add(NAMES[i]);
      rest &= ~BITS[i];
    }
    if (rest != 0) names.add("0x" + Integer.toHexString(rest));
    return names.toString();
  }

  /** Refuses what no registration may ask for. */
  static void check(int interest) {
    if ((interest & ~(ASKED | OPTIONS)) != 0) {
      throw new IllegalArgumentException(
          "interest "
              + toString(interest)
              + ": only READABLE, WRITABLE, PRIORITY, PEER_CLOSED and options can be asked for");
    }
    int besideExclusive = READABLE | WRITABLE | EDGE_TRIGGERED | EXCLUSIVE;
    if ((interest & EXCLUSIVE) != 0 && (interest & ~besideExclusive) != 0) {
      throw new IllegalArgumentException(
          "interest "
              + toString(interest)
              + ": EXCLUSIVE goes with READABLE, WRITABLE and EDGE_TRIGGERED alone");
    }
  }
}

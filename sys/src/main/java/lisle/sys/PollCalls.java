package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.LONG;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls of {@code <poll.h>} and {@code <sys/select.h>}: poll(2), ppoll(2), select(2). */
public final class PollCalls {
  private static final MethodHandle POLL = Call.withErrno("poll", INT, POINTER, LONG, INT);
  private static final MethodHandle PPOLL =
      Call.withErrno("ppoll", INT, POINTER, LONG, POINTER, POINTER);
  private static final MethodHandle SELECT =
      Call.withErrno("select", INT, INT, POINTER, POINTER, POINTER, POINTER);

  private PollCalls() {}

  /** Calls poll(2). */
  public static int poll(
      MemorySegment errno, MemorySegment descriptors, long count, int timeoutMillis) {
    try {
      return result((int) POLL.invokeExact(errno, descriptors, count, timeoutMillis), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls ppoll(2). */
  public static int ppoll(
      MemorySegment errno,
      MemorySegment descriptors,
      long count,
      MemorySegment timeout,
      MemorySegment signals) {
    try {
      return result((int) PPOLL.invokeExact(errno, descriptors, count, timeout, signals), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls select(2). */
  public static int select(
      MemorySegment errno,
      int limit,
      MemorySegment readable,
      MemorySegment writable,
      MemorySegment exceptional,
      MemorySegment timeout) {
    try {
      return result(
          (int) SELECT.invokeExact(errno, limit, readable, writable, exceptional, timeout), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls of {@code <sys/epoll.h>}, epoll(7). */
public final class EpollCalls {
  private static final MethodHandle EPOLL_CREATE1 = Call.withErrno("epoll_create1", INT, INT);
  private static final MethodHandle EPOLL_CTL =
      Call.withErrno("epoll_ctl", INT, INT, INT, INT, POINTER);
  private static final MethodHandle EPOLL_WAIT =
      Call.withErrno("epoll_wait", INT, INT, POINTER, INT, INT);
  private static final MethodHandle EPOLL_PWAIT2 =
      Call.withErrno("epoll_pwait2", INT, INT, POINTER, INT, POINTER, POINTER);

  private EpollCalls() {}

  /** Calls epoll_create1(2). */
  public static int epollCreate1(MemorySegment errno, int flags) {
    try {
      return result((int) EPOLL_CREATE1.invokeExact(errno, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls epoll_ctl(2). */
  public static int epollCtl(
      MemorySegment errno, int epoll, int operation, int fd, MemorySegment event) {
    try {
      return result((int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls epoll_wait(2). */
  public static int epollWait(
      MemorySegment errno, int epoll, MemorySegment events, int capacity, int timeoutMillis) {
    try {
      return result(
          (int) EPOLL_WAIT.invokeExact(errno, epoll, events, capacity, timeoutMillis), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls epoll_pwait2(2). */
  public static int epollPwait2(
      MemorySegment errno,
      int epoll,
      MemorySegment events,
      int capacity,
      MemorySegment timeout,
      MemorySegment signals) {
    try {
      return result(
          (int) EPOLL_PWAIT2.invokeExact(errno, epoll, events, capacity, timeout, signals), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.LONG;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls on any descriptor, of {@code <unistd.h>}, {@code <fcntl.h>} and their kin. */
public final class FileCalls {
  private static final MethodHandle CLOSE = Call.withErrno("close", INT, INT);
  private static final MethodHandle READ = Call.withErrno("read", LONG, INT, POINTER, LONG);
  private static final MethodHandle WRITE = Call.withErrno("write", LONG, INT, POINTER, LONG);
  private static final MethodHandle PIPE2 = Call.withErrno("pipe2", INT, POINTER, INT);
  private static final MethodHandle EVENTFD = Call.withErrno("eventfd", INT, INT, INT);
  private static final MethodHandle SENDFILE =
      Call.withErrno("sendfile", LONG, INT, INT, POINTER, LONG);
  private static final MethodHandle SPLICE =
      Call.withErrno("splice", LONG, INT, POINTER, INT, POINTER, LONG, INT);
  private static final MethodHandle FCHMOD = Call.withErrno("fchmod", INT, INT, INT);
  private static final MethodHandle UNLINK = Call.withErrno("unlink", INT, POINTER);
  private static final MethodHandle OPEN = Call.variadic("open", 2, INT, POINTER, INT, INT);
  private static final MethodHandle FCNTL = Call.variadic("fcntl", 2, INT, INT, INT, INT);
  private static final MethodHandle DUP3 = Call.withErrno("dup3", INT, INT, INT, INT);
  private static final MethodHandle MEMFD_CREATE =
      Call.withErrno("memfd_create", INT, POINTER, INT);
  private static final MethodHandle TIMERFD_CREATE =
      Call.withErrno("timerfd_create", INT, INT, INT);
  private static final MethodHandle TIMERFD_SETTIME =
      Call.withErrno("timerfd_settime", INT, INT, INT, POINTER, POINTER);
  private static final MethodHandle PRLIMIT =
      Call.withErrno("prlimit", INT, INT, INT, POINTER, POINTER);
  private static final MethodHandle IOCTL = Call.variadic("ioctl", 2, INT, INT, LONG, POINTER);
  private static final MethodHandle IOCTL_INT = Call.variadic("ioctl", 2, INT, INT, LONG, INT);
  // By number, for the C library has the function only since 2.36.
  private static final MethodHandle PIDFD_OPEN = Call.variadic("syscall", 1, LONG, LONG, INT, INT);

  private FileCalls() {}

  /** Calls close(2). */
  public static int close(MemorySegment errno, int fd) {
    try {
      return result((int) CLOSE.invokeExact(errno, fd), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls read(2). */
  public static long read(MemorySegment errno, int fd, MemorySegment buffer, long length) {
    try {
      return result((long) READ.invokeExact(errno, fd, buffer, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls write(2). */
  public static long write(MemorySegment errno, int fd, MemorySegment buffer, long length) {
    try {
      return result((long) WRITE.invokeExact(errno, fd, buffer, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls pipe2(2). */
  public static int pipe2(MemorySegment errno, MemorySegment pair, int flags) {
    try {
      return result((int) PIPE2.invokeExact(errno, pair, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls eventfd(2). */
  public static int eventfd(MemorySegment errno, int initial, int flags) {
    try {
      return result((int) EVENTFD.invokeExact(errno, initial, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls sendfile(2). */
  public static long sendfile(
      MemorySegment errno, int to, int from, MemorySegment offset, long count) {
    try {
      return result((long) SENDFILE.invokeExact(errno, to, from, offset, count), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls splice(2). */
  public static long splice(
      MemorySegment errno,
      int from,
      MemorySegment fromOffset,
      int to,
      MemorySegment toOffset,
      long length,
      int flags) {
    try {
      return result(
          (long) SPLICE.invokeExact(errno, from, fromOffset, to, toOffset, length, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls fchmod(2). */
  public static int fchmod(MemorySegment errno, int fd, int mode) {
    try {
      return result((int) FCHMOD.invokeExact(errno, fd, mode), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls unlink(2). */
  public static int unlink(MemorySegment errno, MemorySegment path) {
    try {
      return result((int) UNLINK.invokeExact(errno, path), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls open(2). */
  public static int open(MemorySegment errno, MemorySegment path, int flags, int mode) {
    try {
      return result((int) OPEN.invokeExact(errno, path, flags, mode), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls fcntl(2). */
  public static int fcntl(MemorySegment errno, int fd, int command, int argument) {
    try {
      return result((int) FCNTL.invokeExact(errno, fd, command, argument), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls dup3(2). */
  public static int dup3(MemorySegment errno, int from, int to, int flags) {
    try {
      return result((int) DUP3.invokeExact(errno, from, to, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls memfd_create(2). */
  public static int memfdCreate(MemorySegment errno, MemorySegment name, int flags) {
    try {
      return result((int) MEMFD_CREATE.invokeExact(errno, name, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls timerfd_create(2). */
  public static int timerfdCreate(MemorySegment errno, int clock, int flags) {
    try {
      return result((int) TIMERFD_CREATE.invokeExact(errno, clock, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls timerfd_settime(2). */
  public static int timerfdSettime(
      MemorySegment errno, int fd, int flags, MemorySegment value, MemorySegment old) {
    try {
      return result((int) TIMERFD_SETTIME.invokeExact(errno, fd, flags, value, old), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls prlimit(2), which both gets and sets; process 0 is this one. */
  public static int prlimit(
      MemorySegment errno, int process, int resource, MemorySegment value, MemorySegment old) {
    try {
      return result((int) PRLIMIT.invokeExact(errno, process, resource, value, old), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls ioctl(2) with a pointer. */
  public static int ioctl(MemorySegment errno, int fd, int request, MemorySegment argument) {
    try {
      return result(
          (int) IOCTL.invokeExact(errno, fd, Integer.toUnsignedLong(request), argument), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls ioctl(2) with an integer. */
  public static int ioctl(MemorySegment errno, int fd, int request, int argument) {
    try {
      return result(
          (int) IOCTL_INT.invokeExact(errno, fd, Integer.toUnsignedLong(request), argument), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls pidfd_open(2), which Linux has since 5.3. */
  public static int pidfdOpen(MemorySegment errno, int process, int flags) {
    try {
      long number = Linux.SYS_pidfd_open;
      return (int) result((long) PIDFD_OPEN.invokeExact(errno, number, process, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

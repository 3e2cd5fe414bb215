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
  private static final MethodHandle UNLINK = Call.withErrno("unlink", INT, POINTER);
  private static final MethodHandle OPEN = Call.variadic("open", 2, INT, POINTER, INT, INT);
  private static final MethodHandle FCNTL = Call.variadic("fcntl", 2, INT, INT, INT, INT);

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
}

package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.LONG;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/** The calls of {@code <sys/socket.h>}; see section 2 of the manual for each. */
public final class SocketCalls {
  private static final MethodHandle SOCKET = Call.withErrno("socket", INT, INT, INT, INT);
  private static final MethodHandle SOCKETPAIR =
      Call.withErrno("socketpair", INT, INT, INT, INT, POINTER);
  private static final MethodHandle BIND = Call.withErrno("bind", INT, INT, POINTER, INT);
  private static final MethodHandle LISTEN = Call.withErrno("listen", INT, INT, INT);
  private static final MethodHandle ACCEPT4 =
      Call.withErrno("accept4", INT, INT, POINTER, POINTER, INT);
  private static final MethodHandle CONNECT = Call.withErrno("connect", INT, INT, POINTER, INT);
  private static final MethodHandle SHUTDOWN = Call.withErrno("shutdown", INT, INT, INT);
  // The last argument is none of the function's: the memory itself, beside its address and an
  // offset as a number. Thereby the linker keeps it open during the call, and nobody allocates a
  // slice of it, 40 bytes. Functions of C ignore what they do not know in a register or on the
  // caller's stack, on x86-64 and on aarch64.
  private static final MethodHandle RECV =
      Call.withErrno("recv", LONG, INT, LONG, LONG, INT, POINTER);
  private static final MethodHandle SEND =
      Call.withErrno("send", LONG, INT, LONG, LONG, INT, POINTER);
  private static final MethodHandle RECVFROM =
      Call.withErrno("recvfrom", LONG, INT, LONG, LONG, INT, POINTER, POINTER, POINTER);
  private static final MethodHandle SENDTO =
      Call.withErrno("sendto", LONG, INT, LONG, LONG, INT, POINTER, INT, POINTER);

  private static final MethodHandle RECVMSG = Call.withErrno("recvmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle SENDMSG = Call.withErrno("sendmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle RECVMMSG =
      Call.withErrno("recvmmsg", INT, INT, POINTER, INT, INT, POINTER);
  private static final MethodHandle SENDMMSG =
      Call.withErrno("sendmmsg", INT, INT, POINTER, INT, INT);
  private static final MethodHandle GETSOCKNAME =
      Call.withErrno("getsockname", INT, INT, POINTER, POINTER);
  private static final MethodHandle GETPEERNAME =
      Call.withErrno("getpeername", INT, INT, POINTER, POINTER);
  private static final MethodHandle GETSOCKOPT =
      Call.withErrno("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
  private static final MethodHandle SETSOCKOPT =
      Call.withErrno("setsockopt", INT, INT, INT, INT, POINTER, INT);

  private SocketCalls() {}

  /** Calls socket(2). */
  public static int socket(MemorySegment errno, int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls socketpair(2). */
  public static int socketpair(
      MemorySegment errno, int domain, int type, int protocol, MemorySegment pair) {
    try {
      return result((int) SOCKETPAIR.invokeExact(errno, domain, type, protocol, pair), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls bind(2). */
  public static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
    try {
      return result((int) BIND.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls listen(2). */
  public static int listen(MemorySegment errno, int fd, int backlog) {
    try {
      return result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls accept4(2). */
  public static int accept4(
      MemorySegment errno, int fd, MemorySegment address, MemorySegment length, int flags) {
    try {
      return result((int) ACCEPT4.invokeExact(errno, fd, address, length, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls connect(2). */
  public static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
    try {
      return result((int) CONNECT.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls shutdown(2). */
  public static int shutdown(MemorySegment errno, int fd, int how) {
    try {
      return result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls recv(2). */
  public static long recv(
      MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    return recv(errno, fd, buffer, 0, length, flags);
  }

  /** Calls recv(2), into the buffer from an offset on. */
  public static long recv(
      MemorySegment errno, int fd, MemorySegment buffer, long offset, long length, int flags) {
    long at = address(buffer, offset, length);
    try {
      return result((long) RECV.invokeExact(errno, fd, at, length, flags, buffer), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls send(2). */
  public static long send(
      MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    return send(errno, fd, buffer, 0, length, flags);
  }

  /** Calls send(2), of the buffer from an offset on. */
  public static long send(
      MemorySegment errno, int fd, MemorySegment buffer, long offset, long length, int flags) {
    long at = address(buffer, offset, length);
    try {
      return result((long) SEND.invokeExact(errno, fd, at, length, flags, buffer), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls recvfrom(2), into the buffer from an offset on. */
  public static long recvfrom(
      MemorySegment errno,
      int fd,
      MemorySegment buffer,
      long offset,
      long length,
      int flags,
      MemorySegment name,
      MemorySegment nameLength) {
    long at = address(buffer, offset, length);
    try {
      return result(
          (long) RECVFROM.invokeExact(errno, fd, at, length, flags, name, nameLength, buffer),
          errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls sendto(2), of the buffer from an offset on. */
  public static long sendto(
      MemorySegment errno,
      int fd,
      MemorySegment buffer,
      long offset,
      long length,
      int flags,
      MemorySegment name,
      int nameLength) {
    long at = address(buffer, offset, length);
    try {
      return result(
          (long) SENDTO.invokeExact(errno, fd, at, length, flags, name, nameLength, buffer), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  private static long address(MemorySegment buffer, long offset, long length) {
    return buffer.address() + Objects.checkFromIndexSize(offset, length, buffer.byteSize());
  }

  /** Calls recvmsg(2). */
  public static long recvmsg(MemorySegment errno, int fd, MemorySegment message, int flags) {
    try {
      return result((long) RECVMSG.invokeExact(errno, fd, message, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls sendmsg(2). */
  public static long sendmsg(MemorySegment errno, int fd, MemorySegment message, int flags) {
    try {
      return result((long) SENDMSG.invokeExact(errno, fd, message, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls recvmmsg(2). */
  public static int recvmmsg(
      MemorySegment errno,
      int fd,
      MemorySegment messages,
      int count,
      int flags,
      MemorySegment timeout) {
    try {
      return result((int) RECVMMSG.invokeExact(errno, fd, messages, count, flags, timeout), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls sendmmsg(2). */
  public static int sendmmsg(
      MemorySegment errno, int fd, MemorySegment messages, int count, int flags) {
    try {
      return result((int) SENDMMSG.invokeExact(errno, fd, messages, count, flags), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls getsockname(2). */
  public static int getsockname(
      MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls getpeername(2). */
  public static int getpeername(
      MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) GETPEERNAME.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls getsockopt(2). */
  public static int getsockopt(
      MemorySegment errno, int fd, int level, int name, MemorySegment value, MemorySegment length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls setsockopt(2). */
  public static int setsockopt(
      MemorySegment errno, int fd, int level, int name, MemorySegment value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(errno, fd, level, name, value, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

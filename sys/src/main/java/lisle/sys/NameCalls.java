package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.LONG;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of {@code <netdb.h>}, and the names of this host. Those that ask a name service block
 * for as long as it takes, in C: call them from a platform thread.
 *
 * <p>Texts go in as C strings, or as {@link MemorySegment#NULL} where the manual allows it; what
 * comes back is read with {@link Structs}, {@link NameStructs} and {@link Pointers}. The lookups of
 * the second half return their error instead of leaving it in {@code errno}, so they take no slot:
 * each writes the address of the entry, which is the one that it was given to fill, into the eight
 * bytes of {@code found}, or zero where there is no such entry; {@code -ERANGE} says that the
 * buffer, which holds the texts that the entry points to, was too small.
 */
public final class NameCalls {
  private static final MethodHandle GETADDRINFO =
      Call.withErrno("getaddrinfo", INT, POINTER, POINTER, POINTER, POINTER);
  private static final MethodHandle FREEADDRINFO = Call.plainVoid("freeaddrinfo", LONG);
  private static final MethodHandle GAI_STRERROR = Call.plain("gai_strerror", LONG, INT);
  private static final MethodHandle GETNAMEINFO =
      Call.withErrno("getnameinfo", INT, POINTER, INT, POINTER, INT, POINTER, INT, INT);
  private static final MethodHandle GETHOSTBYNAME2_R =
      Call.plain("gethostbyname2_r", INT, POINTER, INT, POINTER, POINTER, LONG, POINTER, POINTER);
  private static final MethodHandle GETHOSTBYADDR_R =
      Call.plain(
          "gethostbyaddr_r", INT, POINTER, INT, INT, POINTER, POINTER, LONG, POINTER, POINTER);
  private static final MethodHandle GETSERVBYNAME_R =
      Call.plain("getservbyname_r", INT, POINTER, POINTER, POINTER, POINTER, LONG, POINTER);
  private static final MethodHandle GETSERVBYPORT_R =
      Call.plain("getservbyport_r", INT, INT, POINTER, POINTER, POINTER, LONG, POINTER);
  private static final MethodHandle GETPROTOBYNAME_R =
      Call.plain("getprotobyname_r", INT, POINTER, POINTER, POINTER, LONG, POINTER);
  private static final MethodHandle GETPROTOBYNUMBER_R =
      Call.plain("getprotobynumber_r", INT, INT, POINTER, POINTER, LONG, POINTER);
  private static final MethodHandle GETHOSTNAME = Call.withErrno("gethostname", INT, POINTER, LONG);
  private static final MethodHandle SETHOSTNAME = Call.withErrno("sethostname", INT, POINTER, LONG);
  private static final MethodHandle UNAME = Call.withErrno("uname", INT, POINTER);

  private NameCalls() {}

  /**
   * Calls getaddrinfo(3), which writes the address of a list of {@link Structs#ADDRINFO} into the
   * eight bytes of {@code list}; free it with {@link #freeaddrinfo}.
   *
   * @return 0 or one of {@link Linux}{@code .EAI_*}; with {@link Linux#EAI_SYSTEM} the errno slot
   *     says what failed
   */
  public static int getaddrinfo(
      MemorySegment errno,
      MemorySegment node,
      MemorySegment service,
      MemorySegment hints,
      MemorySegment list) {
    try {
      return (int) GETADDRINFO.invokeExact(errno, node, service, hints, list);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls freeaddrinfo(3) on the address of a list. */
  public static void freeaddrinfo(long list) {
    try {
      FREEADDRINFO.invokeExact(list);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls gai_strerror(3), in the language of the C locale. */
  public static String gaiStrerror(int error) {
    try {
      return Pointers.string((long) GAI_STRERROR.invokeExact(error));
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls getnameinfo(3).
   *
   * @return 0 or one of {@link Linux}{@code .EAI_*}; with {@link Linux#EAI_SYSTEM} the errno slot
   *     says what failed
   */
  public static int getnameinfo(
      MemorySegment errno,
      MemorySegment address,
      int addressLength,
      MemorySegment host,
      int hostLength,
      MemorySegment service,
      int serviceLength,
      int flags) {
    try {
      return (int)
          GETNAMEINFO.invokeExact(
              errno, address, addressLength, host, hostLength, service, serviceLength, flags);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls gethostname(2).
   *
   * @return 0 or minus an errno
   */
  public static int gethostname(MemorySegment errno, MemorySegment buffer, long length) {
    try {
      return result((int) GETHOSTNAME.invokeExact(errno, buffer, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls sethostname(2).
   *
   * @return 0 or minus an errno
   */
  public static int sethostname(MemorySegment errno, MemorySegment name, long length) {
    try {
      return result((int) SETHOSTNAME.invokeExact(errno, name, length), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls uname(2). */
  public static int uname(MemorySegment errno, MemorySegment names) {
    try {
      return result((int) UNAME.invokeExact(errno, names), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls gethostbyname2_r(3). The entry is a {@link NameStructs#HOSTENT}. Where there is no such
   * host the four bytes of {@code hostError} say why: {@link Linux#HOST_NOT_FOUND} and its kin.
   *
   * @return 0 or minus an errno
   */
  public static int gethostbyname2(
      MemorySegment name,
      int family,
      MemorySegment entry,
      MemorySegment buffer,
      long length,
      MemorySegment found,
      MemorySegment hostError) {
    try {
      return -(int)
          GETHOSTBYNAME2_R.invokeExact(name, family, entry, buffer, length, found, hostError);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls gethostbyaddr_r(3). The entry is a {@link NameStructs#HOSTENT}. Where there is no such
   * host the four bytes of {@code hostError} say why: {@link Linux#HOST_NOT_FOUND} and its kin.
   *
   * @return 0 or minus an errno
   */
  public static int gethostbyaddr(
      MemorySegment address,
      int addressLength,
      int family,
      MemorySegment entry,
      MemorySegment buffer,
      long length,
      MemorySegment found,
      MemorySegment hostError) {
    try {
      return -(int)
          GETHOSTBYADDR_R.invokeExact(
              address, addressLength, family, entry, buffer, length, found, hostError);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls getservbyname_r(3). The entry is a {@link NameStructs#SERVENT}.
   *
   * @return 0 or minus an errno
   */
  public static int getservbyname(
      MemorySegment name,
      MemorySegment protocol,
      MemorySegment entry,
      MemorySegment buffer,
      long length,
      MemorySegment found) {
    try {
      return -(int) GETSERVBYNAME_R.invokeExact(name, protocol, entry, buffer, length, found);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls getservbyport_r(3). The entry is a {@link NameStructs#SERVENT}, and the port in network
   * byte order.
   *
   * @return 0 or minus an errno
   */
  public static int getservbyport(
      int port,
      MemorySegment protocol,
      MemorySegment entry,
      MemorySegment buffer,
      long length,
      MemorySegment found) {
    try {
      return -(int) GETSERVBYPORT_R.invokeExact(port, protocol, entry, buffer, length, found);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls getprotobyname_r(3). The entry is a {@link NameStructs#PROTOENT}.
   *
   * @return 0 or minus an errno
   */
  public static int getprotobyname(
      MemorySegment name,
      MemorySegment entry,
      MemorySegment buffer,
      long length,
      MemorySegment found) {
    try {
      return -(int) GETPROTOBYNAME_R.invokeExact(name, entry, buffer, length, found);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls getprotobynumber_r(3). The entry is a {@link NameStructs#PROTOENT}.
   *
   * @return 0 or minus an errno
   */
  public static int getprotobynumber(
      int protocol, MemorySegment entry, MemorySegment buffer, long length, MemorySegment found) {
    try {
      return -(int) GETPROTOBYNUMBER_R.invokeExact(protocol, entry, buffer, length, found);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.LONG;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The calls of {@code <net/if.h>} and {@code <ifaddrs.h>}: the interfaces of this host. */
public final class InterfaceCalls {
  private static final MethodHandle IF_NAMETOINDEX = Call.withErrno("if_nametoindex", INT, POINTER);
  private static final MethodHandle IF_INDEXTONAME =
      Call.withErrno("if_indextoname", LONG, INT, POINTER);
  private static final MethodHandle IF_NAMEINDEX = Call.withErrno("if_nameindex", LONG);
  private static final MethodHandle IF_FREENAMEINDEX = Call.plainVoid("if_freenameindex", LONG);
  private static final MethodHandle GETIFADDRS = Call.withErrno("getifaddrs", INT, POINTER);
  private static final MethodHandle FREEIFADDRS = Call.plainVoid("freeifaddrs", LONG);

  private InterfaceCalls() {}

  /** Calls if_nametoindex(3): an index of 1 or more, or minus the errno. */
  public static int ifNametoindex(MemorySegment errno, MemorySegment name) {
    try {
      int index = (int) IF_NAMETOINDEX.invokeExact(errno, name);
      return index != 0 ? index : -errno.get(ValueLayout.JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls if_indextoname(3), which fills {@link InterfaceFlags#IFNAMSIZ} bytes. */
  public static int ifIndextoname(MemorySegment errno, int index, MemorySegment name) {
    try {
      long written = (long) IF_INDEXTONAME.invokeExact(errno, index, name);
      return written != 0 ? 0 : -errno.get(ValueLayout.JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls if_nameindex(3): the address of an array of {@link NameStructs#IF_NAMEINDEX} that ends
   * with an index of zero, or minus the errno. Free it with {@link #ifFreenameindex}.
   */
  public static long ifNameindex(MemorySegment errno) {
    try {
      long array = (long) IF_NAMEINDEX.invokeExact(errno);
      return array != 0 ? array : -errno.get(ValueLayout.JAVA_INT, 0);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls if_freenameindex(3) on the address of an array. */
  public static void ifFreenameindex(long array) {
    try {
      IF_FREENAMEINDEX.invokeExact(array);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /**
   * Calls getifaddrs(3), which writes the address of a list of {@link NameStructs#IFADDRS} into the
   * eight bytes of {@code list}. Free it with {@link #freeifaddrs}.
   */
  public static int getifaddrs(MemorySegment errno, MemorySegment list) {
    try {
      return result((int) GETIFADDRS.invokeExact(errno, list), errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  /** Calls freeifaddrs(3) on the address of a list. */
  public static void freeifaddrs(long list) {
    try {
      FREEIFADDRS.invokeExact(list);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

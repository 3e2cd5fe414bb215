package lisle.sys;

import static lisle.sys.Call.INT;
import static lisle.sys.Call.LONG;
import static lisle.sys.Call.POINTER;
import static lisle.sys.Call.result;
import static lisle.sys.Call.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory for much that may come and mostly does not: all zeroes, of which only the pages that are
 * written take room. An {@link Arena} fills with zeroes what it gives, so that all of it does.
 */
public final class Pages {
  private static final MethodHandle MMAP =
      Call.withErrno("mmap", LONG, POINTER, LONG, INT, INT, INT, LONG);
  private static final MethodHandle MUNMAP = Call.withErrno("munmap", INT, LONG, LONG);

  private Pages() {}

  /**
   * Returns so many bytes, which are given back when the arena ends: mmap(2).
   *
   * @throws OutOfMemoryError if the system refuses, by RLIMIT_AS, say
   */
  @SuppressWarnings("restricted") // granted to this module, and to no other
  public static MemorySegment allocate(Arena owner, long size) {
    long address;
    try (Arena arena = Arena.ofConfined()) {
      address = map(arena.allocate(INT), size);
    }
    if (address < 0) {
      throw new OutOfMemoryError("mmap of " + size + " bytes: errno " + -address);
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(size, owner, pages -> unmap(pages.address(), size));
  }

  private static long map(MemorySegment errno, long size) {
    int protection = Linux.PROT_READ | Linux.PROT_WRITE;
    int flags = Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS | Linux.MAP_NORESERVE;
    try {
      return result(
          (long) MMAP.invokeExact(errno, MemorySegment.NULL, size, protection, flags, -1, 0L),
          errno);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  private static void unmap(long address, long size) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(INT);
      int failure = result((int) MUNMAP.invokeExact(errno, address, size), errno);
      if (failure < 0) throw new AssertionError("munmap: errno " + -failure);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }
}

package lisle.sys;

import java.lang.foreign.MemorySegment;

/**
 * Memory that the C library hands out by address, such as the list of getaddrinfo(3). The caller
 * answers for the address and the size: the JVM can check neither, and a segment outlives the
 * memory that it shows.
 */
public final class Pointers {
  private Pointers() {}

  /** Returns the {@code size} bytes at {@code address}. */
  @SuppressWarnings("restricted") // granted to this module, and to no other
  public static MemorySegment at(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  /** Returns the text at {@code address} up to its zero byte, read as UTF-8. */
  public static String string(long address) {
    return at(address, Long.MAX_VALUE).getString(0);
  }
}

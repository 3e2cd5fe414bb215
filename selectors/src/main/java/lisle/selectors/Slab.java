package lisle.selectors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import lisle.sys.Pointers;

/**
 * Native memory for what each descriptor needs all its life: blocks of 64 bytes, one cache line,
 * that are taken with the descriptor and given back with its number. They are never unmapped, so no
 * call can meet memory that is gone, and nothing is left to a garbage collector.
 *
 * <p>A block is its address. The segment that shows a part of it is made for each call, and stays
 * in registers: one that was kept would be one more object to be fetched for it.
 */
final class Slab {
  static final int BLOCK = 64;
  private static final int BLOCKS = 256;

  /** Guarded by itself. */
  private static final ArrayDeque<Long> FREE = new ArrayDeque<>();

  private Slab() {}

  /** Returns the address of a block, its content undefined. */
  static long take() {
    synchronized (FREE) {
      Long block = FREE.pollLast();
      if (block != null) return block;
      long slab = Arena.global().allocate((long) BLOCK * BLOCKS, BLOCK).address();
      for (int i = 1; i < BLOCKS; i++) FREE.addLast(slab + (long) i * BLOCK);
      return slab;
    }
  }

  static void give(long block) {
    synchronized (FREE) {
      FREE.addLast(block);
    }
  }

  /** Returns so many bytes of a block that was taken. */
  static MemorySegment part(long block, int offset, int size) {
    return Pointers.within(block + offset, size);
  }
}

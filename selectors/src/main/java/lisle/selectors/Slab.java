package lisle.selectors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Native memory for what each descriptor needs all its life: blocks of 64 bytes, one cache line,
 * that are taken with the descriptor and given back with its number. They are never unmapped, so no
 * call can meet memory that is gone, and nothing is left to a garbage collector.
 */
final class Slab {
  static final int BLOCK = 64;
  private static final int BLOCKS = 256;

  /** Guarded by itself. */
  private static final ArrayDeque<MemorySegment> FREE = new ArrayDeque<>();

  private Slab() {}

  /** Returns a block, its content undefined. */
  static MemorySegment take() {
    synchronized (FREE) {
      MemorySegment block = FREE.pollLast();
      if (block != null) return block;
      MemorySegment slab = Arena.global().allocate((long) BLOCK * BLOCKS, BLOCK);
      for (int i = 1; i < BLOCKS; i++) FREE.addLast(slab.asSlice((long) i * BLOCK, BLOCK));
      return slab.asSlice(0, BLOCK);
    }
  }

  static void give(MemorySegment block) {
    synchronized (FREE) {
      FREE.addLast(block);
    }
  }
}

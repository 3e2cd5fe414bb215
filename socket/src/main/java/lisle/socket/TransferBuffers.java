package lisle.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Native buffers through which the bytes of a Java array reach the kernel and come back.
 *
 * <p>One is held for the length of a system call and never while a thread waits, so there are as
 * many as threads are in a call at once, and the one that was given back last, which is still in
 * the processor's cache, is taken first. Nothing is unmapped, so that a buffer needs no owner.
 */
final class TransferBuffers {
  /** Bytes in a buffer; a longer transfer takes several calls. */
  static final int SIZE = 64 << 10;

  /** How many slots are tried before the slower deque; more threads in calls at once are rare. */
  private static final int SLOTS = 4;

  /** Slots are eight references apart, so that no two share a cache line. */
  private static final int STRIDE = 8;

  private static final AtomicReferenceArray<MemorySegment> FAST =
      new AtomicReferenceArray<>(SLOTS * STRIDE);
  private static final ConcurrentLinkedDeque<MemorySegment> REST = new ConcurrentLinkedDeque<>();

  private TransferBuffers() {}

  static MemorySegment take() {
    for (int i = 0; i < SLOTS * STRIDE; i += STRIDE) {
      if (FAST.getPlain(i) != null) {
        MemorySegment buffer = FAST.getAndSet(i, null);
        if (buffer != null) return buffer;
      }
    }
    MemorySegment buffer = REST.pollFirst();
    return buffer != null ? buffer : Arena.global().allocate(SIZE, 64);
  }

  static void give(MemorySegment buffer) {
    for (int i = 0; i < SLOTS * STRIDE; i += STRIDE) {
      if (FAST.getPlain(i) == null && FAST.compareAndSet(i, null, buffer)) return;
    }
    REST.addFirst(buffer);
  }
}

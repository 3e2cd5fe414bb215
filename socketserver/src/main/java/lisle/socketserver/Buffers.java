package lisle.socketserver;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that connections borrow while they have something to read, so that one that is idle holds
 * none. The one that was given back last, which is still in the processor's cache, is taken first.
 */
final class Buffers {
  /** Bytes in one: what most requests, and many at once, fit in. */
  static final int SIZE = 8192;

  /** How many are kept for later, beside those in the slots. */
  private static final int KEPT = 256;

  /** How many slots are tried before the slower deque; eight apart, each a cache line alone. */
  private static final int SLOTS = 4;

  private static final int STRIDE = 8;

  private static final AtomicReferenceArray<byte @Nullable []> FAST =
      new AtomicReferenceArray<>(SLOTS * STRIDE);
  private static final ConcurrentLinkedDeque<byte[]> REST = new ConcurrentLinkedDeque<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Buffers() {}

  static byte[] take() {
    for (int i = 0; i < SLOTS * STRIDE; i += STRIDE) {
      if (FAST.getPlain(i) != null) {
        byte[] buffer = FAST.getAndSet(i, null);
        if (buffer != null) return buffer;
      }
    }
    byte[] buffer = REST.pollFirst();
    if (buffer == null) return new byte[SIZE];
    COUNT.decrementAndGet();
    return buffer;
  }

  static void give(byte @Nullable [] buffer) {
    if (buffer == null || buffer.length != SIZE) return;
    for (int i = 0; i < SLOTS * STRIDE; i += STRIDE) {
      if (FAST.getPlain(i) == null && FAST.compareAndSet(i, null, buffer)) return;
    }
    if (COUNT.get() >= KEPT) return;
    COUNT.incrementAndGet();
    REST.addFirst(buffer);
  }
}

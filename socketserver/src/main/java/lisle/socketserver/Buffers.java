package lisle.socketserver;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that connections borrow while they have something to read, so that one that is idle holds
 * none. The one that was given back last, which is still in the processor's cache, is taken first.
 */
final class Buffers {
  /** Bytes in one: what most requests, and many at once, fit in. */
  static final int SIZE = 8192;

  /** How many are kept for later. */
  private static final int KEPT = 256;

  private static final ConcurrentLinkedDeque<byte[]> FREE = new ConcurrentLinkedDeque<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Buffers() {}

  static byte[] take() {
    byte[] buffer = FREE.pollFirst();
    if (buffer == null) return new byte[SIZE];
    COUNT.decrementAndGet();
    return buffer;
  }

  static void give(byte @Nullable [] buffer) {
    if (buffer == null || buffer.length != SIZE || COUNT.get() >= KEPT) return;
    COUNT.incrementAndGet();
    FREE.addFirst(buffer);
  }
}

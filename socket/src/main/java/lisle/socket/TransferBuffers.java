package lisle.socket;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The buffers through which the bytes of a Java array reach the kernel and come back.
 *
 * <p>One is held for the length of a system call and never while a thread waits, so there are as
 * many as threads are in a call at once, and the one that was given back last, which is still in
 * the processor's cache, is taken first. Nothing is unmapped, so that a buffer needs no owner.
 */
final class TransferBuffers {
  /** For all but long transfers: what fits into a processor's own cache. */
  private static final TransferBuffers USUAL = new TransferBuffers(TransferBuffer.SIZE);

  /** For long ones, of a stream: each part of it wakes the other side. */
  private static final TransferBuffers LARGE = new TransferBuffers(TransferBuffer.LARGE);

  /** How many slots are tried before the slower deque; more threads in calls at once are rare. */
  private static final int SLOTS = 4;

  /** Slots are eight references apart, so that no two share a cache line. */
  private static final int STRIDE = 8;

  private final int size;
  private final AtomicReferenceArray<TransferBuffer> fast =
      new AtomicReferenceArray<>(SLOTS * STRIDE);
  private final ConcurrentLinkedDeque<TransferBuffer> rest = new ConcurrentLinkedDeque<>();

  private TransferBuffers(int size) {
    this.size = size;
  }

  static TransferBuffer take() {
    return USUAL.takeOne();
  }

  /** Returns one for a transfer of that many bytes, of which it may have room for a part. */
  static TransferBuffer take(int length) {
    return length <= TransferBuffer.SIZE ? USUAL.takeOne() : LARGE.takeOne();
  }

  /** Whether there is one for a message: large ones are for streams, whose parts are no larger. */
  static boolean have(int length, long controlLength, boolean stream) {
    int most = stream ? TransferBuffer.LARGE : TransferBuffer.SIZE;
    return length <= most && controlLength <= TransferBuffer.CONTROL;
  }

  static void give(TransferBuffer buffer) {
    (buffer.data.byteSize() == TransferBuffer.SIZE ? USUAL : LARGE).giveOne(buffer);
  }

  private TransferBuffer takeOne() {
    for (int i = 0; i < SLOTS * STRIDE; i += STRIDE) {
      if (fast.getPlain(i) != null) {
        TransferBuffer buffer = fast.getAndSet(i, null);
        if (buffer != null) return buffer;
      }
    }
    TransferBuffer buffer = rest.pollFirst();
    return buffer != null ? buffer : new TransferBuffer(size);
  }

  private void giveOne(TransferBuffer buffer) {
    for (int i = 0; i < SLOTS * STRIDE; i += STRIDE) {
      if (fast.getPlain(i) == null && fast.compareAndSet(i, null, buffer)) return;
    }
    rest.addFirst(buffer);
  }
}

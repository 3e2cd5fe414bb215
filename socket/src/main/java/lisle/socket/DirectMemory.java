package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the direct buffer that was used last, so that using it again allocates nothing:
 * making a segment of a buffer takes 72 bytes. The buffer and its memory are not kept alive by
 * this.
 */
final class DirectMemory {
  private static final class Known extends WeakReference<ByteBuffer> {
    final WeakReference<MemorySegment> whole;

    Known(ByteBuffer buffer, MemorySegment whole) {
      super(buffer);
      this.whole = new WeakReference<>(whole);
    }
  }

  /**
   * The one that was met last, by whatever socket: who serves many connections often has one buffer
   * for all of them, and then nothing that is each connection's own is looked at.
   */
  private static volatile @Nullable Known newest;

  /** Any thread may set it anew: what it holds is right for its buffer, whoever made it. */
  private @Nullable Known last;

  /** Returns the whole memory of a direct buffer, whatever its position and its limit are. */
  MemorySegment of(ByteBuffer buffer) {
    MemorySegment whole = memory(newest, buffer);
    if (whole == null) whole = memory(last, buffer);
    if (whole != null) return whole;
    whole = MemorySegment.ofBuffer(buffer.duplicate().clear());
    Known known = new Known(buffer, whole);
    last = known;
    newest = known;
    return whole;
  }

  private static @Nullable MemorySegment memory(@Nullable Known known, ByteBuffer buffer) {
    return known != null && known.refersTo(buffer) ? known.whole.get() : null;
  }
}

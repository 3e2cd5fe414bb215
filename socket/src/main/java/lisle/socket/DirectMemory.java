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

  /** Any thread may set it anew: what it holds is right for its buffer, whoever made it. */
  private @Nullable Known last;

  /** Returns the whole memory of a direct buffer, whatever its position and its limit are. */
  MemorySegment of(ByteBuffer buffer) {
    Known known = last;
    if (known != null && known.refersTo(buffer)) {
      MemorySegment whole = known.whole.get();
      if (whole != null) return whole;
    }
    MemorySegment whole = MemorySegment.ofBuffer(buffer.duplicate().clear());
    last = new Known(buffer, whole);
    return whole;
  }
}

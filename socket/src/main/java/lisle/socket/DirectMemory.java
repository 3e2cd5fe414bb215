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

  /** Returns the memory of a direct buffer from its position on, at least as far as its limit. */
  MemorySegment remaining(ByteBuffer buffer) {
    MemorySegment whole = whole(buffer);
    int position = buffer.position();
    return position == 0 ? whole : whole.asSlice(position);
  }

  private MemorySegment whole(ByteBuffer buffer) {
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

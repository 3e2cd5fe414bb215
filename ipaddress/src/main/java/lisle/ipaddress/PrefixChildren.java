package lisle.ipaddress;

import static lisle.ipaddress.SlotPrefixes.SLOTS;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is below a {@link PrefixNode}, one node or leaf to a slot. Immutable. */
abstract sealed class PrefixChildren {

  static final PrefixChildren NONE = new Packed(0, 0, 0, 0, new Object[0]);

  /** The node or leaf in a slot, or null. */
  abstract @Nullable Object get(int slot);

  /** The first slot at or behind one that has something, 256 where there is none. */
  abstract int next(int slot);

  abstract int count();

  /** The same with a node, a leaf, or with null nothing, in a slot. */
  abstract PrefixChildren with(int slot, @Nullable Object child);

  /** Bytes of this and of its arrays, without the children. */
  abstract long byteSize();

  /** A few: a bitmap of the slots that have something, and what they have in a row. */
  private static final class Packed extends PrefixChildren {

    /** So many are too many to be copied with each change. */
    private static final int MOST = 32;

    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;
    private final int counts;
    private final Object[] all;

    Packed(long word0, long word1, long word2, long word3, Object[] all) {
      this.word0 = word0;
      this.word1 = word1;
      this.word2 = word2;
      this.word3 = word3;
      counts = Slots.counts(word0, word1, word2);
      this.all = all;
    }

    @Override
    @Nullable Object get(int slot) {
      if (all.length == 0) return null;
      long word = Slots.word(word0, word1, word2, word3, slot);
      return word << ~slot < 0 ? all[Slots.rank(word, counts, slot) - 1] : null;
    }

    @Override
    int next(int slot) {
      while (slot < SLOTS) {
        long bits = Slots.word(word0, word1, word2, word3, slot) >>> slot;
        if (bits != 0) return slot + Long.numberOfTrailingZeros(bits);
        slot = (slot | 63) + 1;
      }
      return SLOTS;
    }

    @Override
    int count() {
      return all.length;
    }

    @Override
    PrefixChildren with(int slot, @Nullable Object child) {
      long word = Slots.word(word0, word1, word2, word3, slot);
      boolean replaces = word << ~slot < 0;
      int place = Slots.rank(word, counts, slot) - (replaces ? 1 : 0);
      int rest = all.length - place - (replaces ? 1 : 0);
      Object[] changed = new Object[place + (child == null ? 0 : 1) + rest];
      System.arraycopy(all, 0, changed, 0, place);
      if (child != null) changed[place] = child;
      System.arraycopy(all, all.length - rest, changed, changed.length - rest, rest);
      boolean present = child != null;
      Packed packed =
          new Packed(
              with(word0, 0, slot, present),
              with(word1, 1, slot, present),
              with(word2, 2, slot, present),
              with(word3, 3, slot, present),
              changed);
      if (changed.length < MOST) return changed.length == 0 ? NONE : packed;
      return new Spread(packed);
    }

    private static long with(long bits, int word, int slot, boolean present) {
      if (slot >>> 6 != word) return bits;
      return present ? bits | 1L << slot : bits & ~(1L << slot);
    }

    @Override
    long byteSize() {
      return all.length == 0 ? 0 : 56 + SlotPrefixes.array(4L * all.length); // all share none
    }
  }

  /** Many: by slot, in chunks of sixteen, so that a change copies one of them and their list. */
  private static final class Spread extends PrefixChildren {

    /** With fewer they are packed again. */
    private static final int LEAST = 16;

    private static final int CHUNK = 16;
    private static final @Nullable Object[] EMPTY = new @Nullable Object[CHUNK];

    private final @Nullable Object[][] chunks;
    private final int count;

    private Spread(@Nullable Object[][] chunks, int count) {
      this.chunks = chunks;
      this.count = count;
    }

    Spread(Packed packed) {
      chunks = new @Nullable Object[SLOTS / CHUNK][];
      Arrays.fill(chunks, EMPTY);
      count = packed.count();
      for (int slot = packed.next(0); slot < SLOTS; slot = packed.next(slot + 1)) {
        int chunk = slot / CHUNK;
        if (chunks[chunk] == EMPTY) chunks[chunk] = new @Nullable Object[CHUNK];
        chunks[chunk][slot % CHUNK] = packed.get(slot);
      }
    }

    @Override
    @Nullable Object get(int slot) {
      return chunks[slot / CHUNK][slot % CHUNK];
    }

    @Override
    int next(int slot) {
      while (slot < SLOTS && get(slot) == null) {
        slot = chunks[slot / CHUNK] == EMPTY ? (slot | (CHUNK - 1)) + 1 : slot + 1;
      }
      return slot;
    }

    @Override
    int count() {
      return count;
    }

    @Override
    PrefixChildren with(int slot, @Nullable Object child) {
      int now = count + (child == null ? 0 : 1) - (get(slot) == null ? 0 : 1);
      @Nullable Object[][] changed = chunks.clone();
      @Nullable Object[] chunk = changed[slot / CHUNK].clone();
      chunk[slot % CHUNK] = child;
      changed[slot / CHUNK] = chunk;
      Spread spread = new Spread(changed, now);
      return now < LEAST ? spread.packed() : spread;
    }

    private Packed packed() {
      long[] words = new long[4];
      Object[] all = new Object[count];
      int place = 0;
      for (int slot = 0; slot < SLOTS; slot++) {
        Object child = get(slot);
        if (child == null) continue;
        words[slot >>> 6] |= 1L << slot;
        all[place++] = child;
      }
      return new Packed(words[0], words[1], words[2], words[3], all);
    }

    @Override
    long byteSize() {
      long size = 24 + SlotPrefixes.array(4L * chunks.length);
      for (Object[] chunk : chunks) {
        if (chunk != EMPTY) size += SlotPrefixes.array(4L * CHUNK);
      }
      return size;
    }
  }
}

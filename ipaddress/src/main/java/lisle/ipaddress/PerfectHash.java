package lisle.ipaddress;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A hash of certain keys by which no two of them have the same place (D. Belazzougui, F. Botelho,
 * M. Dietzfelbinger, "Hash, displace, and compress", ESA 2009). The upper bits of a key's hash
 * choose one of many buckets, and the bucket's displacement, a byte, changes the rest of the hash:
 * it was chosen to bring all keys of the bucket to places that were free.
 */
final class PerfectHash {

  /** So many places, in tenths, for a key: with fewer it takes long to find displacements. */
  private static final int TENTHS = 14;

  /** As many keys share a bucket on average, at most. */
  private static final int SHARE = 4;

  private static final long MIX = 0xa076_1d64_78bd_642fL;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Odd, and nobody's knowledge, so that nobody can choose keys that need many places. */
  private final long factor;

  private final int places;

  /** By bucket; their number is a power of two. */
  private final byte[] displacements;

  private final int shift;

  private PerfectHash(int places, int buckets) {
    factor = RANDOM.nextLong() | 1;
    this.places = places;
    displacements = new byte[buckets];
    shift = 64 - Integer.numberOfTrailingZeros(buckets);
  }

  /** Makes a hash of the first keys of an array, all different. */
  static PerfectHash of(long[] keys, int count) {
    int buckets = Math.max(2, Integer.highestOneBit(2 * count / SHARE));
    for (int places = count * TENTHS / 10 + 1; ; places += places / 16 + 1) {
      var hash = new PerfectHash(places, buckets);
      if (hash.keepsApart(keys, count)) return hash;
    }
  }

  /** How many places there are. */
  int places() {
    return places;
  }

  /** The place of a key, or some place if it is not one of those that this was made for. */
  int place(long key) {
    long hash = key * factor;
    return place(hash, displacements[(int) (hash >>> shift)]);
  }

  private int place(long hash, int displacement) {
    // What all keys of a bucket have in common goes to the end; nothing may be lost, as there are
    // keys that differ in their first bits alone.
    long mixed = (Long.rotateLeft(hash, 16) ^ (displacement * factor)) * MIX;
    return (int) (((mixed >>> 32) * places) >>> 32);
  }

  /** Looks for displacements, for the fullest buckets first; returns whether there are any. */
  private boolean keepsApart(long[] keys, int count) {
    // The hashes by bucket, and the buckets by size.
    int[] ends = new int[displacements.length + 1];
    for (int i = 0; i < count; i++) ends[(int) ((keys[i] * factor) >>> shift)]++;
    int[] bySize = bySize(ends);
    for (int bucket = 0, sum = 0; bucket < ends.length; bucket++)
      ends[bucket] = sum += ends[bucket];
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      long hash = keys[i] * factor;
      hashes[--ends[(int) (hash >>> shift)]] = hash;
    }
    boolean[] taken = new boolean[places];
    for (int bucket : bySize) {
      if (!displace(bucket, hashes, ends[bucket], ends[bucket + 1], taken)) return false;
    }
    return true;
  }

  /** The buckets, the fullest first, given how many keys each has. */
  private static int[] bySize(int[] sizes) {
    int buckets = sizes.length - 1;
    int[] starts = new int[Arrays.stream(sizes).max().orElse(0) + 2];
    for (int i = 0; i < buckets; i++) starts[sizes[i]]++;
    for (int size = starts.length - 2; size >= 0; size--) starts[size] += starts[size + 1];
    int[] sorted = new int[buckets];
    for (int i = 0; i < buckets; i++) sorted[starts[sizes[i] + 1]++] = i;
    return sorted;
  }

  private boolean displace(int bucket, long[] hashes, int from, int to, boolean[] taken) {
    for (int displacement = Byte.MIN_VALUE; displacement <= Byte.MAX_VALUE; displacement++) {
      int i = from;
      for (; i < to; i++) {
        int place = place(hashes[i], displacement);
        if (taken[place]) break;
        taken[place] = true;
      }
      if (i == to) {
        displacements[bucket] = (byte) displacement;
        return true;
      }
      while (--i >= from) taken[place(hashes[i], displacement)] = false;
    }
    return false;
  }

  long byteSize() {
    return 48L + displacements.length;
  }
}

package lisle.ipaddress;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The own prefixes of a {@link PrefixNode}, which are one to eight bits longer than its path, and
 * their values. Immutable.
 */
final class SlotPrefixes {
  /** How many slots eight bits tell apart. */
  static final int SLOTS = 256;

  static final SlotPrefixes NONE = new SlotPrefixes(new char[0], new Object[0]);

  /**
   * First slot in the upper bits, how many bits longer than the path (1 to 8) in the lower four; in
   * order, so that a prefix stands behind those that cover it.
   */
  final char[] keys;

  /** The value of each key. */
  final Object[] values;

  private SlotPrefixes(char[] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  static char key(int slot, int bits) {
    return (char) (slot << 4 | bits);
  }

  /** The first slot of a key's prefix. */
  static int slot(char key) {
    return key >>> 4;
  }

  /** How many bits a key's prefix is longer than the path. */
  static int bits(char key) {
    return key & 15;
  }

  /** How many slots a prefix has that is so many bits longer than the path, 0 to 8. */
  static int size(int bits) {
    return SLOTS >>> bits;
  }

  boolean isEmpty() {
    return keys.length == 0;
  }

  /** The value of the longest prefix that holds a slot, or null. */
  @Nullable Object answer(int slot) {
    return keys.length == 0 ? null : covering(slot, 8);
  }

  /** The value of the longest prefix that holds a slot and is at most so many bits; or null. */
  @Nullable Object covering(int slot, int bits) {
    for (; bits > 0; bits--) {
      int place = find(key(slot & -size(bits), bits));
      if (place >= 0) return values[place];
    }
    return null;
  }

  /** The place of a key, or the complement of where it would be. */
  int find(char key) {
    return Arrays.binarySearch(keys, key);
  }

  /** The place of the first key at or behind a slot and a number of bits. */
  int placeFrom(int slot, int bits) {
    int place = find(key(slot, bits));
    return place < 0 ? ~place : place;
  }

  /** The same with a value at a place that {@link #find} has said of the key. */
  SlotPrefixes with(int place, char key, Object value) {
    if (place >= 0) {
      Object[] changed = values.clone();
      changed[place] = value;
      return new SlotPrefixes(keys, changed);
    }
    place = ~place;
    char[] moreKeys = new char[keys.length + 1];
    System.arraycopy(keys, 0, moreKeys, 0, place);
    moreKeys[place] = key;
    System.arraycopy(keys, place, moreKeys, place + 1, keys.length - place);
    Object[] moreValues = new Object[values.length + 1];
    System.arraycopy(values, 0, moreValues, 0, place);
    moreValues[place] = value;
    System.arraycopy(values, place, moreValues, place + 1, values.length - place);
    return new SlotPrefixes(moreKeys, moreValues);
  }

  SlotPrefixes without(int place) {
    if (keys.length == 1) return NONE;
    char[] fewerKeys = Arrays.copyOf(keys, keys.length - 1);
    System.arraycopy(keys, place + 1, fewerKeys, place, fewerKeys.length - place);
    Object[] fewerValues = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, place + 1, fewerValues, place, fewerValues.length - place);
    return new SlotPrefixes(fewerKeys, fewerValues);
  }

  /** Bytes of this and of its arrays, without the values: 16 to an array, 8 aligned. */
  long byteSize() {
    if (isEmpty()) return 0; // all share it
    return 24 + array(2L * keys.length) + array(4L * values.length);
  }

  static long array(long bytes) {
    return 16 + (bytes + 7) / 8 * 8;
  }
}

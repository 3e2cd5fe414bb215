package lisle.ipaddress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Several bytes at a time, out of arrays and into them. */
final class Words {
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** Returns eight bytes in network order. */
  static long get(byte[] bytes, int index) {
    return (long) BIG.get(bytes, index);
  }

  /** Sets eight bytes in network order. */
  static void put(byte[] bytes, int index, long word) {
    BIG.set(bytes, index, word);
  }

  /** Returns eight characters, the first in the lowest byte. */
  static long getText(byte[] text, int index) {
    return (long) LITTLE.get(text, index);
  }

  /** Returns eight characters, or those to the end of the array and zeros after them. */
  static long getTextToEnd(byte[] text, int index) {
    // Near the end the word is taken from a bit before, and shifted into place.
    int start = Math.min(index, text.length - 8);
    if (start >= 0) return getText(text, start) >>> (8 * (index - start));
    long word = 0;
    for (int i = text.length - 1; i >= index; i--) word = (word << 8) | (text[i] & 0xff);
    return word;
  }

  /** Sets eight characters, the first from the lowest byte. */
  static void putText(byte[] text, int index, long word) {
    LITTLE.set(text, index, word);
  }

  /** Sets four characters, the first from the lowest byte. */
  static void putText(byte[] text, int index, int word) {
    LITTLE_INT.set(text, index, word);
  }
}

package lisle.ipaddress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Says of eight bytes of text at once which are of a kind. A word has its first byte lowest; a flag
 * is the top bit of a byte. Additions can't carry into the next byte, as the top bits are cleared
 * before.
 */
final class TextFlags {
  private static final long TOP = 0x8080_8080_8080_8080L;
  private static final long EACH = 0x0101_0101_0101_0101L;

  private static final VarHandle FOUR =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private TextFlags() {}

  /** Returns four bytes, the first one lowest. */
  static int four(byte[] bytes, int index) {
    return (int) FOUR.get(bytes, index);
  }

  /** Flags what is no decimal digit. */
  static long notDigits(long word) {
    // Digits become 0 to 9, and what is above reaches the top bit.
    long value = word ^ ('0' * EACH);
    return (((value & ~TOP) + (0x80 - 10) * EACH) | value) & TOP;
  }

  /** Flags what is no hexadecimal digit. */
  static long notHex(long word) {
    return notHexOrColon(word) | colons(word);
  }

  /** Flags what is neither a hexadecimal digit nor a colon. */
  static long notHexOrColon(long word) {
    // The colon is behind the 9; the letters become 1 to 6.
    long value = (word ^ ('0' * EACH)) & ~TOP;
    long letter = ((word | (0x20 * EACH)) ^ (0x60 * EACH)) & ~TOP;
    long letters = (letter + (0x80 - 1) * EACH) & ~(letter + (0x80 - 7) * EACH);
    return (((value + (0x80 - 11) * EACH) & ~letters) | word) & TOP;
  }

  /** Flags the colons. */
  static long colons(long word) {
    long difference = word ^ (':' * EACH);
    return ~(((difference & ~TOP) + ~TOP) | difference) & TOP;
  }

  /**
   * Flags the first of the bytes {@code . : * >}, which differ in two bits, and perhaps some after
   * it; zero where there is none. The last two are rare in text, so one test looks for the first
   * two.
   */
  static long dotsAndColons(long word) {
    long difference = (word | (0x14 * EACH)) ^ (0x3e * EACH);
    return (difference - EACH) & ~difference & TOP;
  }

  /** Gathers the flags of a word in eight bits, that of the first byte lowest. */
  static long gather(long flags) {
    // The multiplication brings bit 8i to bit 56 + i, and no two products meet.
    return ((flags >>> 7) * 0x0102_0408_1020_4080L) >>> 56;
  }
}

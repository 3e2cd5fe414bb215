package lisle.ipaddress;

import java.security.SecureRandom;

/**
 * Keyed hash codes. The 128-bit product of two words, each mixed with a secret, is folded onto 64
 * bits, twice: who does not know the secrets can't tell which inputs collide, at the price of two
 * multiplications.
 */
final class Hash {
  private static final long KEY1;
  private static final long KEY2;
  private static final long KEY3;
  private static final long KEY4;

  static {
    var random = new SecureRandom();
    KEY1 = random.nextLong();
    KEY2 = random.nextLong();
    KEY3 = random.nextLong();
    KEY4 = random.nextLong() | 1;
  }

  private Hash() {}

  static int of(int bits) {
    return of(bits, 0);
  }

  static int of(long high, long low) {
    long folded = fold(fold(high ^ KEY1, low ^ KEY2) ^ KEY3, KEY4);
    return (int) (folded ^ folded >>> 32);
  }

  /** Returns the hash code of two things, of which the one has this hash code. */
  static int of(int hash, String text) {
    long folded = hash ^ KEY3;
    for (int i = 0; i < text.length(); i++) folded = fold(folded ^ text.charAt(i), KEY4) + KEY1;
    return (int) (folded ^ folded >>> 32);
  }

  private static long fold(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) ^ a * b;
  }
}

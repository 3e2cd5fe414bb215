package lisle.ipaddress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time, out of arrays and into them. */
final class Words {
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Words() {}

  /** Returns the eight bytes in network order. */
  static long get(byte[] bytes, int index) {
    return (long) BIG.get(bytes, index);
  }

  static void put(byte[] bytes, int index, long word) {
    BIG.set(bytes, index, word);
  }

  /** Returns the eight bytes with the first one lowest, as text is worked on. */
  static long getText(byte[] bytes, int index) {
    return (long) LITTLE.get(bytes, index);
  }

  static void putText(byte[] bytes, int index, long word) {
    LITTLE.set(bytes, index, word);
  }
}

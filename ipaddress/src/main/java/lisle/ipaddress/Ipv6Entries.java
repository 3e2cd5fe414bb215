package lisle.ipaddress;

/** IPv6 prefixes in order (by address, the shortest of an address first) and their answers. */
final class Ipv6Entries {
  private final long[] highs;
  private final long[] lows;
  private final byte[] lengths;
  private final int[] values;
  private int count;

  Ipv6Entries(int most) {
    highs = new long[most];
    lows = new long[most];
    lengths = new byte[most];
    values = new int[most];
  }

  void add(long high, long low, int length, int value) {
    highs[count] = high;
    lows[count] = low;
    lengths[count] = (byte) length; // 128 becomes -128; read back through length()
    values[count++] = value;
  }

  int count() {
    return count;
  }

  long high(int entry) {
    return highs[entry];
  }

  long low(int entry) {
    return lows[entry];
  }

  int length(int entry) {
    return lengths[entry] & 0xff;
  }

  int value(int entry) {
    return values[entry];
  }
}

package lisle.ipaddress;

/**
 * A prefix that has a slot of a {@link PrefixNode} to itself, at any depth below it.
 *
 * @param high the upper 64 bits of the prefix, an IPv4 address in the top 32 of them
 * @param low the lower 64 bits
 * @param length the length of the prefix
 * @param value what it maps to
 */
record PrefixLeaf(long high, long low, int length, Object value) {

  boolean covers(long high, long low) {
    return ((this.high ^ high) & PrefixTrie.highMask(length)) == 0
        && ((this.low ^ low) & PrefixTrie.lowMask(length)) == 0;
  }

  boolean is(long high, long low, int length) {
    return this.high == high && this.low == low && this.length == length;
  }
}

package lisle.ipaddress;

/** Is shown prefixes one by one. */
@FunctionalInterface
interface PrefixVisitor {

  /**
   * Is shown one.
   *
   * @param high the upper 64 bits of the prefix, an IPv4 address in the top 32 of them
   * @param low the lower 64 bits
   * @param length the length of the prefix
   * @param value what it maps to
   */
  void visit(long high, long low, int length, Object value);
}

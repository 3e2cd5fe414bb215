package lisle.ipaddress;

/** Reads what stands after the slash of a network: a prefix length, or for IPv4 a mask. */
final class Prefixes {
  private Prefixes() {}

  /** Returns where the first slash is, or {@code to} where there is none. */
  static int slash(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '/') return i;
    }
    return to;
  }

  /** Returns a decimal number within 0..max without leading zeros, or -1. */
  static int parse(CharSequence text, int from, int to, int max) {
    if (from >= to || to - from > 3) return -1;
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) return -1;
      number = number * 10 + digit;
    }
    if (number > max || (text.charAt(from) == '0' && to - from > 1)) return -1;
    return number;
  }

  /** Returns the prefix length of an IPv4 netmask or hostmask, or -1 where it is neither. */
  static int ofMask(int mask) {
    // All zeros and all ones are netmasks.
    if (mask == 0) return 0;
    int ones = Integer.numberOfLeadingZeros(~mask);
    if (mask == Ipv4Network.mask(ones)) return ones;
    int zeros = Integer.numberOfLeadingZeros(mask);
    return mask == ~Ipv4Network.mask(zeros) ? zeros : -1;
  }

  /** Says why the prefix length that starts there, to the end of the input, is refused. */
  static IpFormatException refusal(String input, int from, int max) {
    if (from >= input.length()) {
      return new IpFormatException(input, input.length(), "missing prefix length");
    }
    for (int i = from; i < input.length(); i++) {
      char c = input.charAt(i);
      if (c < '0' || c > '9') return new IpFormatException(input, i, "unexpected character");
    }
    return input.charAt(from) == '0'
        ? new IpFormatException(input, from, "leading zero")
        : new IpFormatException(input, from, "prefix length above " + max);
  }
}

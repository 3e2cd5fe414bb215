package lisle.ipaddress;

import org.jspecify.annotations.Nullable;

/**
 * Reads IPv6 addresses in the forms of RFC 4291 section 2.2, with the {@code %scope} of RFC 4007
 * section 11.
 */
final class Ipv6Parser {
  private Ipv6Parser() {}

  /** Returns the value of a hexadecimal digit, or a negative number. */
  static int hex(int c) {
    if (c >= '0' && c <= '9') return c - '0';
    int letter = c | 0x20;
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return -1;
  }

  /** Returns whether the text is IPv6 if it is an address at all. */
  static boolean looksIpv6(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == ':') return true;
      if (c == '.') return false;
    }
    return false;
  }

  static boolean looksIpv6(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == ':') return true;
      if (text[i] == '.') return false;
    }
    return false;
  }

  /** Returns the address, or null where the text is none. */
  static @Nullable Ipv6Address parse(CharSequence text, int from, int to) {
    long high = 0;
    long low = 0;
    int groups = 0;
    int gap = -1;
    int group = 0;
    int digits = 0;
    int i = from;
    if (i < to && text.charAt(i) == ':') {
      if (i + 1 >= to || text.charAt(i + 1) != ':') return null;
      gap = 0;
      i += 2;
    }
    boolean needsGroup = gap < 0;
    String scope = null;
    while (i < to) {
      char c = text.charAt(i);
      int digit = hex(c);
      if (digit >= 0) {
        if (++digits > 4) return null;
        group = (group << 4) | digit;
        i++;
      } else if (c == ':') {
        if (digits == 0 || groups == 8) return null;
        high = high << 16 | low >>> 48;
        low = low << 16 | group;
        groups++;
        group = 0;
        digits = 0;
        i++;
        needsGroup = true;
        if (i < to && text.charAt(i) == ':') {
          if (gap >= 0) return null;
          gap = groups;
          needsGroup = false;
          i++;
        }
      } else if (c == '.') {
        int end = i;
        while (end < to && text.charAt(end) != '%') end++;
        long bits = Ipv4Parser.parse(text, i - digits, end);
        if (bits < 0 || groups > 6) return null;
        high = high << 32 | low >>> 32;
        low = low << 32 | bits;
        groups += 2;
        digits = 0;
        needsGroup = false;
        i = end;
      } else if (c == '%') {
        scope = scope(text, i + 1, to);
        if (scope == null) return null;
        break;
      } else {
        return null;
      }
    }
    if (digits > 0) {
      if (groups == 8) return null;
      high = high << 16 | low >>> 48;
      low = low << 16 | group;
      groups++;
    } else if (needsGroup) {
      return null;
    }
    if (gap < 0) return groups == 8 ? new Ipv6Address(high, low, scope) : null;
    if (groups > 7) return null;
    // The groups stand together at the low end; those before the gap move up.
    int tail = 16 * (groups - gap);
    int up = 16 * (8 - groups);
    if (tail >= 64) {
      long stay = tail == 64 ? 0 : -1L >>> (128 - tail);
      long head = high & ~stay;
      return new Ipv6Address((high & stay) | head << up, low, scope);
    }
    long stay = tail == 0 ? 0 : -1L >>> (64 - tail);
    long head = low & ~stay;
    long movedHigh = up >= 64 ? head << (up - 64) : high << up | head >>> (64 - up);
    long movedLow = up >= 64 ? 0 : head << up;
    return new Ipv6Address(movedHigh, (low & stay) | movedLow, scope);
  }

  private static @Nullable String scope(CharSequence text, int from, int to) {
    if (from == to) return null;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '%' || c == '/') return null;
    }
    return text.subSequence(from, to).toString();
  }

  /** Says why {@link #parse} refuses the text, which it does. */
  static IpFormatException refusal(CharSequence text, int from, int to) {
    String input = text.subSequence(from, to).toString();
    int end = input.indexOf('%');
    if (end >= 0) {
      if (end + 1 == input.length()) return refusal(input, end + 1, "missing scope after '%'");
      for (int i = end + 1; i < input.length(); i++) {
        char c = input.charAt(i);
        if (c == '%' || c == '/') return refusal(input, i, "unexpected character in the scope");
      }
    } else {
      end = input.length();
    }
    if (end == 0) return refusal(input, 0, "empty text");
    int groups = 0;
    boolean gap = false;
    int i = 0;
    while (i < end) {
      char c = input.charAt(i);
      if (c == ':') {
        boolean twice = i + 1 < end && input.charAt(i + 1) == ':';
        if (twice) {
          if (gap) return refusal(input, i, "more than one '::'");
          gap = true;
          i += 2;
          if (i < end && input.charAt(i) == ':') return refusal(input, i, "missing group");
          continue;
        }
        if (i == 0 || i + 1 == end) return refusal(input, i, "':' alone at an end");
        i++;
        continue;
      }
      int start = i;
      while (i < end && hex(input.charAt(i)) >= 0) i++;
      if (i < end && input.charAt(i) == '.') {
        long bits = Ipv4Parser.parse(input, start, end);
        if (bits < 0) return refusal(input, Ipv4Parser.index(bits), Ipv4Parser.reason(bits));
        if (groups == 0 && !gap) return refusal(input, start, "an IPv4 address alone");
        groups += 2;
        i = end;
      } else if (i == start) {
        return refusal(input, i, "unexpected character");
      } else {
        if (i - start > 4) return refusal(input, start + 4, "group of more than four digits");
        if (i < end && input.charAt(i) != ':') return refusal(input, i, "unexpected character");
        groups++;
      }
      if (groups > 8) return refusal(input, start, "more than eight groups");
    }
    if (gap) return refusal(input, end, "'::' stands for no group");
    return refusal(input, end, "fewer than eight groups");
  }

  private static IpFormatException refusal(String input, int index, String reason) {
    return new IpFormatException(input, index, reason);
  }
}

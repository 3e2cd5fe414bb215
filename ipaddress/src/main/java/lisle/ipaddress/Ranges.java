package lisle.ipaddress;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads ranges. */
final class Ranges {
  private Ranges() {}

  static @Nullable IpRange tryParse(CharSequence text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length());
    int dash = dash(text, from, to);
    if (dash == to) {
      IpNetwork network = IpNetwork.tryParse(text, from, to);
      return network == null ? null : network.toRange();
    }
    IpAddress first = address(text, from, dash);
    IpAddress last = address(text, dash + 1, to);
    return first == null
            || last == null
            || first.version() != last.version()
            || first.compareTo(last) > 0
        ? null
        : IpRange.of(first, last);
  }

  /** Reads an address and drops its scope, which counts for nothing in a range. */
  private static @Nullable IpAddress address(CharSequence text, int from, int to) {
    IpAddress address = IpAddress.tryParse(text, from, to);
    return address instanceof Ipv6Address v6 ? v6.withScope(null) : address;
  }

  static IpRange parse(CharSequence text, int from, int to) {
    IpRange range = tryParse(text, from, to);
    if (range == null) throw refusal(text.subSequence(from, to).toString());
    return range;
  }

  private static IpFormatException refusal(String input) {
    int dash = dash(input, 0, input.length());
    try {
      if (dash == input.length()) {
        IpNetwork.parse(input);
      } else {
        IpAddress.parse(input, 0, dash);
      }
    } catch (IpFormatException e) {
      return new IpFormatException(input, e.index(), e.reason());
    }
    try {
      IpAddress.parse(input, dash + 1, input.length());
    } catch (IpFormatException e) {
      return new IpFormatException(input, dash + 1 + e.index(), e.reason());
    }
    boolean sameVersion =
        Ipv6Parser.looksIpv6(input, 0, dash)
            == Ipv6Parser.looksIpv6(input, dash + 1, input.length());
    return new IpFormatException(
        input, dash, sameVersion ? "first address after the last" : "addresses of two versions");
  }

  private static int dash(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '-') return i;
    }
    return to;
  }
}

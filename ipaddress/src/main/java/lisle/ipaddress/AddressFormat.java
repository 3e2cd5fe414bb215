package lisle.ipaddress;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's format language, as far as its addresses speak it. */
final class AddressFormat {
  private static final Pattern NUMBER = Pattern.compile("(#?)(_?)([xbnX])");

  /** [[fill]align][0][width][.precision][s]: what Python's strings accept. */
  private static final Pattern TEXT =
      Pattern.compile("(?:(.)?([<>^]))?(0?)(\\d{1,9})?(?:\\.(\\d{1,9}))?s?", Pattern.DOTALL);

  private AddressFormat() {}

  static String format(IpAddress address, String spec) {
    if (spec.isEmpty() || spec.endsWith("s")) return text(address.toString(), spec);
    Matcher form = NUMBER.matcher(spec);
    if (!form.matches()) throw unknown(spec);
    char base = form.group(3).charAt(0);
    if (base == 'n') base = address.version() == 4 ? 'b' : 'x';
    int digits = base == 'b' ? address.bitLength() : address.bitLength() / 4;
    String number = address.toBigInteger().toString(base == 'b' ? 2 : 16);
    number = "0".repeat(digits - number.length()) + number;
    if (base == 'X') number = number.toUpperCase(Locale.ROOT);
    if (!form.group(2).isEmpty()) number = number.replaceAll("(?<=.)(?=(?:.{4})+$)", "_");
    return form.group(1).isEmpty() ? number : "0" + base + number;
  }

  private static String text(String text, String spec) {
    Matcher form = TEXT.matcher(spec);
    if (!form.matches()) throw unknown(spec);
    String fill = form.group(1);
    if (fill == null) fill = form.group(3).isEmpty() ? " " : "0";
    String align = form.group(2) == null ? "<" : form.group(2);
    int width = form.group(4) == null ? 0 : Integer.parseInt(form.group(4));
    if (form.group(5) != null) {
      text = text.substring(0, Math.min(text.length(), Integer.parseInt(form.group(5))));
    }
    int missing = Math.max(0, width - text.length());
    int before =
        switch (align) {
          case ">" -> missing;
          case "^" -> missing / 2;
          default -> 0;
        };
    return fill.repeat(before) + text + fill.repeat(missing - before);
  }

  private static IllegalArgumentException unknown(String spec) {
    return new IllegalArgumentException(
        "format \"" + spec + "\" is none of s b x X n, with # and _ before the last four");
  }
}

package lisle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.IpRange;
import lisle.ipaddress.IpSet;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;

/**
 * What a command works on: addresses, networks and ranges, given as arguments or on the lines of
 * files or of standard input. An argument is what it reads as; what reads as none of them is the
 * name of a file, {@code -} is standard input, and no argument at all is, too. Blank lines and
 * comments that {@code #} begins are passed over. For one thread.
 */
final class Operands {
  /** Takes the operands in their order. */
  @FunctionalInterface
  interface Visitor {
    void visit(What what, String text) throws IOException;
  }

  private final Output out;
  private final Failures failures;

  Operands(Output out, Failures failures) {
    this.out = out;
    this.failures = failures;
  }

  /** Returns whether the argument is to be read from, and is not an operand itself. */
  static boolean isSource(String argument) {
    if (argument.equals("-")) return true;
    try {
      What.parse(argument);
      return false;
    } catch (IpFormatException e) {
      return Files.exists(Path.of(argument));
    }
  }

  /** Calls the visitor for each operand; reports what is none and goes on. */
  void forEach(List<String> arguments, Visitor visitor) throws IOException {
    for (String argument : arguments.isEmpty() ? List.of("-") : arguments) {
      if (!isSource(argument)) {
        visit(argument, "", visitor);
        continue;
      }
      try (Lines lines = Lines.open(argument, out)) {
        while (lines.next()) {
          lines.cutComment();
          if (!lines.isBlank()) visit(lines.text(), lines.place() + ": ", visitor);
        }
      } catch (ClosedOutputException e) {
        throw e;
      } catch (IOException e) {
        failures.add(Reason.of(e));
      }
    }
  }

  private void visit(String text, String place, Visitor visitor) throws IOException {
    What what;
    try {
      what = What.parse(text);
    } catch (IpFormatException e) {
      out.flush();
      failures.add(place + refusal(e, place.isEmpty()));
      return;
    }
    visitor.visit(what, text);
  }

  /** What is wrong, and where in the text, without the text. */
  static String reason(IpFormatException e) {
    return e.reason() + " at index " + e.index();
  }

  private static String refusal(IpFormatException e, boolean isArgument) {
    return isArgument ? Reason.of(e) + "; nor is it a file that is there" : Reason.of(e);
  }

  /** Returns the set of all operands. */
  IpSet set(List<String> arguments) throws IOException {
    IpSet.Builder set = IpSet.builder();
    for (String argument : arguments.isEmpty() ? List.of("-") : arguments) {
      if (isSource(argument)) addLines(argument, set);
      else visit(argument, "", (what, text) -> set.add(what.range()));
    }
    return set.build();
  }

  private void addLines(String source, IpSet.Builder set) throws IOException {
    try (Lines lines = Lines.open(source, null);
        Progress progress = Progress.of(source)) {
      long[] bits = new long[2];
      while (lines.next()) {
        if ((lines.number() & 0xfff) == 0) progress.update(lines.number(), lines.bytes());
        if (add(lines.buffer(), lines.from(), lines.to(), bits, set)) continue;
        lines.cutComment();
        if (lines.isBlank()) continue;
        if (add(lines.buffer(), lines.from(), lines.to(), bits, set)) continue;
        String line = lines.text();
        IpRange range;
        try {
          range = What.parse(line).range();
        } catch (IpFormatException e) {
          failures.at(lines, Reason.of(e));
          continue;
        }
        set.add(range);
      }
    } catch (IOException e) {
      failures.add(Reason.of(e));
    }
  }

  /** Adds an address or a network without an object for it; returns false for all else. */
  private static boolean add(byte[] text, int from, int to, long[] bits, IpSet.Builder set) {
    int slash = to;
    int length = -1;
    for (int i = to - 1; i >= from && i >= to - 4; i--) {
      if (text[i] != '/') continue;
      length = number(text, i + 1, to);
      if (length < 0) return false;
      slash = i;
      break;
    }
    long v4 = Ipv4Address.parseBits(text, from, slash);
    if (v4 >= 0) {
      if (length > 32) return false;
      int mask = length < 0 ? -1 : length == 0 ? 0 : -1 << (32 - length);
      set.add((int) v4 & mask, (int) v4 | ~mask);
      return true;
    }
    if (length > 128 || !Ipv6Address.parseBits(text, from, slash, bits, 0)) return false;
    int prefix = length < 0 ? 128 : length;
    long high = prefix == 0 ? 0 : prefix >= 64 ? -1L : -1L << (64 - prefix);
    long low = prefix <= 64 ? 0 : -1L << (128 - prefix);
    set.add(bits[0] & high, bits[1] & low, bits[0] | ~high, bits[1] | ~low);
    return true;
  }

  private static int number(byte[] text, int from, int to) {
    if (from == to || (text[from] == '0' && to - from > 1)) return -1;
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) return -1;
      number = 10 * number + digit;
    }
    return number;
  }
}

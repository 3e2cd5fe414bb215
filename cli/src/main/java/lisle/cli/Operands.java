package lisle.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.IpSet;

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

  /** Takes what is no operand. */
  @FunctionalInterface
  interface Refusals {
    void refuse(String text, String reason) throws IOException;
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
    forEach(arguments, visitor, (text, reason) -> {});
  }

  /** As without refusals, which are told, too, of what is reported. */
  void forEach(List<String> arguments, Visitor visitor, Refusals refusals) throws IOException {
    for (String argument : arguments.isEmpty() ? List.of("-") : arguments) {
      if (!isSource(argument)) {
        visit(argument, "", visitor, refusals);
        continue;
      }
      try (Lines lines = Lines.open(argument, out)) {
        while (lines.next()) {
          if (!lines.isBlank()) visit(lines.text(), lines.place() + ": ", visitor, refusals);
        }
      } catch (ClosedOutputException e) {
        throw e;
      } catch (IOException e) {
        failures.add(Reason.of(e));
      }
    }
  }

  private void visit(String text, String place, Visitor visitor, Refusals refusals)
      throws IOException {
    What what;
    try {
      what = What.parse(text);
    } catch (IpFormatException e) {
      refusals.refuse(text, reason(e));
      out.flush();
      failures.add(place.isEmpty() ? noFile(Reason.of(e)) : place + Reason.of(e));
      return;
    }
    visitor.visit(what, text);
  }

  /** What is wrong, and where in the text, without the text. */
  static String reason(IpFormatException e) {
    return e.reason() + " at index " + e.index();
  }

  /** Says of an argument that is not what is asked for that it is no file either. */
  static String noFile(String reason) {
    return reason + "; nor is it a file that is there";
  }

  /** Returns the set of all operands. */
  IpSet set(List<String> arguments) throws IOException {
    IpSet.Builder set = IpSet.builder();
    List<String> sources = new ArrayList<>();
    for (String argument : arguments.isEmpty() ? List.of("-") : arguments) {
      if (isSource(argument)) sources.add(argument);
      else visit(argument, "", (what, text) -> set.add(what.range()), (text, reason) -> {});
    }
    return sources.isEmpty() ? set.build() : build(set, sources);
  }

  /** Returns the set of what is on the lines of files, whatever their names read as. */
  IpSet listed(List<String> files) throws IOException {
    return build(IpSet.builder(), files);
  }

  private IpSet build(IpSet.Builder set, List<String> files) throws IOException {
    List<SetChunk> made = new ArrayList<>();
    try (var chunks = new Chunks(() -> new SetChunk(made), out, failures)) {
      for (String file : files) {
        try {
          chunks.work(file);
        } catch (IOException e) {
          failures.add(Reason.of(e));
        }
      }
      for (SetChunk chunk : made) set.add(chunk.set);
      return set.build();
    }
  }

  /** Lines whose addresses go into a set; one that is used again collects on. */
  private static final class SetChunk extends Chunk {
    /**
     * So many words of additions are worth being made one set, so that repeated ones take no
     * memory; in a small heap fewer, since that takes some more for the time.
     */
    private static final long MANY = Math.min(1 << 20, Runtime.getRuntime().maxMemory() >> 8);

    private static final int IPV6_WORDS = 4;

    private IpSet.Builder set = IpSet.builder();
    private long added;
    private long most = MANY;
    private final Prefix prefix = new Prefix();

    SetChunk(List<SetChunk> made) {
      made.add(this);
    }

    @Override
    void work(Output out) {
      byte[] text = bytes;
      int end;
      for (int start = 0; start < length; start = end + 1) {
        end = lineEnd(text, start, length);
        add(text, start, end);
        lines++;
      }
      added += lines;
      if (added > most) merge();
    }

    private void merge() {
      IpSet merged = set.build();
      set = IpSet.builder().add(merged);
      added = merged.ranges().mapToLong(range -> range.version() == 4 ? 1 : IPV6_WORDS).sum();
      most = Math.max(MANY, 2 * added);
    }

    private void add(byte[] text, int start, int end) {
      int from = start;
      int to = end;
      while (from < to && isSpace(text[from])) from++;
      while (from < to && isSpace(text[to - 1])) to--;
      if (prefix.read(text, from, to)) {
        add();
        return;
      }
      to = withoutComment(text, from, to);
      if (from == to) return;
      try {
        set.add(What.parse(new String(text, from, to - from, StandardCharsets.UTF_8)).range());
      } catch (IpFormatException e) {
        faults.add(new Fault(lines, Reason.of(e)));
      }
    }

    private void add() {
      if (prefix.version == 4) {
        int mask = prefix.hostMask();
        set.add(prefix.bits & ~mask, prefix.bits | mask);
        return;
      }
      added += IPV6_WORDS - 1;
      long high = prefix.highHostMask();
      long low = prefix.lowHostMask();
      long[] bits = prefix.words;
      set.add(bits[0] & ~high, bits[1] & ~low, bits[0] | high, bits[1] | low);
    }
  }
}

package lisle.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lisle.ipaddress.IpScanner;
import lisle.ipaddress.IpSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lisle ip grep}: the lines with an address in networks. */
@Command(
    name = "grep",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the lines with an address in one of the networks.",
      "An address may be anywhere in a line; part of a word, of a longer number or of a host name"
          + " is none. Without a file, standard input is searched."
    },
    customSynopsis = "lisle ip grep [-chijovVx] [-f FILE] NETWORK... [FILE...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip grep 192.0.2.0/24 access.log",
      "  tail -f access.log | lisle ip grep 2001:db8::/32 198.51.100.7",
      "  lisle ip grep -v -f our-networks.txt access.log.1 access.log.2"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a line was printed, or would be without -c",
      "1:none was, or something could not be read",
      "2:the command line was wrong"
    })
final class IpGrep implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NETWORK|FILE",
      description =
          "Networks, addresses or ranges to look for; and what is none of them is a file to look"
              + " in, or - for standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-f", "--networks"},
      paramLabel = "FILE",
      description = "A file with networks, addresses or ranges to look for, one a line.")
  private List<String> lists = List.of();

  @Option(
      names = {"-v", "--invert"},
      description = "Print the lines that have an address, but none in the networks.")
  private boolean isInverted;

  @Option(
      names = {"-i", "--include-none"},
      description = "As -v, and the lines without any address, too.")
  private boolean includesNone;

  @Option(
      names = {"-x", "--at-start"},
      description = "Look only at an address that a line begins with.")
  private boolean isAtStart;

  @Option(
      names = {"-c", "--count"},
      description = "Print only how many lines, or with -o addresses, there are, for each file.")
  private boolean countsOnly;

  @Option(
      names = {"-o", "--only"},
      description =
          "Print only the addresses in the networks (with -v, those not in them), each"
              + " on a line of its own.")
  private boolean printsAddresses;

  @ParentCommand private @Nullable IpCommand parent;

  @Option(
      names = {"-j", "--json"},
      description =
          "Print one JSON object a line: file (null for standard input) and line, with -o address,"
              + " with -c count.")
  private boolean json;

  private IpGrep() {}

  @Override
  public Integer call() throws IOException {
    Output out = Output.standard();
    var failures = new Failures();
    var operands = new Operands(out, failures);
    var networks = new ArrayList<String>();
    var files = new ArrayList<String>();
    for (String argument : arguments) {
      (Operands.isSource(argument) ? files : networks).add(argument);
    }
    if (networks.isEmpty() && lists.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "NETWORK is missing: say what to look for, or give a list with -f");
    }
    IpSet.Builder wanted = IpSet.builder();
    if (!networks.isEmpty()) wanted.add(operands.set(networks));
    if (!lists.isEmpty()) wanted.add(operands.listed(lists));
    // A wrong network among those to look for makes the whole answer wrong.
    if (failures.exitCode() != 0) return failures.exitCode();
    IpSet set = wanted.build();
    boolean inverted = isInverted || includesNone;
    if (files.isEmpty()) files.add("-");
    json |= IpCommand.asksForJson(parent);
    long total = 0;
    try (var chunks = new Chunks(() -> new Search(set, inverted), out, failures)) {
      for (String file : files) {
        prefix = prefix(file, files.size()).getBytes(StandardCharsets.UTF_8);
        try {
          chunks.work(file);
        } catch (ClosedOutputException e) {
          throw e;
        } catch (IOException e) {
          failures.add(Reason.of(e));
          continue;
        }
        long selected = chunks.takeSelected();
        total += selected;
        if (countsOnly) out.bytes(prefix).line(selected + (json ? "}" : ""));
      }
    }
    out.flush();
    return total == 0 ? 1 : failures.exitCode();
  }

  private String prefix(String file, int files) {
    if (!json) return files > 1 ? file + ":" : "";
    String name = new Json().open().put("file", file.equals("-") ? null : file).toString();
    return name + (countsOnly ? ",\"count\":" : printsAddresses ? ",\"address\":" : ",\"line\":");
  }

  /** What stands before each line; written between files. */
  private volatile byte[] prefix = {};

  /** The search of one chunk. */
  private final class Search extends Chunk {
    private final IpScanner scanner = new IpScanner();
    private final IpSet set;
    private final boolean inverted;

    Search(IpSet set, boolean inverted) {
      this.set = set;
      this.inverted = inverted;
    }

    @Override
    void work(Output out) throws IOException {
      if (printsAddresses) printAddresses(out);
      else if (inverted) printOthers(out);
      else printMatches(out);
    }

    private boolean next() {
      boolean isFound = scanner.next();
      while (isFound && isAtStart && scanner.start() > 0 && !isEnd((int) scanner.start() - 1)) {
        isFound = scanner.next();
      }
      return isFound;
    }

    private boolean isEnd(int place) {
      return bytes[place] == '\n';
    }

    private boolean isWanted() {
      return scanner.version() == 4
          ? set.contains(scanner.bits())
          : set.contains(scanner.high(), scanner.low());
    }

    /** What is between addresses is never looked at twice: lines are found only around a match. */
    private void printMatches(Output out) throws IOException {
      byte[] text = bytes;
      scanner.over(text, 0, length);
      while (next()) {
        if (!isWanted()) continue;
        int from = lineStart((int) scanner.start());
        int to = lineEnd((int) scanner.end());
        print(out, from, to);
        scanner.over(text, Math.min(to + 1, length), length);
      }
    }

    private void printOthers(Output out) throws IOException {
      int done = 0;
      scanner.over(bytes, 0, length);
      int from = 0;
      int to = -1;
      boolean keep = false;
      while (next()) {
        int start = (int) scanner.start();
        if (start > to) {
          if (keep) print(out, from, to);
          from = lineStart(start);
          to = lineEnd(start);
          if (includesNone) printAll(out, done, from);
          done = to + 1;
          keep = true;
        }
        if (!isWanted()) continue;
        keep = false;
        scanner.over(bytes, Math.min(to + 1, length), length);
      }
      if (keep) print(out, from, to);
      if (includesNone) printAll(out, done, length);
    }

    private void printAll(Output out, int from, int to) throws IOException {
      for (int start = from; start < to; ) {
        int end = lineEnd(start);
        print(out, start, end);
        start = end + 1;
      }
    }

    private void printAddresses(Output out) throws IOException {
      scanner.over(bytes, 0, length);
      while (next()) {
        if (isWanted() == inverted) continue;
        print(out, (int) scanner.start(), (int) scanner.end());
      }
    }

    private int lineStart(int place) {
      int start = place;
      while (start > 0 && bytes[start - 1] != '\n') start--;
      return start;
    }

    private int lineEnd(int place) {
      int end = place;
      while (end < length && bytes[end] != '\n') end++;
      return end;
    }

    private void print(Output out, int from, int to) throws IOException {
      selected++;
      if (countsOnly) return;
      out.bytes(prefix);
      if (json) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        String line = new String(bytes, from, end - from, StandardCharsets.UTF_8);
        out.text(new Json().add(line).toString()).put('}').put('\n');
      } else {
        out.bytes(bytes, from, to).put('\n');
      }
    }
  }
}

package lisle.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code lisle ip lookup}: the longest match of addresses in a table of networks. */
@Command(
    name = "lookup",
    mixinStandardHelpOptions = true,
    description = {
      "Prints for each address the longest network of the table that it is in, and its value.",
      "The three are separated by tabs; where no network matches, the other two are -."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo 192.0.2.7 | lisle ip lookup --table routes.txt",
      "  lisle ip lookup --table routes.txt --json addresses.txt"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were looked up, found or not",
      "1:something was no address or no network, or could not be read",
      "2:the command line was wrong"
    })
final class IpLookup implements Callable<Integer> {
  @Option(
      names = {"-t", "--table"},
      required = true,
      paramLabel = "FILE",
      description = {
        "A file with a network or address a line, then space, a tab or a comma, then its value,",
        "the rest of the line. Blank lines and comments that # begins are passed over."
      })
  private String table;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Files with an address a line, or an address itself, or - for standard input, which is"
              + " also read where no file is given.")
  private List<String> files = List.of();

  @ParentCommand private @Nullable IpCommand parent;

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object a line.")
  private boolean json;

  private IpLookup() {}

  @Override
  public Integer call() throws IOException {
    Output out = Output.standard();
    var failures = new Failures();
    json |= IpCommand.asksForJson(parent);
    Answers answers = Answers.read(table, json, out, failures);
    try (var chunks = new Chunks(() -> new Search(answers, json), out, failures)) {
      for (String file : files.isEmpty() ? List.of("-") : files) {
        try {
          if (Operands.isSource(file)) {
            chunks.work(file);
          } else {
            var one = new Search(answers, json);
            one.bytes = file.getBytes(StandardCharsets.UTF_8);
            one.length = one.bytes.length;
            one.work(out);
            for (Chunk.Fault fault : one.faults) failures.add(Operands.noFile(fault.reason()));
          }
        } catch (ClosedOutputException e) {
          throw e;
        } catch (IOException e) {
          failures.add(Reason.of(e));
        }
      }
    }
    out.flush();
    return failures.exitCode();
  }

  /**
   * The lookups of one chunk, many at a time: each answer lies somewhere else in memory, and what
   * is asked for together comes together.
   */
  private static final class Search extends Chunk {
    private static final int BATCH = 1 << 10;
    private static final byte[] INPUT = "{\"input\":\"".getBytes(StandardCharsets.US_ASCII);

    private final Answers answers;
    private final byte[] before;
    private final boolean json;
    private final long[] words = new long[2];

    // The addresses of a batch: where the text of each is, and its place among those of its
    // version.
    private final int[] froms = new int[BATCH];
    private final int[] tos = new int[BATCH];
    private final int[] places = new int[BATCH];
    private int count;

    private final int[] bits = new int[BATCH];
    private final int[] indexes4 = new int[BATCH];
    private int count4;

    private final long[] highs = new long[BATCH];
    private final long[] lows = new long[BATCH];
    private final int[] indexes6 = new int[BATCH];
    private int count6;

    /** Keeps the reads that do nothing but to bring an answer near. */
    @SuppressWarnings("UnusedVariable")
    private int near;

    Search(Answers answers, boolean json) {
      this.answers = answers;
      this.json = json;
      before = json ? INPUT : new byte[0];
    }

    @Override
    void work(Output out) throws IOException {
      byte[] text = bytes;
      int end;
      for (int start = 0; start < length; start = end + 1) {
        end = lineEnd(text, start, length);
        int from = start;
        int to = end;
        while (from < to && isSpace(text[from])) from++;
        while (from < to && isSpace(text[to - 1])) to--;
        if (from < to && text[from] != '#') add(text, from, to, out);
        lines++;
      }
      look(out);
    }

    private void add(byte[] text, int from, int to, Output out) throws IOException {
      if (count == BATCH) look(out);
      long v4 = Ipv4Address.parseBits(text, from, to);
      if (v4 >= 0) {
        add(from, to, (int) v4);
      } else if (Ipv6Address.parseBits(text, from, to, words, 0)) {
        add(from, to, words[0], words[1]);
      } else {
        int end = withoutComment(text, from, to);
        if (end < to) {
          add(text, from, end, out);
          return;
        }
        try {
          switch (IpAddress.parse(text, from, to)) {
            case Ipv4Address a -> add(from, to, a.bits());
            case Ipv6Address a -> add(from, to, a.high(), a.low());
          }
        } catch (IpFormatException e) {
          look(out);
          refuse(new String(text, from, to - from, StandardCharsets.UTF_8), e, out);
        }
      }
    }

    private void add(int from, int to, int v4) {
      place(from, to, count4);
      bits[count4++] = v4;
    }

    private void add(int from, int to, long high, long low) {
      place(from, to, ~count6);
      highs[count6] = high;
      lows[count6++] = low;
    }

    private void place(int from, int to, int place) {
      froms[count] = from;
      tos[count] = to;
      places[count++] = place;
    }

    private void refuse(String input, IpFormatException e, Output out) throws IOException {
      faults.add(new Fault(lines, Reason.of(e)));
      if (!json) return;
      var object = new Json().open().put("input", input).put("error", Operands.reason(e));
      out.line(object.close().toString());
    }

    /** Looks up what is collected, and writes it. */
    private void look(Output out) throws IOException {
      answers.table().indexes(bits, indexes4, count4);
      answers.table().indexes(highs, lows, indexes6, count6);
      int room = 0;
      int sum = 0;
      for (int i = 0; i < count; i++) {
        int place = places[i];
        int index = place >= 0 ? indexes4[place] : indexes6[~place];
        places[i] = index;
        room += before.length + tos[i] - froms[i] + answers.length(index);
        sum += answers.block(index)[answers.start(index)];
      }
      near += sum;
      byte[] target = out.room(room);
      int at = out.count();
      for (int i = 0; i < count; i++) {
        System.arraycopy(before, 0, target, at, before.length);
        at += before.length;
        int from = froms[i];
        int size = tos[i] - from;
        System.arraycopy(bytes, from, target, at, size);
        at += size;
        int index = places[i];
        int length = answers.length(index);
        System.arraycopy(answers.block(index), answers.start(index), target, at, length);
        at += length;
      }
      out.advance(at);
      count = count4 = count6 = 0;
    }
  }
}

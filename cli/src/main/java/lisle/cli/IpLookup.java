package lisle.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import lisle.ipaddress.CompiledIpTable;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpTable;
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
    CompiledIpTable<byte[]> compiled = read(failures);
    byte[] missing = answer(null, null);
    try (var chunks = new Chunks(() -> new Search(compiled, missing), out, failures)) {
      for (String file : files.isEmpty() ? List.of("-") : files) {
        try {
          if (Operands.isSource(file)) {
            chunks.work(file);
          } else {
            var one = new Search(compiled, missing);
            one.bytes = file.getBytes(StandardCharsets.UTF_8);
            one.length = one.bytes.length;
            one.work(out);
            for (Chunk.Fault fault : one.faults) failures.add(fault.reason());
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

  /** Reads the table; the value of a network is what is printed behind the address. */
  private CompiledIpTable<byte[]> read(Failures failures) throws IOException {
    var networks = new IpTable<byte[]>();
    try (Lines lines = Lines.open(table, null);
        Progress progress = Progress.of(table)) {
      while (lines.next()) {
        if ((lines.number() & 0xfff) == 0) progress.update(lines.number(), lines.bytes());
        if (lines.isBlank()) continue;
        byte[] text = lines.buffer();
        int to = lines.from();
        while (to < lines.to() && !isSeparator(text[to])) to++;
        int value = to;
        while (value < lines.to() && isSeparator(text[value])) value++;
        IpNetwork network;
        try {
          network = IpNetwork.parse(text, lines.from(), to);
        } catch (IpFormatException e) {
          failures.at(lines, Reason.of(e));
          continue;
        }
        networks.put(
            network,
            answer(network, new String(text, value, lines.to() - value, StandardCharsets.UTF_8)));
      }
    }
    return networks.compile();
  }

  private static boolean isSeparator(byte c) {
    return c == ' ' || c == '\t' || c == ',' || c == ';';
  }

  /** What is printed behind the address. */
  private byte[] answer(@Nullable IpNetwork network, @Nullable String value) {
    String text;
    if (json) {
      String object =
          new Json()
              .open()
              .put("network", network == null ? null : network.toString())
              .put("value", value)
              .close()
              .toString();
      text = "\"," + object.substring(1) + "\n";
    } else {
      text = "\t" + (network == null ? "-" : network) + "\t" + (value == null ? "-" : value) + "\n";
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The lookups of one chunk. */
  private final class Search extends Chunk {
    private final CompiledIpTable<byte[]> compiled;
    private final byte[] missing;
    private final long[] bits = new long[2];

    Search(CompiledIpTable<byte[]> compiled, byte[] missing) {
      this.compiled = compiled;
      this.missing = missing;
    }

    @Override
    void work(Output out) throws IOException {
      byte[] text = bytes;
      int end;
      for (int start = 0; start < length; start = end + 1) {
        end = start;
        while (end < length && text[end] != '\n') end++;
        int from = start;
        int to = end;
        while (from < to && text[from] <= ' ' && text[from] >= 0) from++;
        while (from < to && text[to - 1] <= ' ' && text[to - 1] >= 0) to--;
        if (from < to && text[from] != '#') lookup(text, from, to, out);
        lines++;
      }
    }

    private void lookup(byte[] text, int from, int to, Output out) throws IOException {
      long v4 = Ipv4Address.parseBits(text, from, to);
      byte @Nullable [] answer;
      if (v4 >= 0) {
        answer = compiled.lookup((int) v4);
      } else if (Ipv6Address.parseBits(text, from, to, bits, 0)) {
        answer = compiled.lookup(bits[0], bits[1]);
      } else {
        IpAddress address;
        try {
          address = IpAddress.parse(text, from, to);
        } catch (IpFormatException e) {
          faults.add(new Fault(lines, Reason.of(e)));
          if (json) {
            String input = new String(text, from, to - from, StandardCharsets.UTF_8);
            out.line(
                new Json()
                    .open()
                    .put("input", input)
                    .put("error", Operands.reason(e))
                    .close()
                    .toString());
          }
          return;
        }
        answer = compiled.lookup(address);
      }
      if (json) out.text("{\"input\":\"");
      out.bytes(text, from, to).bytes(answer == null ? missing : answer);
    }
  }
}

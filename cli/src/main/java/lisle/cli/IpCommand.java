package lisle.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import lisle.ipaddress.IpFormatException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lisle ip WHAT…}: what addresses, networks, interfaces and ranges are. */
@Command(
    name = "ip",
    mixinStandardHelpOptions = true,
    description = {
      "Describes addresses, networks, interfaces and ranges; its commands list, compare, search and"
          + " look them up.",
      "Without WHAT, or for -, it describes each line of standard input."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip 192.0.2.1",
      "  lisle ip 192.0.2.0/24 2001:db8::1/64 192.0.2.10-192.0.2.20",
      "  lisle ip --json ::ffff:192.0.2.1",
      "  cut -d ' ' -f 1 access.log | lisle ip --json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were described",
      "1:something was none of them, or could not be read",
      "2:the command line was wrong"
    })
final class IpCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description =
          "An address, a network such as 192.0.2.0/24, an interface such as 192.0.2.7/24, a range"
              + " such as 192.0.2.1-192.0.2.9, or - for the lines of standard input.")
  private List<String> what = List.of();

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object a line.")
  private boolean json;

  IpCommand() {}

  /** Whether {@code --json} stands before the name of a command of this one. */
  static boolean asksForJson(@Nullable IpCommand parent) {
    return parent != null && parent.json;
  }

  IpCommand(List<String> what, boolean json) {
    this.what = what;
    this.json = json;
  }

  @Override
  public Integer call() throws IOException {
    Output out = Output.standard();
    var run = new Run(out, json);
    Lines.forEach(what, out, run::describe);
    out.flush();
    return run.failures.exitCode();
  }

  /** One run: the output and what went wrong. */
  private static final class Run {
    private final Output out;
    private final boolean json;
    private final Json object = new Json();
    private final Style style = Style.ofOutput();
    final Failures failures = new Failures();
    private boolean isFirst = true;

    Run(Output out, boolean json) {
      this.out = out;
      this.json = json;
    }

    void describe(String text, String place) throws ClosedOutputException {
      Description description;
      try {
        description = new Description(text, What.parse(text));
      } catch (IpFormatException e) {
        if (json) {
          object.clear().open().put("input", text);
          object.put("error", Operands.reason(e)).close();
          out.line(object.toString());
        }
        out.flush();
        boolean isWord = place.isEmpty() && text.chars().allMatch(c -> c >= 'a' && c <= 'z');
        String hint = isWord ? "; nor is it a command, which lisle ip --help lists" : "";
        failures.add(place + Reason.of(e) + hint);
        return;
      }
      if (json) {
        description.writeTo(object.clear());
        out.line(object.toString());
        return;
      }
      if (!isFirst) out.put('\n');
      isFirst = false;
      description.writeTo(out, style);
    }
  }
}

package lisle.cli;

import java.io.IOException;
import lisle.ipaddress.IpSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lisle ip contains}: whether addresses, networks or ranges are within others. */
@Command(
    name = "contains",
    customSynopsis = "lisle ip contains [-hjqV] SET [WHAT...]",
    description = {
      "Says of each address, network or range whether all of it is in SET.",
      "SET is an address, a network, a range, or a file with one of them a line."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip contains 192.0.2.0/24 192.0.2.7 198.51.100.1",
      "  lisle ip contains our-networks.txt --quiet 192.0.2.7 && echo ours",
      "  cat addresses.txt | lisle ip contains our-networks.txt --json"
    },
    exitCodeList = {
      "0:all of them are in SET",
      "1:one of them is not, or something was no address, network or range",
      "2:the command line was wrong"
    })
final class IpContains extends ListCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing: the exit code is the answer.")
  private boolean isQuiet;

  private boolean all = true;

  private IpContains() {}

  @Override
  void list(Listing listing) throws IOException {
    if (what.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "SET is missing: the network, range or file to look in");
    }
    IpSet set = operands.set(what.subList(0, 1));
    // Of what is not in a part of the set nobody knows whether it is in the whole.
    if (failures.exitCode() != 0) return;
    var object = new Json();
    operands.forEach(
        what.subList(1, what.size()),
        (operand, text) -> {
          boolean contains = set.contains(operand.range());
          if (!contains) all = false;
          if (isQuiet) return;
          if (json) {
            object.clear().open().put("input", text).put("contains", contains).close();
            out.line(object.toString());
          } else {
            out.text(text).line(contains ? " yes" : " no");
          }
        },
        (text, reason) -> {
          if (isQuiet || !json) return;
          object.clear().open().put("input", text).put("error", reason).close();
          out.line(object.toString());
        });
  }

  @Override
  int exitCode() {
    return all ? super.exitCode() : 1;
  }
}

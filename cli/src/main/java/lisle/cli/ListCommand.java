package lisle.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What the commands have in common that read addresses, networks and ranges and list some. */
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:something was no address, network or range, or could not be read",
      "2:the command line was wrong"
    })
abstract class ListCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description =
          "Addresses, networks, ranges, files with one of them a line, or - for standard input,"
              + " which is also read where nothing is given.")
  List<String> what = List.of();

  @ParentCommand private @Nullable IpCommand parent;

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object a line.")
  boolean json;

  /** Takes what a plain command line says: see {@link Commands#plain}. */
  ListCommand with(List<String> what, boolean json) {
    this.what = what;
    this.json = json;
    return this;
  }

  final Output out = Output.standard();
  final Failures failures = new Failures();
  final Operands operands = new Operands(out, failures);

  /** Writes the list. */
  abstract void list(Listing listing) throws IOException;

  @Override
  public final Integer call() throws IOException {
    json |= IpCommand.asksForJson(parent);
    try (var listing = new Listing(out, json)) {
      list(listing);
      out.flush();
    }
    return exitCode();
  }

  int exitCode() {
    return failures.exitCode();
  }
}

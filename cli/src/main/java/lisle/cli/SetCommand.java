package lisle.cli;

import java.io.IOException;
import java.util.List;
import lisle.ipaddress.IpSet;
import picocli.CommandLine.Option;

/** What the commands have in common that make one set of addresses out of others, and list it. */
abstract class SetCommand extends ListCommand {
  @Option(
      names = {"-r", "--ranges"},
      description = "List the fewest ranges instead of the fewest networks.")
  private boolean asRanges;

  /** Makes the set. */
  abstract IpSet set() throws IOException;

  @Override
  final void list(Listing listing) throws IOException {
    listing.add(set(), asRanges);
  }

  /** The first operand; standard input where no more than one is given. */
  IpSet left() throws IOException {
    return operands.set(what.size() < 2 ? List.of("-") : what.subList(0, 1));
  }

  /** The other operands. */
  List<String> others() {
    return what.size() < 2 ? what : what.subList(1, what.size());
  }
}

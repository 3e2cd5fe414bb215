package lisle.cli;

import java.io.IOException;
import lisle.ipaddress.IpSet;
import picocli.CommandLine.Command;

/** {@code lisle ip subtract}: what the first has, and the others have not. */
@Command(
    name = "subtract",
    description = {
      "Lists the fewest networks with the addresses of the first that are in none of the others.",
      "With one alone, that is taken from standard input."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip subtract 192.0.2.0/24 192.0.2.64/26",
      "  lisle ip subtract allocated.txt used.txt reserved.txt",
      "  cat allocated.txt | lisle ip subtract used.txt"
    })
final class IpSubtract extends SetCommand {
  IpSubtract() {}

  @Override
  IpSet set() throws IOException {
    IpSet left = left();
    return what.isEmpty() ? left : left.difference(operands.set(others()));
  }
}

package lisle.cli;

import java.io.IOException;
import lisle.ipaddress.IpSet;
import picocli.CommandLine.Command;

/** {@code lisle ip merge}: the fewest networks with the addresses of all. */
@Command(
    name = "merge",
    description =
        "Lists the fewest networks that have exactly the addresses of all that is given, in order.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip merge 192.0.2.0/25 192.0.2.128/25",
      "  lisle ip merge --ranges blocklist.txt 198.51.100.7",
      "  zcat prefixes.gz | lisle ip merge"
    })
final class IpMerge extends SetCommand {
  IpMerge() {}

  @Override
  IpSet set() throws IOException {
    return operands.set(what);
  }
}

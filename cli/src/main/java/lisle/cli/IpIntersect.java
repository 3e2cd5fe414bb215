package lisle.cli;

import java.io.IOException;
import java.util.List;
import lisle.ipaddress.IpSet;
import picocli.CommandLine.Command;

/** {@code lisle ip intersect}: what all have. */
@Command(
    name = "intersect",
    description = {
      "Lists the fewest networks with the addresses that are in each of what is given.",
      "With one alone, the other is standard input."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip intersect 192.0.2.0/24 192.0.2.192-192.0.3.7",
      "  lisle ip intersect blocklist.txt our-networks.txt"
    })
final class IpIntersect extends SetCommand {
  IpIntersect() {}

  @Override
  IpSet set() throws IOException {
    IpSet common = left();
    for (String other : others()) common = common.intersection(operands.set(List.of(other)));
    return common;
  }
}

package lisle.cli;

import java.io.IOException;
import lisle.ipaddress.IpRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lisle ip hosts}: the addresses that hosts of a network can have. */
@Command(
    name = "hosts",
    description = {
      "Lists the addresses that the hosts of networks can have.",
      "That is all but the first and last of an IPv4 network, all but the first of an IPv6 network,"
          + " both of two, and the one of one. Of a range, all."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  lisle ip hosts 192.0.2.0/29", "  lisle ip hosts --all 2001:db8::/64 | head"})
final class IpHosts extends ListCommand {
  @Option(
      names = {"-a", "--all"},
      description = "List the first and last addresses, too.")
  private boolean all;

  IpHosts() {}

  @Override
  void list(Listing listing) throws IOException {
    operands.forEach(
        what,
        (operand, text) -> {
          IpRange range = operand.range();
          boolean isPart =
              all || !(operand instanceof What.Network || operand instanceof What.Interface);
          boolean isSmall = range.size().bitLength() <= 2;
          if (isPart || (isSmall && range.size().intValue() <= 2)) {
            listing.addAll(range.first(), range.last());
          } else {
            listing.addAll(
                range.first().plus(1), range.version() == 4 ? range.last().minus(1) : range.last());
          }
        });
  }
}

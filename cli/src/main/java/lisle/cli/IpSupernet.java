package lisle.cli;

import java.io.IOException;
import lisle.ipaddress.IpNetwork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lisle ip supernet}: the network that a network is in. */
@Command(
    name = "supernet",
    description = {
      "Prints for each network the one of a prefix length that it is in.",
      "For a range, it begins with the smallest network that the whole range is in."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip supernet 192.0.2.128/25",
      "  lisle ip supernet --prefix 16 192.0.2.0/24 192.0.2.1"
    })
final class IpSupernet extends ListCommand {
  @Option(
      names = {"-p", "--prefix"},
      paramLabel = "LENGTH",
      description = "The prefix length of the network (default: one less).")
  private @Nullable Integer prefix;

  IpSupernet() {}

  @Override
  void list(Listing listing) throws IOException {
    operands.forEach(
        what,
        (operand, text) -> {
          IpNetwork network = operand.range().spanning();
          try {
            listing.add(prefix == null ? network.supernet() : network.supernet(prefix));
          } catch (IllegalArgumentException e) {
            out.flush();
            failures.add(network + ": " + e.getMessage());
          }
        });
  }
}

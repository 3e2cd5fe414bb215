package lisle.cli;

import java.io.IOException;
import java.util.Iterator;
import lisle.ipaddress.IpNetwork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lisle ip subnets}: the networks that make up a network. */
@Command(
    name = "subnets",
    description = "Lists the networks of a prefix length that make up networks.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip subnets 192.0.2.0/24",
      "  lisle ip subnets --prefix 26 192.0.2.0/24",
      "  lisle ip subnets --prefix 64 2001:db8::/32 | head"
    })
final class IpSubnets extends ListCommand {
  @Option(
      names = {"-p", "--prefix"},
      paramLabel = "LENGTH",
      description = "The prefix length of the networks (default: halves).")
  private @Nullable Integer prefix;

  IpSubnets() {}

  @Override
  void list(Listing listing) throws IOException {
    operands.forEach(
        what,
        (operand, text) -> {
          for (IpNetwork network : operand.range().networks()) {
            Iterator<? extends IpNetwork> parts;
            int more = prefix == null ? 1 : prefix - network.prefixLength();
            try {
              parts = (prefix == null ? network.subnets() : network.subnets(prefix)).iterator();
              listing.expect(Math.scalb(1.0, more));
            } catch (IllegalArgumentException e) {
              out.flush();
              failures.add(network + ": " + e.getMessage());
              continue;
            }
            while (parts.hasNext()) listing.add(parts.next());
          }
        });
  }
}

package lisle.cli;

import java.io.IOException;
import java.util.List;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpRange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code lisle ip range}: networks as ranges, ranges as networks. */
@Command(
    name = "range",
    description = {
      "Prints networks as ranges, and ranges as the fewest networks.",
      "Two addresses are the first and the last of a range."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip range 192.0.2.0/24",
      "  lisle ip range 192.0.2.5-192.0.2.9",
      "  lisle ip range 2001:db8::5 2001:db8::9"
    })
final class IpRangeCommand extends ListCommand {
  IpRangeCommand() {}

  @Override
  void list(Listing listing) throws IOException {
    @Nullable IpRange both = both(what);
    if (both != null) {
      list(both, listing);
      return;
    }
    operands.forEach(
        what,
        (operand, text) -> {
          if (operand instanceof What.Range(IpRange range)) list(range, listing);
          else listing.add(operand.range());
        });
  }

  private static void list(IpRange range, Listing listing) throws IOException {
    for (IpNetwork network : range.networks()) listing.add(network);
  }

  /** The range that two addresses, and nothing else, are the ends of. */
  private static @Nullable IpRange both(List<String> what) {
    if (what.size() != 2) return null;
    IpAddress first = IpAddress.tryParse(what.get(0));
    IpAddress last = IpAddress.tryParse(what.get(1));
    return first == null || last == null ? null : IpRange.of(first, last);
  }
}

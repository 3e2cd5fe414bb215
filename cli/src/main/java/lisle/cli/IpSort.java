package lisle.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import lisle.ipaddress.IpAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lisle ip sort}: in the order of the numbers, not of the letters. */
@Command(
    name = "sort",
    description = {
      "Sorts addresses, networks, interfaces and ranges: IPv4 before IPv6, then by first address,"
          + " the larger first.",
      "Each is printed in its shortest form."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle ip sort 192.0.2.10 192.0.2.9 2001:db8::1",
      "  lisle ip sort --unique addresses.txt"
    })
final class IpSort extends ListCommand {
  @Option(
      names = {"-u", "--unique"},
      description = "Print what is there several times once.")
  private boolean isUnique;

  @Option(
      names = {"-r", "--reverse"},
      description = "The last first.")
  private boolean isReverse;

  IpSort() {}

  /** What is sorted: by its first address, then the last, larger first, then by its text. */
  private record Entry(IpAddress first, IpAddress last, String text) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int order = first.compareTo(other.first);
      if (order == 0) order = other.last.compareTo(last);
      return order != 0 ? order : text.compareTo(other.text);
    }
  }

  @Override
  void list(Listing listing) throws IOException {
    var entries = new ArrayList<Entry>();
    operands.forEach(
        what,
        (operand, text) ->
            entries.add(
                switch (operand) {
                  case What.Address(var a) -> new Entry(a, a, a.toString());
                  case What.Network(var n) -> new Entry(n.first(), n.last(), n.toString());
                  case What.Interface(var i) -> new Entry(i.address(), i.address(), i.toString());
                  case What.Range(var r) -> new Entry(r.first(), r.last(), r.toString());
                }));
    entries.sort(isReverse ? Comparator.reverseOrder() : Comparator.naturalOrder());
    String before = "";
    var object = new Json();
    for (Entry entry : entries) {
      if (isUnique && entry.text.equals(before)) continue;
      before = entry.text;
      if (json) {
        object.clear().open().put("text", entry.text).close();
        out.line(object.toString());
      } else {
        out.line(entry.text);
      }
    }
  }
}

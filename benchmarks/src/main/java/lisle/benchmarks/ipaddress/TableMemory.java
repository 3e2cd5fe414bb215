package lisle.benchmarks.ipaddress;

import java.util.Collection;
import java.util.List;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpTable;

/**
 * Prints how many bytes a prefix the tables take: what they say of themselves, and the difference
 * that they make to the heap after a full collection, with {@code -XX:+UseSerialGC}: G1 counts a
 * large array by the regions that it lies in. Values are not counted, references to them are.
 */
public final class TableMemory {
  private TableMemory() {}

  /** Runs it; no arguments. */
  public static void main(String[] arguments) {
    var routes = new RoutingTable();
    System.out.printf(
        "%s: %,d IPv4, %,d IPv6 prefixes%n", routes.source, routes.ipv4.size(), routes.ipv6.size());
    System.out.println("| prefixes | values | updatable | by heap | compiled | by heap |");
    System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    for (int distinct : new int[] {256, 0}) {
      print("IPv4", routes.ipv4, routes, distinct);
      print("IPv6", routes.ipv6, routes, distinct);
    }
  }

  private static void print(
      String name, Collection<? extends IpNetwork> networks, RoutingTable routes, int distinct) {
    var values = networks.stream().map(network -> routes.value(network, distinct)).toList();
    long before = used();
    var table = new IpTable<Integer>();
    int i = 0;
    for (IpNetwork network : networks) table.put(network, values.get(i++));
    long withTable = used();
    var compiled = table.compile();
    long withCompiled = used();
    double count = networks.size();
    // A table has something for the other version, too: what an empty one has.
    long empty = new IpTable<Integer>().compile().byteSize();
    long ipv6 = 4L * ((1 << 17) + (1 << 10));
    long other = name.equals("IPv6") ? empty - ipv6 : ipv6;
    System.out.printf(
        "| %s | %s | %.1f | %.1f | %.1f | %.1f |%n",
        name,
        distinct == 0 ? "one each" : distinct,
        table.byteSize() / count,
        (withTable - before) / count,
        (compiled.byteSize() - other) / count,
        (withCompiled - withTable - other) / count);
    // Both are in use to the end, so that no collection takes them before.
    if (List.of(table, compiled, values).isEmpty()) throw new AssertionError();
  }

  private static long used() {
    for (int i = 0; i < 3; i++) System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

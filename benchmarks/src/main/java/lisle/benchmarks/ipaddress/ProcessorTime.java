package lisle.benchmarks.ipaddress;

import com.sun.management.ThreadMXBean;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import lisle.ipaddress.CompiledIpTable;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpSet;
import lisle.ipaddress.IpTable;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TableBenchmark} and {@link BuildBenchmark} measure, by the processor time of the
 * thread and the least of many passes: for a machine that has other work, where time on the wall
 * says nothing. What the others do to the caches is still in it.
 */
public final class ProcessorTime {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ADDRESSES = 1 << 17;
  private static long sum;

  private ProcessorTime() {}

  /** Runs it; no arguments. */
  public static void main(String[] arguments) {
    var routes = new RoutingTable();
    System.out.printf("%s: %,d prefixes%n", routes.source, routes.size());
    List<IpNetwork> networks = new ArrayList<>(routes.ipv4);
    networks.addAll(routes.ipv6);
    Collections.shuffle(networks, new Random(7));
    List<Integer> values = networks.stream().map(n -> routes.value(n, 256)).toList();

    var table = new IpTable<Integer>();
    print(
        "insert all, ms",
        1e6,
        5,
        () -> {
          var fresh = new IpTable<Integer>();
          for (int i = 0; i < networks.size(); i++) fresh.put(networks.get(i), values.get(i));
          return fresh.size();
        });
    for (int i = 0; i < networks.size(); i++) table.put(networks.get(i), values.get(i));
    print("compile, ms", 1e6, 8, () -> table.compile().size());
    print("set of all, ms", 1e6, 8, () -> IpSet.copyOf(networks).isEmpty() ? 1 : 0);
    IpSet half1 = IpSet.copyOf(networks.subList(0, networks.size() / 2));
    IpSet half2 = IpSet.copyOf(networks.subList(networks.size() / 2, networks.size()));
    print("union of halves, ms", 1e6, 20, () -> half1.union(half2).isEmpty() ? 1 : 0);

    CompiledIpTable<Integer> compiled = table.compile();
    int[] ipv4 = routes.ipv4Inside(ADDRESSES);
    long[][] ipv6 = routes.ipv6Inside(ADDRESSES);
    int[] found = new int[ADDRESSES];
    print(
        "compiled IPv4, ns",
        ADDRESSES,
        25,
        () -> {
          long total = 0;
          for (int bits : ipv4) total += number(compiled.lookup(bits));
          return total;
        });
    print(
        "compiled IPv4 batch, ns",
        ADDRESSES,
        25,
        () -> {
          compiled.indexes(ipv4, found, ADDRESSES);
          return found[5];
        });
    print(
        "updatable IPv4, ns",
        ADDRESSES,
        25,
        () -> {
          long total = 0;
          for (int bits : ipv4) total += number(table.lookup(bits));
          return total;
        });
    print(
        "compiled IPv6, ns",
        ADDRESSES,
        25,
        () -> {
          long total = 0;
          for (int i = 0; i < ADDRESSES; i++)
            total += number(compiled.lookup(ipv6[0][i], ipv6[1][i]));
          return total;
        });
    print(
        "compiled IPv6 batch, ns",
        ADDRESSES,
        25,
        () -> {
          compiled.indexes(ipv6[0], ipv6[1], found, ADDRESSES);
          return found[5];
        });
    print(
        "updatable IPv6, ns",
        ADDRESSES,
        25,
        () -> {
          long total = 0;
          for (int i = 0; i < ADDRESSES; i++) total += number(table.lookup(ipv6[0][i], ipv6[1][i]));
          return total;
        });
    peer(routes, ipv4, ipv6);
    System.out.println("(" + sum + ")");
  }

  private static void peer(RoutingTable routes, int[] ipv4, long[][] ipv6) {
    int some = ADDRESSES / 16;
    var trie4 = new IPv4AddressAssociativeTrie<Integer>();
    routes.ipv4.forEach(
        n ->
            trie4.put(
                new IPAddressString(n.toString()).getAddress().toIPv4(), routes.value(n, 256)));
    print(
        "IPAddress trie IPv4, ns",
        some,
        5,
        () -> {
          long total = 0;
          for (int i = 0; i < some; i++) {
            var node = trie4.longestPrefixMatchNode(new IPv4Address(ipv4[i]));
            total += node == null ? 0 : node.getValue();
          }
          return total;
        });
    var trie6 = new IPv6AddressAssociativeTrie<Integer>();
    routes.ipv6.forEach(
        n ->
            trie6.put(
                new IPAddressString(n.toString()).getAddress().toIPv6(), routes.value(n, 256)));
    print(
        "IPAddress trie IPv6, ns",
        some,
        5,
        () -> {
          long total = 0;
          for (int i = 0; i < some; i++) {
            byte[] bytes = ByteBuffer.allocate(16).putLong(ipv6[0][i]).putLong(ipv6[1][i]).array();
            var node = trie6.longestPrefixMatchNode(new IPv6Address(bytes));
            total += node == null ? 0 : node.getValue();
          }
          return total;
        });
  }

  private static int number(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static void print(String name, double per, int passes, LongSupplier work) {
    long least = Long.MAX_VALUE;
    for (int pass = 0; pass < passes; pass++) {
      long before = THREADS.getCurrentThreadCpuTime();
      sum += work.getAsLong();
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - before);
    }
    System.out.printf("%-26s %,10.1f%n", name, least / per);
  }
}

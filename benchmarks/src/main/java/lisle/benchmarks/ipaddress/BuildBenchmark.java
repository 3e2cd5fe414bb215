package lisle.benchmarks.ipaddress;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import lisle.ipaddress.CompiledIpTable;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpSet;
import lisle.ipaddress.IpTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Makes tables and sets of a full routing table, whose prefixes come in random order. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 5)
@Measurement(iterations = 5)
public class BuildBenchmark {
  private final List<IpNetwork> networks = new ArrayList<>();
  private final List<Integer> values = new ArrayList<>();
  private final List<Integer> ownValues = new ArrayList<>();
  private final IpTable<Integer> full = new IpTable<>();
  private final IpTable<Integer> fullOfOwn = new IpTable<>();
  private final List<IpNetwork> sorted = new ArrayList<>();
  private final List<Integer> sortedValues = new ArrayList<>();
  private IpSet half1 = IpSet.EMPTY;
  private IpSet half2 = IpSet.EMPTY;

  /** Reads the networks. */
  @Setup
  public void read() {
    var routes = new RoutingTable();
    networks.addAll(routes.ipv4);
    networks.addAll(routes.ipv6);
    Collections.shuffle(networks, new Random(7));
    for (IpNetwork network : networks) {
      values.add(routes.value(network, 256));
      ownValues.add(routes.value(network, 0));
      full.put(network, values.getLast());
      fullOfOwn.put(network, ownValues.getLast());
    }
    sorted.addAll(networks);
    Collections.sort(sorted);
    for (IpNetwork network : sorted) sortedValues.add(routes.value(network, 256));
    half1 = IpSet.copyOf(networks.subList(0, networks.size() / 2));
    half2 = IpSet.copyOf(networks.subList(networks.size() / 2, networks.size()));
  }

  @Benchmark
  public IpTable<Integer> insertIntoUpdatableTable() {
    return putAll(new IpTable<>(), networks, values);
  }

  /** The same while another thread looks up addresses in the table without a pause. */
  @Benchmark
  public long insertIntoUpdatableTableWhileItIsRead() throws InterruptedException {
    return putAllWhileItIsRead(networks, values);
  }

  /** As a routing table comes from a file, or from a router. */
  @Benchmark
  public IpTable<Integer> insertInOrderIntoUpdatableTable() {
    return putAll(new IpTable<>(), sorted, sortedValues);
  }

  /** The same while another thread looks up addresses in the table without a pause. */
  @Benchmark
  public long insertInOrderIntoUpdatableTableWhileItIsRead() throws InterruptedException {
    return putAllWhileItIsRead(sorted, sortedValues);
  }

  private static IpTable<Integer> putAll(
      IpTable<Integer> table, List<IpNetwork> networks, List<Integer> values) {
    for (int i = 0; i < networks.size(); i++) table.put(networks.get(i), values.get(i));
    return table;
  }

  private long putAllWhileItIsRead(List<IpNetwork> toPut, List<Integer> values)
      throws InterruptedException {
    var table = new IpTable<Integer>();
    var found = new AtomicLong();
    var done = new AtomicBoolean();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; !done.get(); i = (i + 1) % networks.size()) {
                    if (table.lookup(networks.get(i).address()) != null) found.setPlain(i);
                  }
                });
    try {
      putAll(table, toPut, values);
    } finally {
      done.set(true);
      reader.join();
    }
    return found.get();
  }

  @Benchmark
  public CompiledIpTable<Integer> compile() {
    return full.compile();
  }

  @Benchmark
  public CompiledIpTable<Integer> compileWithAValueForEachPrefix() {
    return fullOfOwn.compile();
  }

  @Benchmark
  public IpSet set() {
    return IpSet.copyOf(networks);
  }

  @Benchmark
  public IpSet union() {
    return half1.union(half2);
  }

  @Benchmark
  public IpSet difference() {
    return half1.difference(half2);
  }

  /** The networks as the peer has them. */
  @State(Scope.Benchmark)
  public static class Peer {
    final List<IPv4Address> ipv4 = new ArrayList<>();
    final List<IPv6Address> ipv6 = new ArrayList<>();

    /** Reads the networks. */
    @Setup
    public void read() {
      var routes = new RoutingTable();
      routes.ipv4.forEach(n -> ipv4.add(new IPAddressString(n.toString()).getAddress().toIPv4()));
      routes.ipv6.forEach(n -> ipv6.add(new IPAddressString(n.toString()).getAddress().toIPv6()));
    }
  }

  @Benchmark
  public Object insertIntoIpAddressTrie(Peer peer) {
    var trie4 = new IPv4AddressAssociativeTrie<Integer>();
    var trie6 = new IPv6AddressAssociativeTrie<Integer>();
    for (IPv4Address network : peer.ipv4) trie4.put(network, 1);
    for (IPv6Address network : peer.ipv6) trie6.put(network, 1);
    return List.of(trie4, trie6);
  }
}

package lisle.benchmarks.ipaddress;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.CompiledIpTable;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpTable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Longest match in a full routing table with 256 next hops, of 131,072 distinct random addresses
 * inside routed prefixes: more than a branch predictor remembers, and few enough that reading them
 * does not drive the tables out of the caches.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TableBenchmark {
  private static final int ADDRESSES = 1 << 17;
  private static final int BATCH = 1024;

  private final IpTable<Integer> table = new IpTable<>();
  private CompiledIpTable<Integer> compiled = table.compile();
  private int[] ipv4 = {};
  private long[] highs = {};
  private long[] lows = {};
  private final int[] batch4 = new int[BATCH];
  private final long[] batchHighs = new long[BATCH];
  private final long[] batchLows = new long[BATCH];
  private final int[] found = new int[BATCH];
  private final List<IpNetwork> changed = new ArrayList<>();
  private int next;

  /** Fills the tables of Lisle. */
  @Setup
  public void fill() {
    var routes = new RoutingTable();
    routes.ipv4.forEach(network -> table.put(network, routes.value(network, 256)));
    routes.ipv6.forEach(network -> table.put(network, routes.value(network, 256)));
    compiled = table.compile();
    ipv4 = routes.ipv4Inside(ADDRESSES);
    long[][] halves = routes.ipv6Inside(ADDRESSES);
    highs = halves[0];
    lows = halves[1];
    changed.addAll(routes.ipv4.subList(0, 10_000));
    changed.addAll(routes.ipv6.subList(0, 10_000));
    System.gc();
  }

  /** The tries of the peer, in the benchmarks that use them. */
  @State(Scope.Benchmark)
  public static class Peer {
    final IPv4AddressAssociativeTrie<Integer> ipv4 = new IPv4AddressAssociativeTrie<>();
    final IPv6AddressAssociativeTrie<Integer> ipv6 = new IPv6AddressAssociativeTrie<>();

    /** Fills them. */
    @Setup
    public void fill() {
      var routes = new RoutingTable();
      routes.ipv4.forEach(
          n ->
              ipv4.put(
                  new IPAddressString(n.toString()).getAddress().toIPv4(), routes.value(n, 256)));
      routes.ipv6.forEach(
          n ->
              ipv6.put(
                  new IPAddressString(n.toString()).getAddress().toIPv6(), routes.value(n, 256)));
    }
  }

  private int next() {
    next = (next + 1) & (ADDRESSES - 1);
    return next;
  }

  @Benchmark
  public @Nullable Integer compiledIpv4() {
    return compiled.lookup(ipv4[next()]);
  }

  @Benchmark
  public @Nullable Integer compiledIpv6() {
    int i = next();
    return compiled.lookup(highs[i], lows[i]);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] compiledIpv4Batch() {
    next = (next + BATCH) & (ADDRESSES - 1);
    System.arraycopy(ipv4, next, batch4, 0, BATCH);
    compiled.indexes(batch4, found, BATCH);
    return found;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] compiledIpv6Batch() {
    next = (next + BATCH) & (ADDRESSES - 1);
    System.arraycopy(highs, next, batchHighs, 0, BATCH);
    System.arraycopy(lows, next, batchLows, 0, BATCH);
    compiled.indexes(batchHighs, batchLows, found, BATCH);
    return found;
  }

  @Benchmark
  public @Nullable Integer updatableIpv4() {
    return table.lookup(ipv4[next()]);
  }

  @Benchmark
  public @Nullable Integer updatableIpv6() {
    int i = next();
    return table.lookup(highs[i], lows[i]);
  }

  /** How far a thread is; apart from that of another, as they would share a cache line. */
  @State(Scope.Thread)
  public static class Turn {
    int next;
  }

  @Benchmark
  @Group("updatableIpv4WhileChanging")
  public @Nullable Integer lookupIpv4(Turn turn) {
    return table.lookup(ipv4[turn.next++ & (ADDRESSES - 1)]);
  }

  @Benchmark
  @Group("updatableIpv4WhileChanging")
  public @Nullable Integer changeForIpv4(Turn turn) {
    return change(turn);
  }

  @Benchmark
  @Group("updatableIpv6WhileChanging")
  public @Nullable Integer lookupIpv6(Turn turn) {
    int i = turn.next++ & (ADDRESSES - 1);
    return table.lookup(highs[i], lows[i]);
  }

  @Benchmark
  @Group("updatableIpv6WhileChanging")
  public @Nullable Integer changeForIpv6(Turn turn) {
    return change(turn);
  }

  /** Takes a network out of the table, or puts it back. */
  private @Nullable Integer change(Turn turn) {
    turn.next = turn.next == 2 * changed.size() - 1 ? 0 : turn.next + 1;
    IpNetwork network = changed.get(turn.next / 2);
    return turn.next % 2 == 0 ? table.remove(network) : table.put(network, 1);
  }

  @Benchmark
  public @Nullable Integer ipAddressTrieIpv4(Peer peer) {
    var node = peer.ipv4.longestPrefixMatchNode(new IPv4Address(ipv4[next()]));
    return node == null ? null : node.getValue();
  }

  @Benchmark
  public @Nullable Integer ipAddressTrieIpv6(Peer peer) {
    int i = next();
    byte[] bytes = ByteBuffer.allocate(16).putLong(highs[i]).putLong(lows[i]).array();
    var node = peer.ipv6.longestPrefixMatchNode(new IPv6Address(bytes));
    return node == null ? null : node.getValue();
  }
}

package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.ObjectStreamException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class IpSetTest {

  private static IpSet set(String... networks) {
    var builder = IpSet.builder();
    for (String network : networks) builder.add(IpRange.parse(network));
    return builder.build();
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text);
  }

  private static boolean in(List<IpRange> ranges, IpAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** Every address where an answer can change: the ends of the ranges and their neighbours. */
  private static Set<IpAddress> edges(List<IpRange> ranges) {
    var edges = new HashSet<IpAddress>();
    edges.addAll(List.of(Ipv4Address.MIN, Ipv4Address.MAX, Ipv6Address.MIN, Ipv6Address.MAX));
    for (IpRange range : ranges) {
      IpAddress first = range.first();
      IpAddress last = range.last();
      edges.add(first);
      edges.add(last);
      if (!first.toBigInteger().equals(BigInteger.ZERO)) edges.add(first.minus(1));
      if (last.toBigInteger().bitCount() != last.bitLength()) edges.add(last.plus(1));
    }
    return edges;
  }

  private static List<IpRange> ranges(RandomPrefixes prefixes) {
    var ranges = new ArrayList<IpRange>();
    for (int i = prefixes.random.nextInt(12); i > 0; i--) {
      int version = prefixes.random.nextBoolean() ? 4 : 6;
      if (prefixes.random.nextBoolean()) {
        ranges.add(prefixes.network(version).toRange());
      } else {
        IpAddress a = prefixes.address(version);
        IpAddress b = prefixes.address(version);
        ranges.add(a.compareTo(b) <= 0 ? IpRange.of(a, b) : IpRange.of(b, a));
      }
    }
    return ranges;
  }

  @Test
  void answersAsAListOfRangesDoes() {
    var prefixes = new RandomPrefixes("IpSetTest");
    for (int round = 0; round < 2000; round++) {
      prefixes.seen.clear();
      List<IpRange> a = ranges(prefixes);
      List<IpRange> b = ranges(prefixes);
      IpSet setA = IpSet.of(a.toArray(new IpRange[0]));
      IpSet setB = IpSet.of(b.toArray(new IpRange[0]));
      var all = new ArrayList<>(a);
      all.addAll(b);
      Set<IpAddress> edges = edges(all);

      check(setA, edges, x -> in(a, x));
      check(setA.union(setB), edges, x -> in(a, x) || in(b, x));
      check(setA.intersection(setB), edges, x -> in(a, x) && in(b, x));
      check(setA.difference(setB), edges, x -> in(a, x) && !in(b, x));
      check(setA.symmetricDifference(setB), edges, x -> in(a, x) != in(b, x));
      check(setA.complement(), edges, x -> !in(a, x));

      assertThat(setA.complement().complement()).isEqualTo(setA);
      assertThat(setA.union(setB)).isEqualTo(IpSet.of(all.toArray(new IpRange[0])));
      assertThat(setA.union(setB).hashCode()).isEqualTo(setB.union(setA).hashCode());
      assertThat(setA.contains(setB))
          .isEqualTo(edges.stream().allMatch(x -> !in(b, x) || in(a, x)));
      assertThat(setA.overlaps(setB)).isEqualTo(edges.stream().anyMatch(x -> in(b, x) && in(a, x)));
      assertThat(IpSet.builder().add(setA).add(setB).build()).isEqualTo(setA.union(setB));
      for (IpRange range : b) {
        IpSet one = IpSet.of(range);
        assertThat(setA.contains(range)).isEqualTo(setA.contains(one));
        assertThat(setA.overlaps(range)).isEqualTo(setA.overlaps(one));
      }
      IpNetwork network = prefixes.network();
      assertThat(setA.contains(network)).isEqualTo(setA.contains(network.toRange()));
      assertThat(setA.overlaps(network)).isEqualTo(setA.overlaps(network.toRange()));
    }
  }

  private static void check(IpSet set, Set<IpAddress> edges, Predicate<IpAddress> oracle) {
    for (IpAddress edge : edges) {
      assertThat(set.contains(edge)).as("%s in %s", edge, set).isEqualTo(oracle.test(edge));
    }
    // Ranges are apart, prefixes the fewest, and both are the set again.
    List<IpRange> ranges = set.ranges().toList();
    for (int i = 1; i < ranges.size(); i++) {
      IpRange one = ranges.get(i - 1);
      IpRange next = ranges.get(i);
      assertThat(one.last().compareTo(next.first())).isNegative();
      if (one.version() == next.version()) {
        assertThat(one.last().plus(1)).isNotEqualTo(next.first());
      }
    }
    List<IpNetwork> networks = set.prefixes().toList();
    // In ranges that are apart, the fewest are those of which no two make up a larger one.
    for (int i = 1; i < networks.size(); i++) {
      IpNetwork one = networks.get(i - 1);
      IpNetwork next = networks.get(i);
      int length = one.prefixLength();
      boolean halves =
          one.version() == next.version()
              && length == next.prefixLength()
              && length > 0
              && IpNetwork.containing(one.address(), length - 1).contains(next);
      assertThat(halves).as("%s and %s", one, next).isFalse();
    }
    assertThat(IpSet.copyOf(networks)).isEqualTo(set);
    assertThat(IpSet.of(ranges.toArray(new IpRange[0]))).isEqualTo(set);
    assertThat(networks.stream().map(IpNetwork::size).reduce(BigInteger.ZERO, BigInteger::add))
        .isEqualTo(set.size());

    for (IpAddress edge : edges) {
      // Members nearest to an edge are ends of ranges, or the edge.
      IpAddress floor =
          ranges.stream()
              .filter(r -> r.version() == edge.version() && r.first().compareTo(edge) <= 0)
              .map(r -> r.contains(edge) ? edge : r.last())
              .max(IpAddress::compareTo)
              .orElse(null);
      IpAddress ceiling =
          ranges.stream()
              .filter(r -> r.version() == edge.version() && r.last().compareTo(edge) >= 0)
              .map(r -> r.contains(edge) ? edge : r.first())
              .min(IpAddress::compareTo)
              .orElse(null);
      assertThat(set.floor(edge)).isEqualTo(floor);
      assertThat(set.ceiling(edge)).isEqualTo(ceiling);
    }
    for (int version : new int[] {4, 6}) {
      List<IpNetwork> own = networks.stream().filter(n -> n.version() == version).toList();
      IpNetwork span = own.isEmpty() ? null : own.getFirst();
      while (span != null && !span.contains(own.getLast())) {
        span = IpNetwork.containing(span.address(), span.prefixLength() - 1);
      }
      assertThat(set.spanning(version)).isEqualTo(span);
    }
  }

  @Test
  void takesFromTheSmallestFreeNetworkThatHasRoom() {
    IpSet free = set("198.51.100.0/25", "203.0.113.64/27", "203.0.113.128/27", "2001:db8::/32");
    IpSet.Taken taken = Objects.requireNonNull(free.take(4, 28));
    assertThat(taken.network()).hasToString("203.0.113.64/28");
    assertThat(taken.rest()).isEqualTo(free.difference(set("203.0.113.64/28")));
    assertThat(taken.rest().take(4, 27))
        .extracting(t -> t.network().toString())
        .isEqualTo("203.0.113.128/27");
    assertThat(free.take(4, 24)).isNull();
    assertThat(free.take(6, 48)).extracting(t -> t.network().toString()).isEqualTo("2001:db8::/48");
    assertThatThrownBy(() -> free.take(4, 33)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> free.take(5, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAllocatorGivesOutEveryPrefixOnceAndEndsEmpty() {
    IpSet free = set("192.0.2.0/24");
    var given = new ArrayList<IpNetwork>();
    for (var taken = free.take(4, 28); taken != null; taken = free.take(4, 28)) {
      given.add(taken.network());
      free = taken.rest();
    }
    assertThat(given).hasSize(16).doesNotHaveDuplicates();
    assertThat(free.isEmpty()).isTrue();
  }

  @Test
  void theWholeAddressSpaceIsASet() {
    assertThat(IpSet.ALL.complement()).isEqualTo(IpSet.EMPTY);
    assertThat(set("0.0.0.0/0", "::/0")).isEqualTo(IpSet.ALL);
    assertThat(IpSet.ALL.size())
        .isEqualTo(BigInteger.ONE.shiftLeft(128).add(BigInteger.ONE.shiftLeft(32)));
    assertThat(IpSet.ALL).hasToString("{0.0.0.0/0, ::/0}");
    assertThat(IpSet.ALL.lower(Ipv4Address.MIN)).isNull();
    assertThat(IpSet.ALL.higher(Ipv6Address.MAX)).isNull();
    assertThat(IpSet.ALL.higher(address("192.0.2.1"))).isEqualTo(address("192.0.2.2"));
    assertThat(IpSet.ALL.lower(address("2001:db8::")))
        .isEqualTo(address("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff"));
  }

  @Test
  void mappedAndScopedAddressesAreIpv6AddressesByTheirBits() {
    IpSet set = set("192.0.2.0/24", "fe80::/64");
    assertThat(set.contains(address("::ffff:192.0.2.1"))).isFalse();
    assertThat(set.contains(address("fe80::1%eth0"))).isTrue();
    assertThat(set.floor(address("fe80::1%eth0"))).isEqualTo(address("fe80::1"));
    assertThat(set.contains(IpInterface.parse("192.0.2.7/8"))).isTrue();
    assertThat(set.version(6)).isEqualTo(set("fe80::/64"));
  }

  @Test
  void aLongSetIsToldInShort() {
    var builder = IpSet.builder();
    for (int i = 0; i < 100; i++) builder.add(4 * i, 4 * i);
    assertThat(builder.build().toString())
        .startsWith("{0.0.0.0/32, 0.0.0.4/32, ")
        .endsWith("0.0.0.76/32, ... in all 100 ranges}");
    assertThat(IpSet.of()).isEqualTo(IpSet.EMPTY).hasToString("{}");
  }

  /** So many are sorted in another way than a few are. */
  @Test
  void manyRangesInAnyOrderAreTheSetOfTheirUnions() {
    var prefixes = new RandomPrefixes("IpSetTest");
    IpSet expected = IpSet.EMPTY;
    IpSet.Builder one = IpSet.builder();
    IpSet.Builder other = IpSet.builder();
    for (int i = 0; i < 100; i++) {
      IpSet.Builder few = IpSet.builder();
      for (int j = 0; j < 60; j++) {
        IpNetwork network = prefixes.network();
        // The larger ones would leave little to sort.
        if (network.prefixLength() < 12) continue;
        few.add(network);
        (i % 3 == 0 ? other : one).add(network);
      }
      expected = expected.union(few.build());
    }
    assertThat(one.add(other).add(IpSet.builder()).build()).isEqualTo(expected);
    assertThat(one.build()).isEqualTo(expected);
  }

  @Test
  void aBuilderRefusesARangeThatEndsBeforeItBegins() {
    assertThatThrownBy(() -> IpSet.builder().add(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0.0.0.1 is behind 0.0.0.0");
    assertThatThrownBy(() -> IpSet.builder().add(0, 2, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(IpSet.builder().add(0x7fff_ffff, 0x8000_0000).build().size()).isEqualTo(2);
  }

  @Test
  void aSetIsSerialised() throws Exception {
    IpSet set = set("192.0.2.0/24", "2001:db8::/32");
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(set);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(set);
    }
  }

  @Test
  void noStreamKeepsAHoldOfWhatIsInASet() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Object[] {IpSet.of(IpNetwork.parse("192.0.2.0/24")), "another"});
    }
    byte[] stream = bytes.toByteArray();
    int another = stream.length - "another".length() - 3;
    int read = 0;
    // In place of the string, each of the references back to what came before it.
    for (int handle = 0; handle < 16; handle++) {
      byte[] forged = Arrays.copyOf(stream, another + 5);
      ByteBuffer.wrap(forged, another, 5)
          .put(ObjectStreamConstants.TC_REFERENCE)
          .putInt(ObjectStreamConstants.baseWireHandle + handle);
      try (var in = new ObjectInputStream(new ByteArrayInputStream(forged))) {
        assertThat(((Object[]) in.readObject())[1]).isNotInstanceOfAny(int[].class, long[].class);
        read++;
      } catch (ObjectStreamException expected) {
        // No such handle, or one that nothing may refer to.
      }
    }
    assertThat(read).isPositive();
  }
}

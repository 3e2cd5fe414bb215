package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledIpTableTest {

  @Test
  void anEmptyTableKnowsNothing() {
    CompiledIpTable<String> table = CompiledIpTable.copyOf(Map.of());
    assertThat(table.lookup(IpAddress.parse("192.0.2.1"))).isNull();
    assertThat(table.lookup(IpAddress.parse("2001:db8::1"))).isNull();
    assertThat(table.index(-1)).isZero();
    assertThat(table.value(0)).isNull();
    assertThat(table.valueCount()).isZero();
  }

  @Test
  void everyEdgeOfADenseTableIsWhereTheNetworksSay() {
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    var entries = new HashMap<IpNetwork, Integer>();
    for (int i = 0; i < 20_000; i++) {
      // About 198.51.0.0/16 and 2001:db8::/32, so that every node of the table is used.
      int bits = 0xc633_0000 | prefixes.random.nextInt(1 << 16);
      int length = 14 + prefixes.random.nextInt(19);
      entries.put(IpNetwork.containing(Ipv4Address.ofBits(bits), length), i);
      long high = 0x2001_0db8_0000_0000L | (long) prefixes.random.nextInt(1 << 12) << 20;
      long low = prefixes.random.nextLong();
      int length6 = 30 + prefixes.random.nextInt(99);
      entries.put(IpNetwork.containing(Ipv6Address.of(high, low), length6), i);
    }
    var table = new IpTable<Integer>();
    table.putAll(entries);
    var compiled = table.compile();
    assertThat(compiled.size()).isEqualTo(entries.size());
    for (IpNetwork network : entries.keySet()) {
      for (IpAddress edge : new IpAddress[] {network.address(), network.last()}) {
        assertThat(compiled.lookup(edge)).isEqualTo(table.lookup(edge));
        assertThat(compiled.lookup(edge.minus(1))).isEqualTo(table.lookup(edge.minus(1)));
        assertThat(compiled.lookup(edge.plus(1))).isEqualTo(table.lookup(edge.plus(1)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 30_000, 80_000})
  void manyNetworksOfManyLengthsAnswerAsTheUpdatableTableDoes(int values) {
    // With so many values, answers take 16 bits, 32 with the nodes below /48, or 32 at once.
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    var table = new IpTable<Integer>();
    var addresses = new ArrayList<Ipv6Address>();
    for (int i = 0; i < 90_000; i++) {
      long high =
          0x2001_0000_0000_0000L | ((prefixes.random.nextLong() >>> 10) & 0x0fff_ffff_f000_0000L);
      long low = prefixes.random.nextLong();
      int length = i % 2 == 0 ? 20 + prefixes.random.nextInt(29) : 48 + prefixes.random.nextInt(81);
      IpNetwork network = IpNetwork.containing(Ipv6Address.of(high, low), length);
      table.put(network, i % values);
      if (i % 3 == 0) addresses.add((Ipv6Address) network.last());
      if (i % 3 == 1) addresses.add((Ipv6Address) network.address());
      if (i % 3 == 2) addresses.add((Ipv6Address) prefixes.address(6));
    }
    var compiled = table.compile();
    long[] highs = addresses.stream().mapToLong(Ipv6Address::high).toArray();
    long[] lows = addresses.stream().mapToLong(Ipv6Address::low).toArray();
    int[] indexes = new int[highs.length];
    compiled.indexes(highs, lows, indexes, highs.length - 5);
    for (int i = 0; i < highs.length - 5; i++) {
      Integer expected = table.lookup(highs[i], lows[i]);
      assertThat(compiled.lookup(highs[i], lows[i])).isEqualTo(expected);
      assertThat(compiled.value(indexes[i])).isEqualTo(expected);
    }
  }

  @Test
  void aPerfectHashKeepsAnyKeysApart() {
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    for (int count : new int[] {0, 1, 2, 3, 10, 1000, 100_000}) {
      keepsApart(prefixes.random.longs().distinct().limit(count).toArray());
    }
    // Keys that have little but few bits side by side, as paths of one depth have.
    for (int shift = 0; shift <= 64 - 12; shift++) {
      int left = shift;
      keepsApart(LongStream.range(0, 1 << 12).map(path -> path << left).toArray());
    }
  }

  private static void keepsApart(long[] keys) {
    PerfectHash hash = PerfectHash.of(keys, keys.length);
    assertThat(hash.places()).isLessThanOrEqualTo(keys.length * 2 + 2);
    assertThat(Arrays.stream(keys).mapToInt(hash::place).distinct().count()).isEqualTo(keys.length);
    assertThat(Arrays.stream(keys).mapToInt(hash::place))
        .allMatch(place -> place >= 0 && place < hash.places());
  }

  /** Other than the table of a router, which is in one corner of the address space. */
  @Test
  void networksFromAllOverTheAddressSpaceAreFound() {
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    var table = new IpTable<Integer>();
    var addresses = new ArrayList<IpAddress>();
    for (int i = 0; i < 20_000; i++) {
      var address = Ipv6Address.of(prefixes.random.nextLong(), prefixes.random.nextLong());
      IpNetwork network = IpNetwork.containing(address, 8 + prefixes.random.nextInt(41));
      table.put(network, i);
      addresses.add(network.address());
      addresses.add(network.last());
    }
    var compiled = table.compile();
    long emptySize = new IpTable<Integer>().compile().byteSize();
    assertThat(compiled.byteSize() - emptySize).isLessThan(100L * table.size());
    for (IpAddress address : addresses) {
      assertThat(compiled.lookup(address)).isEqualTo(table.lookup(address));
    }
  }

  @Test
  void builtInAnyOrderItIsTheTableOfTheLastValues() {
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    var table = new IpTable<Integer>();
    CompiledIpTable.Builder<Integer> builder = CompiledIpTable.builder();
    assertThat(builder.build().size()).isZero();
    for (int i = 0; i < 5000; i++) {
      IpNetwork network = i % 7 == 6 ? prefixes.seen.getLast() : prefixes.network();
      table.put(network, i);
      builder.add(network, i);
    }
    for (IpNetwork all : new IpNetwork[] {IpNetwork.parse("0.0.0.0/0"), IpNetwork.parse("::/0")}) {
      table.put(all, -1);
      builder.add(all, -1);
    }
    CompiledIpTable<Integer> built = builder.build();
    assertThat(built.size()).isEqualTo(table.size());
    for (int i = 0; i < 20_000; i++) {
      IpAddress address = prefixes.address(i % 2 == 0 ? 4 : 6);
      assertThat(built.lookup(address)).isEqualTo(table.lookup(address));
    }
    // Bits behind the prefix are none.
    CompiledIpTable.Builder<Integer> few = CompiledIpTable.builder();
    few.add(Ipv4Address.parse("192.0.2.255").bits(), 24, 7).add(0, 1, 127, 8);
    assertThat(few.build().lookup(IpAddress.parse("192.0.2.0"))).isEqualTo(7);
    assertThat(few.build().lookup(IpAddress.parse("::"))).isEqualTo(8);
    assertThatThrownBy(() -> builder.add(0, 33, 1)).hasMessageContaining("33 is not within 0..32");
    assertThatThrownBy(() -> builder.add(0, 0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyAtOnceAreAsOneByOne() {
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    var entries = new HashMap<IpNetwork, String>();
    for (int i = 0; i < 500; i++) entries.put(prefixes.network(), "v" + i % 50);
    var table = CompiledIpTable.copyOf(entries);
    assertThat(table.valueCount()).isLessThanOrEqualTo(50);
    int[] addresses = new int[1000];
    long[] highs = new long[1000];
    long[] lows = new long[1000];
    for (int i = 0; i < 1000; i++) {
      addresses[i] = ((Ipv4Address) prefixes.address(4)).bits();
      Ipv6Address address = (Ipv6Address) prefixes.address(6);
      highs[i] = address.high();
      lows[i] = address.low();
    }
    int[] indexes = new int[1000];
    indexes[999] = -5;
    table.indexes(addresses, indexes, 999);
    assertThat(indexes[999]).isEqualTo(-5);
    for (int i = 0; i < 999; i++) {
      assertThat(table.value(indexes[i])).isEqualTo(table.lookup(addresses[i]));
    }
    // Also where the indexes take the place of the addresses.
    int[] inPlace = addresses.clone();
    table.indexes(inPlace, inPlace, 999);
    assertThat(Arrays.copyOf(inPlace, 999)).isEqualTo(Arrays.copyOf(indexes, 999));
    table.indexes(highs, lows, indexes, 1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(table.value(indexes[i])).isEqualTo(table.lookup(highs[i], lows[i]));
    }
    assertThatThrownBy(() -> table.indexes(addresses, indexes, 1001))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aLookupAllocatesNothing() {
    var prefixes = new RandomPrefixes("CompiledIpTableTest");
    var table = new IpTable<Integer>();
    for (int i = 0; i < 1000; i++) table.put(prefixes.network(), i);
    var compiled = table.compile();
    int[] found = new int[1000];
    int[] addresses = new int[1000];
    Runnable work =
        () -> {
          for (int i = 0; i < 1000; i++) {
            addresses[i] = 0x0101_0101 * i;
            found[i] = compiled.index(addresses[i]) + compiled.index((long) i << 50, i);
            if (!Objects.equals(compiled.lookup(addresses[i]), table.lookup(addresses[i])))
              found[i] = -1;
            if (!Objects.equals(compiled.lookup(i, i), table.lookup(i, i))) found[i] = -1;
          }
          compiled.indexes(addresses, found, 1000);
        };
    assertThat(Allocation.of(work)).isZero();
  }

  @Test
  void equalValuesHaveOneIndex() {
    var table =
        CompiledIpTable.copyOf(
            Map.of(
                IpNetwork.parse("192.0.2.0/24"), "a",
                IpNetwork.parse("198.51.100.0/24"), "a",
                IpNetwork.parse("203.0.113.0/24"), "b"));
    assertThat(table.valueCount()).isEqualTo(2);
    assertThat(table.index(0xc000_0201)).isEqualTo(table.index(0xc633_6401));
    assertThat(table.byteSize()).isLessThan(5 << 20);
  }

  /** What a piece of work allocates once it has been compiled. */
  static final class Allocation {
    private Allocation() {}

    static long of(Runnable work) {
      Assumptions.assumeTrue(
          ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
          "this JVM does not count what a thread allocates");
      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      // The first rounds are interpreted; what the least allocates is what the work itself does.
      for (int round = 0; round < 200 && least > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      return least;
    }
  }
}

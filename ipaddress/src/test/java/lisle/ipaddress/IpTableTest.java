package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpTableTest {

  /** What a table must answer, found by looking at every network. */
  private static List<Map.Entry<IpNetwork, Integer>> scan(
      Map<IpNetwork, Integer> oracle, IpAddress address) {
    return oracle.entrySet().stream()
        .filter(e -> e.getKey().contains(address))
        .map(e -> Map.entry(e.getKey(), e.getValue()))
        .toList();
  }

  @Test
  void answersAsAScanOfAllNetworksDoes() {
    var prefixes = new RandomPrefixes("IpTableTest");
    for (int round = 0; round < 60; round++) {
      prefixes.seen.clear();
      // With an index from the first network on, from some on, and without.
      var table =
          round % 3 == 2 ? new IpTable<Integer>() : new IpTable<Integer>(1 + round % 3 * 99);
      var oracle = new TreeMap<IpNetwork, Integer>();
      for (int step = 0; step < 400; step++) {
        if (!oracle.isEmpty() && prefixes.random.nextInt(5) == 0) {
          IpNetwork gone =
              prefixes.random.nextInt(4) == 0
                  ? prefixes.network()
                  : prefixes.seen.get(prefixes.random.nextInt(prefixes.seen.size()));
          assertThat(table.remove(gone)).isEqualTo(oracle.remove(gone));
        } else {
          IpNetwork network = prefixes.network();
          int value = prefixes.random.nextInt(round % 2 == 0 ? 1000 : 3);
          assertThat(table.put(network, value)).isEqualTo(oracle.put(network, value));
        }
        assertThat(table.size()).isEqualTo(oracle.size());
      }
      var compiled = table.compile();
      for (int step = 0; step < 300; step++) {
        IpAddress address = prefixes.address();
        var all = scan(oracle, address);
        var longest = all.isEmpty() ? null : all.getLast();
        Integer value = longest == null ? null : longest.getValue();
        assertThat(table.matches(address)).as("%s", address).isEqualTo(all);
        assertThat(table.longestMatch(address)).isEqualTo(longest);
        assertThat(table.lookup(address)).as("%s", address).isEqualTo(value);
        assertThat(compiled.lookup(address)).as("compiled %s", address).isEqualTo(value);

        IpNetwork network = prefixes.network();
        assertThat(table.get(network)).isEqualTo(oracle.get(network));
        assertThat(table.covering(network).stream().map(Map.Entry::getKey))
            .isEqualTo(oracle.keySet().stream().filter(n -> n.contains(network)).toList());
        assertThat(table.covered(network).map(Map.Entry::getKey))
            .as("covered by %s", network)
            .isEqualTo(oracle.keySet().stream().filter(network::contains).toList());
      }
      assertThat(table.entries().toList()).isEqualTo(List.copyOf(oracle.entrySet()));

      // Empties to what it began as, from any order of removal.
      for (IpNetwork network : oracle.keySet()) table.remove(network);
      assertThat(table.isEmpty()).isTrue();
      assertThat(table.byteSize()).isEqualTo(new IpTable<Integer>().byteSize());
    }
  }

  @Test
  void longNetworksThatShareAllButTheLastBitsStaySmall() {
    var table = new IpTable<Integer>();
    for (int i = 0; i < 256; i++) {
      table.put(IpNetwork.of(Ipv6Address.of(0x2001_0db8_0000_0000L + i, 1), 128), i);
      table.put(IpNetwork.of(Ipv6Address.of(0x2001_0db8_0000_0000L + i, 2), 128), -i);
    }
    assertThat(table.lookup(0x2001_0db8_0000_0007L, 2)).isEqualTo(-7);
    assertThat(table.lookup(0x2001_0db8_0000_0007L, 3)).isNull();
    assertThat(table.byteSize() / table.size()).isLessThan(200);
  }

  @Test
  void theDefaultRouteIsAnEntryOfItsVersionAlone() {
    var table = new IpTable<String>();
    table.put(IpNetwork.parse("0.0.0.0/0"), "four");
    assertThat(table.lookup(IpAddress.parse("255.255.255.255"))).isEqualTo("four");
    assertThat(table.lookup(IpAddress.parse("::ffff:192.0.2.1"))).isNull();
    table.put(IpNetwork.parse("::/0"), "six");
    assertThat(table.lookup(IpAddress.parse("::ffff:192.0.2.1"))).isEqualTo("six");
    assertThat(table.compile().lookup(IpAddress.parse("::"))).isEqualTo("six");
    assertThat(table.remove(IpNetwork.parse("::/0"))).isEqualTo("six");
    assertThat(table.size()).isEqualTo(1);
    table.clear();
    assertThat(table.entries()).isEmpty();
  }

  @Test
  void aScopeCountsForNothing() {
    var table = new IpTable<String>();
    table.put(IpNetwork.parse("fe80::/64"), "link");
    assertThat(table.lookup(IpAddress.parse("fe80::1%eth0"))).isEqualTo("link");
    assertThat(table.matches(IpAddress.parse("fe80::1%eth0"))).hasSize(1);
  }

  @Test
  void aCopyAndAStreamKeepWhatTheyBeganWith() {
    var table = new IpTable<Integer>();
    IpNetwork network = IpNetwork.parse("192.0.2.0/24");
    table.put(network, 1);
    var copy = table.copy();
    Stream<Map.Entry<IpNetwork, Integer>> entries = table.entries();
    table.put(network, 2);
    assertThat(copy.get(network)).isEqualTo(1);
    assertThat(entries).containsExactly(Map.entry(network, 1));
    copy.remove(network);
    assertThat(table.get(network)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, Integer.MAX_VALUE})
  void aMapIsReadOnceWhateverBecomesOfItMeanwhile(int worthAnIndex) {
    var table = new IpTable<Integer>(worthAnIndex);
    IpNetwork network = IpNetwork.parse("192.0.2.0/24");
    IpNetwork other = IpNetwork.parse("198.51.100.0/24");
    table.put(network, 1);
    var changing =
        new AbstractMap<IpNetwork, Integer>() {
          private boolean asked;

          @Override
          public Set<Entry<IpNetwork, Integer>> entrySet() {
            if (asked) return Set.of();
            asked = true;
            table.put(other, 3);
            return Set.of(Map.entry(network, 2));
          }
        };
    table.putAll(changing);
    assertThat(table.get(network)).isEqualTo(2);
    assertThat(table.lookup(network.first())).isEqualTo(2);
    assertThat(table.get(other)).isEqualTo(3);
    assertThat(table.lookup(other.first())).isEqualTo(3);
  }

  @Test
  void saysWhatIsInItAndOfALargeOneHowMuch() {
    var table = new IpTable<String>();
    assertThat(table).hasToString("{}");
    table.put(IpNetwork.parse("2001:db8::/32"), "b");
    table.put(IpNetwork.parse("192.0.2.0/24"), "a");
    assertThat(table).hasToString("{192.0.2.0/24=a, 2001:db8::/32=b}");
    assertThat(table.compile()).hasToString("{2 networks}");
    IpNetwork.parse("192.0.2.0/27").subnets(32).forEach(host -> table.put(host, "h"));
    assertThat(table.toString())
        .startsWith("{192.0.2.0/24=a, 192.0.2.0/32=h, 192.0.2.1/32=h, ")
        .endsWith(", 192.0.2.18/32=h, ... in all 34 networks}");
  }

  @Test
  void nullIsNoValue() {
    var table = new IpTable<String>();
    assertThatThrownBy(() -> table.put(IpNetwork.parse("192.0.2.0/24"), nothing()))
        .isInstanceOf(NullPointerException.class);
    assertThat(table.isEmpty()).isTrue();
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void aLargeTableAnswersAsItsCompiledFormDoes() {
    var prefixes = new RandomPrefixes("IpTableTest");
    var table = new IpTable<Integer>();
    var networks = new ArrayList<IpNetwork>();
    for (int step = 0; step < 40_000; step++) {
      if (step % 5 == 4) {
        int gone = prefixes.random.nextInt(networks.size());
        table.remove(networks.get(gone));
        networks.set(gone, networks.getLast());
        networks.removeLast();
      } else {
        // Lengths as they are routed, or any; most of them close together.
        boolean ipv4 = prefixes.random.nextBoolean();
        int bits = 0xc000_0000 | prefixes.random.nextInt(1 << 22) << 6;
        IpAddress address =
            ipv4
                ? Ipv4Address.ofBits(bits)
                : Ipv6Address.of(0x2001_0000_0000_0000L | (long) bits << 16, step);
        int length = (ipv4 ? 16 : 32) + prefixes.random.nextInt(17);
        IpNetwork network =
            prefixes.random.nextInt(8) == 0
                ? prefixes.network()
                : IpNetwork.containing(address, length);
        table.put(network, step);
        networks.add(network);
      }
      if (step % 10_000 == 9_999) {
        var copy = table.copy();
        IpNetwork changed = networks.getLast();
        Integer before = table.lookup(changed.address());
        copy.put(changed, -1);
        assertThat(table.lookup(changed.address())).isEqualTo(before);
        assertThat(copy.lookup(changed.address()))
            .isEqualTo(copy.compile().lookup(changed.address()));
        var compiled = table.compile();
        for (int i = 0; i < 20_000; i++) {
          IpNetwork near = networks.get(prefixes.random.nextInt(networks.size()));
          IpAddress address =
              switch (prefixes.random.nextInt(3)) {
                case 0 -> prefixes.address();
                case 1 -> near.address();
                default -> near.last();
              };
          assertThat(table.lookup(address)).as("%s", address).isEqualTo(compiled.lookup(address));
        }
      }
    }
    assertThat(table.byteSize() / table.size()).isLessThan(200);
    for (IpNetwork network : networks) table.remove(network);
    assertThat(table.byteSize()).isEqualTo(new IpTable<Integer>().byteSize());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000_000})
  void aReaderNeverSeesWhatNeverWas(int worthAnIndex) throws InterruptedException {
    // The address is always in a /20 or a /24 and never in the /16 alone; the depths differ.
    var table = new IpTable<Integer>(worthAnIndex);
    IpNetwork wide = IpNetwork.parse("198.51.0.0/16");
    IpNetwork middle = IpNetwork.parse("198.51.96.0/20");
    IpNetwork narrow = IpNetwork.parse("198.51.100.0/27");
    int address = Ipv4Address.parse("198.51.100.7").bits();
    table.put(wide, 16);
    table.put(middle, 20);
    var done = new AtomicBoolean();
    var fault = new AtomicReference<String>();
    Runnable reader =
        () -> {
          while (!done.get() && fault.get() == null) {
            Integer value = table.lookup(address);
            if (value == null || value == 16) fault.set("saw " + value);
          }
        };
    List<Thread> readers =
        Stream.generate(() -> Thread.ofPlatform().start(reader)).limit(2).toList();
    for (int change = 0; change < 100_000; change++) {
      table.put(narrow, 27);
      table.remove(middle);
      table.put(middle, 20);
      table.remove(narrow);
    }
    done.set(true);
    for (Thread thread : readers) thread.join();
    assertThat(fault.get()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000_000})
  void readersSeeWholeChangesWhileAWriterWrites(int worthAnIndex) throws InterruptedException {
    // Every version maps a /16 and all its parts to one number; a reader never sees an older one.
    var table = new IpTable<Integer>(worthAnIndex);
    IpNetwork block = IpNetwork.parse("198.51.0.0/16");
    List<IpNetwork> parts =
        IntStream.range(0, 256)
            .<IpNetwork>mapToObj(i -> Ipv4Network.of(Ipv4Address.ofBits(0xc633_0000 | i << 8), 24))
            .toList();
    var done = new AtomicBoolean();
    var fault = new AtomicReference<String>();
    Runnable reader =
        () -> {
          int seen = 0;
          while (!done.get() && fault.get() == null) {
            Integer one = table.lookup(0xc633_0101);
            Integer other = table.lookup(0xc633_fe01);
            int first = one == null ? 0 : one;
            int second = other == null ? 0 : other;
            if (first < seen || second < first) fault.set(seen + " then " + first + ", " + second);
            seen = second;
            var copy = table.copy().covered(block).map(Map.Entry::getValue).distinct().toList();
            if (copy.size() > 1) fault.set("one version has " + copy);
          }
        };
    List<Thread> readers =
        Stream.generate(() -> Thread.ofPlatform().start(reader)).limit(2).toList();
    for (int change = 1; change <= 400; change++) {
      var all = new TreeMap<IpNetwork, Integer>();
      for (IpNetwork part : parts) all.put(part, change);
      all.put(block, change);
      table.putAll(all);
    }
    done.set(true);
    for (Thread thread : readers) thread.join();
    assertThat(fault.get()).isNull();
  }

  @Test
  void writersDoNotLoseEachOthersChanges() throws InterruptedException {
    var table = new IpTable<Integer>();
    List<Thread> writers =
        Stream.of(0, 1, 2, 3)
            .map(
                n ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              for (int i = 0; i < 2000; i++) {
                                int bits = 0xcb00_7100 + 4 * i + n;
                                table.put(IpNetwork.of(Ipv4Address.ofBits(bits), 32), i);
                              }
                            }))
            .toList();
    for (Thread writer : writers) writer.join();
    assertThat(table.size()).isEqualTo(8000);
  }
}

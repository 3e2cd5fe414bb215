package lisle.benchmarks.ipaddress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv4Network;
import lisle.ipaddress.Ipv6Address;
import lisle.ipaddress.Ipv6Network;

/**
 * The prefixes of a full Internet routing table in random order: those of the file that the
 * environment's {@code LISLE_PREFIXES} names (one a line, gzip), or made up in the same number and
 * with the same lengths.
 */
final class RoutingTable {

  /** How many in a thousand have each prefix length, in full tables of the year 2024. */
  private static final int[][] IPV4_LENGTHS = {
    {12, 1}, {14, 2}, {15, 2}, {16, 15}, {17, 9}, {18, 15}, {19, 28}, {20, 47}, {21, 56}, {22, 120},
    {23, 107}, {24, 597}, {32, 1}
  };

  private static final int[][] IPV6_LENGTHS = {
    {28, 1}, {29, 27}, {30, 4}, {32, 141}, {33, 18}, {34, 16}, {36, 37}, {38, 10}, {39, 9},
    {40, 84}, {42, 14}, {43, 6}, {44, 90}, {45, 10}, {46, 19}, {47, 20}, {48, 492}, {64, 2}
  };

  final String source;
  final List<Ipv4Network> ipv4 = new ArrayList<>();
  final List<Ipv6Network> ipv6 = new ArrayList<>();
  private final Random random = new Random(42);
  private final List<Integer> nextHops = IntStream.range(0, 256).boxed().toList();

  RoutingTable() {
    String file = System.getenv("LISLE_PREFIXES");
    if (file != null) {
      source = file;
      read(Path.of(file));
    } else {
      source = "made up";
      makeUp();
    }
    Collections.shuffle(ipv4, random);
    Collections.shuffle(ipv6, random);
  }

  private void read(Path file) {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        switch (IpNetwork.parse(line)) {
          case Ipv4Network network -> ipv4.add(network);
          case Ipv6Network network -> ipv6.add(network);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeUp() {
    var found4 = new LinkedHashSet<Ipv4Network>();
    while (found4.size() < 900_000) {
      // Most prefixes lie close together: a third of the address space has none.
      int bits = (1 + random.nextInt(150)) << 24 | random.nextInt(1 << 24);
      found4.add(Ipv4Network.containing(Ipv4Address.ofBits(bits), length(IPV4_LENGTHS)));
    }
    ipv4.addAll(found4);
    var found6 = new LinkedHashSet<Ipv6Network>();
    while (found6.size() < 160_000) {
      // About 45,000 blocks of /32 in a few of /12, with sites in them.
      long block = 0x2001_0000_0000_0000L + ((long) random.nextInt(12) << 56);
      long high = block | (long) random.nextInt(4000) << 32 | random.nextInt(1 << 20) << 12L;
      found6.add(Ipv6Network.containing(Ipv6Address.of(high, 0), length(IPV6_LENGTHS)));
    }
    ipv6.addAll(found6);
  }

  private int length(int[][] weights) {
    int total = 0;
    for (int[] weight : weights) total += weight[1];
    int choice = random.nextInt(total);
    for (int[] weight : weights) {
      choice -= weight[1];
      if (choice < 0) return weight[0];
    }
    throw new AssertionError();
  }

  int size() {
    return ipv4.size() + ipv6.size();
  }

  /** Random addresses in randomly chosen prefixes, as bits. */
  int[] ipv4Inside(int count) {
    int[] bits = new int[count];
    for (int i = 0; i < count; i++) {
      Ipv4Network network = ipv4.get(random.nextInt(ipv4.size()));
      int host = (int) (random.nextLong() >>> 32) & (int) (0xffff_ffffL >>> network.prefixLength());
      bits[i] = network.address().bits() | host;
    }
    return bits;
  }

  /** Random addresses in randomly chosen prefixes, the upper halves and the lower halves. */
  long[][] ipv6Inside(int count) {
    long[][] halves = new long[2][count];
    for (int i = 0; i < count; i++) {
      Ipv6Network network = ipv6.get(random.nextInt(ipv6.size()));
      int length = network.prefixLength();
      long highHost = length >= 64 ? 0 : -1L >>> length;
      long lowHost = length <= 64 ? -1L : length == 128 ? 0 : -1L >>> (length - 64);
      halves[0][i] = network.address().high() | (random.nextLong() & highHost);
      halves[1][i] = network.address().low() | (random.nextLong() & lowHost);
    }
    return halves;
  }

  /**
   * A value for each prefix: one of so many next hops, 256 at most, each of which is one object as
   * it would be in a router; with 0 a value of its own.
   */
  Integer value(IpNetwork network, int distinct) {
    IpAddress address = network.address();
    int own = address.hashCode() * 31 + network.prefixLength();
    if (distinct == 0) return own;
    return nextHops.get(Math.floorMod(own, distinct)); // in a conditional it would be a copy
  }
}

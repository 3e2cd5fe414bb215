package lisle.ipaddress;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random networks and addresses that meet: few distinct bits at a time, both ends of the address
 * space, all lengths. The seed is printed, and {@code -Dlisle.seed} sets it.
 */
final class RandomPrefixes {
  final Random random;
  final List<IpNetwork> seen = new ArrayList<>();

  RandomPrefixes(String test) {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println(test + ": -Dlisle.seed=" + seed);
    random = new Random(seed);
  }

  /** Bits of which few are left to chance, the others zeros, ones or those of a network seen. */
  private long bits(long like) {
    long noise = random.nextLong();
    return switch (random.nextInt(6)) {
      case 0 -> noise;
      case 1 -> noise & random.nextLong() & random.nextLong() & random.nextLong();
      case 2 -> noise | random.nextLong() | random.nextLong() | random.nextLong();
      case 3 -> like ^ 1L << random.nextInt(64);
      case 4 -> like ^ (noise & random.nextLong() & random.nextLong() & random.nextLong());
      default -> like;
    };
  }

  IpAddress address(int version) {
    IpNetwork like =
        seen.isEmpty() ? IpNetwork.parse("2001:db8::/32") : seen.get(random.nextInt(seen.size()));
    IpAddress near = random.nextBoolean() ? like.address() : like.last();
    long high = near instanceof Ipv6Address a ? a.high() : ((Ipv4Address) near).bits();
    long low = near instanceof Ipv6Address a ? a.low() : high << 32;
    if (version == 4) return Ipv4Address.ofBits((int) bits(high));
    return Ipv6Address.of(bits(high), bits(low));
  }

  IpAddress address() {
    return address(random.nextBoolean() ? 4 : 6);
  }

  IpNetwork network(int version) {
    int longest = version == 4 ? 32 : 128;
    int length =
        switch (random.nextInt(8)) {
          case 0 -> longest;
          case 1 -> random.nextInt(4);
          case 2 -> random.nextInt(longest / 8 + 1) * 8;
          default -> random.nextInt(longest + 1);
        };
    IpNetwork network = IpNetwork.containing(address(version), length);
    if (seen.size() < 1000) seen.add(network);
    return network;
  }

  IpNetwork network() {
    return network(random.nextBoolean() ? 4 : 6);
  }
}

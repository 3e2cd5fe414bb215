package lisle.ipaddress;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/**
 * Random and hostile inputs. The seed is printed, and {@code -Dlisle.seed=N} gives it: the same
 * seed makes the same inputs.
 */
final class Inputs {
  private static final List<String> CORNERS =
      List.of(
          "0.0.0.0",
          "127.255.255.255",
          "128.0.0.0",
          "255.255.255.255",
          "192.0.0.9",
          "192.0.0.170",
          "192.88.99.2",
          "100.127.255.255",
          "::",
          "::1",
          "::ffff:127.0.0.1",
          "::ffff:224.0.0.1",
          "::ffff:0.0.0.0",
          "::192.0.2.1",
          "64:ff9b:1::1",
          "100:0:0:1::5",
          "2001:0:c000:201::1",
          "2001:1::3",
          "2001:10::1",
          "2001:20::1",
          "2002:c000:201::1",
          "3fff:abc::1",
          "5f00::1",
          "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "8000::",
          "0:0:0:0:8000::",
          "fe80::1%eth0",
          "fec0::1",
          "ff02::1%3",
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

  /** What a mutation puts in: all of the grammar, and what looks like it. */
  private static final String ALPHABET =
      "0123456789abcdefABCDEF....::::%%//-xXgG \u0661\uff11\u00b2é";

  final Random random;

  private Inputs(long seed) {
    random = new Random(seed);
  }

  static Inputs seeded(String test) {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println(test + ": -Dlisle.seed=" + seed);
    return new Inputs(seed);
  }

  Ipv4Address ipv4() {
    return Ipv4Address.ofBits(
        switch (random.nextInt(8)) {
          case 0 -> random.nextInt() & -1 << random.nextInt(32);
          case 1 -> random.nextInt() | -1 >>> random.nextInt(32);
          case 2 -> random.nextInt(4) - 2;
          case 3 -> Integer.MIN_VALUE + random.nextInt(4) - 2;
          case 4 -> edge(4) instanceof Ipv4Address edge ? edge.bits() : 0;
          default -> random.nextInt();
        });
  }

  Ipv6Address ipv6() {
    long high = random.nextLong();
    long low = random.nextLong();
    return switch (random.nextInt(8)) {
      case 0 -> (Ipv6Address) edge(6);
      case 1 -> ipv4().ipv6Mapped();
      case 2 -> Ipv6Address.of(high & groups(), low & groups());
      case 3 -> Ipv6Address.of(high & groups(), low & groups());
      case 4 -> Ipv6Address.of(random.nextInt(3) - 1, random.nextInt(5) - 2);
      case 5 -> Ipv6Address.of(high & 0xffff_ffffL, low & -1L >>> random.nextInt(64));
      default -> Ipv6Address.of(high, low);
    };
  }

  IpAddress address() {
    return random.nextBoolean() ? ipv4() : ipv6();
  }

  /** Returns a mask of random whole groups, so that runs of zeros come in all places. */
  private long groups() {
    long mask = 0;
    for (int g = 0; g < 4; g++) mask = mask << 16 | (random.nextBoolean() ? 0xffff : 0);
    return mask;
  }

  /** Returns an address at or next to an end of a block of the registry. */
  private IpAddress edge(int version) {
    List<RegistryEntry> entries =
        RegistryEntry.all().stream().filter(e -> e.block().version() == version).toList();
    IpNetwork block = entries.get(random.nextInt(entries.size())).block();
    IpAddress end = random.nextBoolean() ? block.first() : block.last();
    IpAddress moved = tryPlus(end, random.nextInt(3) - 1);
    return moved == null ? end : moved;
  }

  private static @org.jspecify.annotations.Nullable IpAddress tryPlus(IpAddress a, int count) {
    BigInteger sum = a.toBigInteger().add(BigInteger.valueOf(count));
    return sum.signum() < 0 || sum.bitLength() > a.bitLength() ? null : a.plus(count);
  }

  IpNetwork network(IpAddress address) {
    return IpNetwork.containing(address, prefixLength(address.bitLength()));
  }

  IpNetwork network() {
    return network(address());
  }

  int prefixLength(int bits) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> bits;
      case 2 -> bits - 1;
      default -> random.nextInt(bits + 1);
    };
  }

  /** Returns the text of an address in any of its forms. */
  String text(IpAddress address) {
    String text = address.toString();
    if (address.version() == 6) {
      text =
          switch (random.nextInt(6)) {
            case 0 -> address.exploded();
            case 1 -> text.toUpperCase(java.util.Locale.ROOT);
            case 2 -> dotted((Ipv6Address) address);
            case 3 -> text + "%" + List.of("eth0", "1", "é", "a b").get(random.nextInt(4));
            default -> text;
          };
    }
    return text;
  }

  private static String dotted(Ipv6Address address) {
    String hex = Ipv6Address.of(address.high(), address.low() & ~0xffff_ffffL).exploded();
    return hex.substring(0, 30) + Ipv4Address.ofBits((int) address.low());
  }

  String networkText() {
    IpAddress address = random.nextInt(4) == 0 ? address() : network().address();
    String text = text(address);
    int length = prefixLength(address.bitLength());
    return text
        + switch (random.nextInt(8)) {
          case 0 -> "";
          case 1 -> "/" + IpNetwork.containing(address, length).netmask();
          case 2 -> "/" + IpNetwork.containing(address, length).hostmask();
          case 3 -> "/" + address.bitLength();
          case 4 -> "/" + random.nextInt(140);
          default -> "/" + length;
        };
  }

  /** Returns a text that may be an address or nearly one. */
  String hostileText() {
    String text =
        random.nextInt(3) == 0 ? CORNERS.get(random.nextInt(CORNERS.size())) : text(address());
    return mutated(text);
  }

  String mutated(String text) {
    var mutated = new StringBuilder(text);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(mutated.length() + 1);
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(5)) {
        case 0 -> mutated.insert(at, c);
        case 1 ->
            mutated.insert(
                at, mutated.substring(at, Math.min(mutated.length(), at + random.nextInt(6))));
        case 2 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(3)));
        default -> {
          if (at < mutated.length()) mutated.setCharAt(at, c);
        }
      }
    }
    return mutated.toString();
  }
}

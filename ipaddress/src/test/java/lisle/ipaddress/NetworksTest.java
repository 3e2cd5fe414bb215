package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Networks and ranges against the plain arithmetic of big integers and sets. */
class NetworksTest {
  private static final int ROUNDS = 5_000;

  private final Inputs inputs = Inputs.seeded("NetworksTest");

  private static BigInteger number(IpAddress address) {
    return address.toBigInteger();
  }

  private static boolean within(BigInteger n, IpAddress first, IpAddress last) {
    return number(first).compareTo(n) <= 0 && n.compareTo(number(last)) <= 0;
  }

  @Test
  void endsAndMasksAreThoseOfTheArithmetic() {
    for (int i = 0; i < ROUNDS; i++) {
      IpNetwork network = inputs.network();
      int hostBits = network.bitLength() - network.prefixLength();
      BigInteger size = BigInteger.TWO.pow(hostBits);
      BigInteger all = BigInteger.TWO.pow(network.bitLength()).subtract(BigInteger.ONE);
      assertThat(network.size()).isEqualTo(size);
      assertThat(number(network.first()).mod(size)).isZero();
      assertThat(number(network.last()))
          .isEqualTo(number(network.first()).add(size).subtract(BigInteger.ONE));
      assertThat(number(network.hostmask())).isEqualTo(size.subtract(BigInteger.ONE));
      assertThat(number(network.netmask())).isEqualTo(all.subtract(number(network.hostmask())));
      assertThat(IpNetwork.parse(network.toString())).isEqualTo(network);
      assertThat(IpNetwork.parse(network.exploded())).isEqualTo(network);
      assertThat(network.toRange().networks()).isEqualTo(List.of(network));
      assertThat(network.toRange().spanning()).isEqualTo(network);
      assertThat(network.get(-1)).isEqualTo(network.last());
      assertThat(network.get(0)).isEqualTo(network.first());
      assertThatThrownBy(() -> network.get(size)).isInstanceOf(IndexOutOfBoundsException.class);
      if (network.version() == 4) {
        assertThat(IpNetwork.parse(network.withNetmask())).isEqualTo(network);
        // A hostmask of no ones or of all is read as a netmask.
        if (hostBits > 0 && hostBits < 32) {
          assertThat(IpNetwork.parse(network.withHostmask())).isEqualTo(network);
        }
      }
    }
  }

  @Test
  void containmentIsThatOfTheNumbers() {
    for (int i = 0; i < ROUNDS * 4; i++) {
      IpNetwork network = inputs.network();
      IpAddress address = near(network);
      boolean expected =
          address.version() == network.version()
              && within(number(address), network.first(), network.last());
      assertThat(network.contains(address)).isEqualTo(expected);
      assertThat(network.toRange().contains(address)).isEqualTo(expected);
      IpNetwork other = inputs.network(address);
      boolean same = other.version() == network.version();
      boolean holds =
          same
              && within(number(other.first()), network.first(), network.last())
              && within(number(other.last()), network.first(), network.last());
      assertThat(network.contains(other)).isEqualTo(holds);
      assertThat(network.toRange().contains(other)).isEqualTo(holds);
      boolean touches =
          same
              && number(network.first()).compareTo(number(other.last())) <= 0
              && number(other.first()).compareTo(number(network.last())) <= 0;
      assertThat(network.overlaps(other)).isEqualTo(touches);
      assertThat(network.toRange().overlaps(other.toRange())).isEqualTo(touches);
      IpRange shared = network.toRange().intersection(other.toRange());
      assertThat(shared != null).isEqualTo(touches);
      if (same) {
        IpNetwork spanning = IpNetwork.spanning(network, other);
        assertThat(spanning.contains(network) && spanning.contains(other)).isTrue();
        if (!network.contains(other) && !other.contains(network)) {
          assertThat(spanning.subnets().noneMatch(h -> h.contains(network) && h.contains(other)))
              .isTrue();
        }
      }
    }
  }

  private IpAddress near(IpNetwork network) {
    return switch (inputs.random.nextInt(4)) {
      case 0 -> inputs.address();
      case 1 -> Objects.requireNonNullElse(network.next(), network).first();
      case 2 -> Objects.requireNonNullElse(network.previous(), network).last();
      default ->
          network.get(new BigInteger(network.bitLength() - network.prefixLength(), inputs.random));
    };
  }

  /** Returns a small range anywhere, the ends of the address space included. */
  private IpRange smallRange() {
    IpAddress end = inputs.address();
    BigInteger span = BigInteger.valueOf(inputs.random.nextInt(70));
    BigInteger max = BigInteger.TWO.pow(end.bitLength()).subtract(BigInteger.ONE);
    return number(end).add(span).compareTo(max) > 0
        ? IpRange.of(end.plus(span.negate()), end)
        : IpRange.of(end, end.plus(span));
  }

  private static List<IpAddress> addresses(IpRange range) {
    return range.addresses().collect(Collectors.toList());
  }

  @Test
  void theNetworksOfARangeAreItsAddressesAndTheFewest() {
    for (int i = 0; i < ROUNDS; i++) {
      IpRange range = smallRange();
      List<? extends IpNetwork> networks = range.networks();
      assertThat(networks.stream().flatMap(n -> n.addresses()).map(a -> (IpAddress) a).toList())
          .isEqualTo(addresses(range));
      assertThat(IpNetwork.collapse(networks)).isEqualTo(networks);
      // However large, it is at most two networks of each length.
      IpAddress a = inputs.address();
      IpAddress b = a.version() == 4 ? inputs.ipv4() : inputs.ipv6();
      IpRange large = a.compareTo(b) <= 0 ? IpRange.of(a, b) : IpRange.of(b, a);
      BigInteger sum =
          large.networks().stream().map(IpNetwork::size).reduce(BigInteger.ZERO, BigInteger::add);
      assertThat(sum).isEqualTo(large.size());
      assertThat(large.networks().size()).isLessThanOrEqualTo(2 * a.bitLength());
    }
  }

  @Test
  void collapsingKeepsTheAddressesAndNothingElse() {
    for (int i = 0; i < 1_000; i++) {
      var networks = new ArrayList<IpNetwork>();
      Set<IpAddress> expected = new TreeSet<>();
      IpAddress around = smallRange().first();
      for (int n = inputs.random.nextInt(12); n > 0; n--) {
        IpAddress at = inputs.random.nextInt(5) == 0 ? smallRange().first() : around;
        IpNetwork block = IpNetwork.containing(at, at.bitLength() - inputs.random.nextInt(5));
        for (int steps = inputs.random.nextInt(3); steps > 0; steps--) {
          block = Objects.requireNonNullElse(block.next(), block);
        }
        networks.add(block);
        block.addresses().forEach(expected::add);
      }
      List<IpNetwork> collapsed = IpNetwork.collapse(networks);
      var actual = collapsed.stream().flatMap(n -> n.addresses()).map(a -> (IpAddress) a).toList();
      assertThat(actual).isEqualTo(List.copyOf(expected));
      Collections.shuffle(networks, inputs.random);
      assertThat(IpNetwork.collapse(networks)).isEqualTo(collapsed);
    }
  }

  @Test
  void exclusionLeavesTheRest() {
    for (int i = 0; i < ROUNDS; i++) {
      IpNetwork network = inputs.network();
      IpNetwork hole =
          IpNetwork.containing(
              network.get(
                  new BigInteger(network.bitLength() - network.prefixLength(), inputs.random)),
              inputs.random.nextInt(network.prefixLength(), network.bitLength() + 1));
      var parts = new ArrayList<IpNetwork>(network.exclude(hole));
      assertThat(parts).isSorted().hasSize(hole.prefixLength() - network.prefixLength());
      assertThat(parts).noneMatch(hole::overlaps);
      parts.add(hole);
      assertThat(IpNetwork.collapse(parts)).isEqualTo(List.of(network));
    }
  }

  @Test
  void orderIsTotalAndTheSameAsOfTheNumbers() {
    var networks = new ArrayList<IpNetwork>();
    for (int i = 0; i < 300; i++) networks.add(inputs.network());
    var sorted = networks.stream().sorted().toList();
    for (int i = 1; i < sorted.size(); i++) {
      IpNetwork a = sorted.get(i - 1);
      IpNetwork b = sorted.get(i);
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
      assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
      if (a.equals(b)) assertThat(a).hasSameHashCodeAs(b);
      if (a.version() == b.version()) {
        assertThat(number(a.first())).isLessThanOrEqualTo(number(b.first()));
      } else {
        assertThat(a.version()).isLessThan(b.version());
      }
    }
    assertThat(IpAddress.parse("fe80::1")).isLessThan(IpAddress.parse("fe80::1%a"));
    assertThat(IpAddress.parse("fe80::1%a")).isLessThan(IpAddress.parse("fe80::1%b"));
    assertThat(IpAddress.parse("fe80::1%b")).isLessThan(IpAddress.parse("fe80::2"));
    assertThat(IpAddress.parse("255.255.255.255")).isLessThan(IpAddress.parse("::"));
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void nullIsNeitherOutsideNorBefore() {
    for (String text : List.of("192.0.2.1", "2001:db8::1")) {
      IpAddress address = IpAddress.parse(text);
      IpNetwork network = address.toNetwork();
      IpRange range = network.toRange();
      List<ThrowingCallable> questions =
          List.of(
              () -> address.compareTo(null),
              () -> network.compareTo(null),
              () -> network.contains((IpAddress) null),
              () -> network.contains((IpNetwork) null),
              () -> network.overlaps(null),
              () -> network.exclude(null),
              () -> IpNetwork.spanning(network, null),
              () -> IpNetwork.spanning(null, network),
              () -> range.compareTo(null),
              () -> range.contains((IpAddress) null),
              () -> range.contains((IpRange) null),
              () -> range.overlaps(null),
              () -> range.intersection(null),
              () -> IpRange.of(address, null),
              () -> IpRange.of(null, address));
      assertThat(questions)
          .allSatisfy(
              question -> assertThatThrownBy(question).isInstanceOf(NullPointerException.class));
    }
  }

  @Test
  void anAddressIsMadeOfItsNumberAndOfNoOther() {
    for (IpAddress address :
        List.of(Ipv4Address.MIN, Ipv4Address.MAX, Ipv6Address.MIN, Ipv6Address.MAX)) {
      BigInteger number = number(address);
      if (address.version() == 4) assertThat(Ipv4Address.of(number)).isEqualTo(address);
      else assertThat(Ipv6Address.of(number)).isEqualTo(address);
    }
    for (int bits : new int[] {32, 63, 64, 128}) {
      for (BigInteger number :
          List.of(BigInteger.ONE.shiftLeft(bits), BigInteger.valueOf(-1).shiftLeft(bits))) {
        assertThatThrownBy(() -> Ipv4Address.of(number))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(number + " is no IPv4 address: not within 0..2^32-1");
      }
    }
    assertThat(IpAddress.of(number(Ipv4Address.MAX))).isEqualTo(Ipv4Address.MAX);
    assertThat(IpAddress.of(BigInteger.ONE.shiftLeft(32))).hasToString("::1:0:0");
    assertThatThrownBy(() -> IpAddress.of(BigInteger.valueOf(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTeredoAddressTellsItsServerAndItsClient() {
    // Flags, then the port and the address of the client, each bit of them inverted.
    assertThat(Ipv6Address.parse("2001:0:c000:201:8000:63bf:39cc:9bfe").teredo())
        .isEqualTo(
            new Ipv6Address.Teredo(
                Ipv4Address.parse("192.0.2.1"), Ipv4Address.parse("198.51.100.1"), 40_000, 0x8000));
    assertThat(Ipv6Address.parse("2001:0:ffff:ffff:ffff::").teredo())
        .isEqualTo(new Ipv6Address.Teredo(Ipv4Address.MAX, Ipv4Address.MAX, 0xffff, 0xffff));
    assertThat(Ipv6Address.parse("2001:1::").teredo()).isNull();
  }

  @Test
  void arithmeticStopsAtTheEnds() {
    for (int i = 0; i < ROUNDS; i++) {
      IpAddress address = inputs.address();
      long count =
          inputs.random.nextInt(3) == 0 ? inputs.random.nextLong() : inputs.random.nextInt();
      BigInteger sum = number(address).add(BigInteger.valueOf(count));
      if (sum.signum() >= 0 && sum.bitLength() <= address.bitLength()) {
        assertThat(number(address.plus(count))).isEqualTo(sum);
      } else {
        assertThatThrownBy(() -> address.plus(count)).isInstanceOf(ArithmeticException.class);
      }
      BigInteger difference = number(address).subtract(BigInteger.valueOf(count));
      if (difference.signum() >= 0 && difference.bitLength() <= address.bitLength()) {
        assertThat(number(address.minus(count))).isEqualTo(difference);
      } else {
        assertThatThrownBy(() -> address.minus(count)).isInstanceOf(ArithmeticException.class);
      }
    }
    for (long count : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      for (IpAddress a : List.of(Ipv4Address.MIN, Ipv4Address.MAX)) {
        assertThatThrownBy(() -> a.plus(count)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> a.minus(count)).isInstanceOf(ArithmeticException.class);
      }
    }
    assertThat(Ipv6Address.MIN.minus(Long.MIN_VALUE)).hasToString("::8000:0:0:0");
  }
}

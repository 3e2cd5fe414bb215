package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Families of values that collide under the usual ways to hash are spread as random ones are. */
class HashTest {
  private static final int COUNT = 4096;

  private static void isSpread(List<?> values) {
    int[] buckets = new int[COUNT];
    for (Object value : values) {
      int hash = value.hashCode();
      // As HashMap does.
      buckets[(hash ^ (hash >>> 16)) & (COUNT - 1)]++;
    }
    int longest = 0;
    for (int bucket : buckets) longest = Math.max(longest, bucket);
    // One value a bucket on average: more than 16 in one has a chance of less than 10^-10.
    assertThat(longest).isLessThanOrEqualTo(16);
    assertThat(values.stream().map(Object::hashCode).distinct().count()).isGreaterThan(COUNT - 8);
  }

  @Test
  void ofAddresses() {
    var ipv4 = new ArrayList<IpAddress>();
    var swapped = new ArrayList<IpAddress>();
    var equalHalves = new ArrayList<IpAddress>();
    var topBits = new ArrayList<IpAddress>();
    for (int i = 0; i < COUNT; i++) {
      // The upper half undoes the lower one under h ^ h >>> 16, high undoes low under high ^ low.
      ipv4.add(Ipv4Address.ofBits(i << 16 | i));
      equalHalves.add(Ipv6Address.of(i, i));
      swapped.add(Ipv6Address.of(i, COUNT - i));
      topBits.add(Ipv6Address.of((long) i << 52, (long) i << 52));
    }
    isSpread(ipv4);
    isSpread(equalHalves);
    isSpread(swapped);
    isSpread(topBits);
  }

  @Test
  void ofScopes() {
    // Each of these texts has the same String.hashCode.
    var scoped = new ArrayList<IpAddress>();
    var networks = new ArrayList<IpNetwork>();
    for (int i = 0; i < COUNT; i++) {
      var scope = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) scope.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      scoped.add(Ipv6Address.parse("fe80::1%" + scope));
      networks.add(Ipv6Network.parse("fe80::%" + scope + "/64"));
    }
    isSpread(scoped);
    isSpread(networks);
  }

  @Test
  void ofNetworksAndRanges() {
    var networks = new ArrayList<IpNetwork>();
    var ranges = new ArrayList<IpRange>();
    for (int i = 0; i < COUNT; i++) {
      networks.add(Ipv4Network.of(Ipv4Address.ofBits(i << 20), 12 + i % 21));
      ranges.add(Ipv4Range.of(Ipv4Address.ofBits(i), Ipv4Address.ofBits(i + 7)));
    }
    isSpread(networks);
    isSpread(ranges);
  }
}

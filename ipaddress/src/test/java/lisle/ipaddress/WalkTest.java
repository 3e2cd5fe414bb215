package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WalkTest {
  private static List<String> texts(String network) {
    return IpNetwork.parse(network).hosts().map(Object::toString).toList();
  }

  @Test
  void hostsLeaveOutWhatHostsCannotHave() {
    assertThat(texts("192.0.2.0/30")).containsExactly("192.0.2.1", "192.0.2.2");
    assertThat(texts("192.0.2.0/31")).containsExactly("192.0.2.0", "192.0.2.1");
    assertThat(texts("192.0.2.1/32")).containsExactly("192.0.2.1");
    assertThat(texts("2001:db8::/126"))
        .containsExactly("2001:db8::1", "2001:db8::2", "2001:db8::3");
    assertThat(texts("2001:db8::/127")).containsExactly("2001:db8::", "2001:db8::1");
    assertThat(texts("2001:db8::/128")).containsExactly("2001:db8::");
  }

  @Test
  void allOfIpv6CostsNothingUntilItIsWalked() {
    assertThat(Ipv6Network.ALL.addresses().skip(2).findFirst().orElseThrow()).hasToString("::2");
    assertThat(Ipv6Network.ALL.subnets(64).limit(2).map(Object::toString))
        .containsExactly("::/64", "0:0:0:1::/64");
    assertThat(Ipv6Network.ALL.subnets(1).map(Object::toString))
        .containsExactly("::/1", "8000::/1");
    assertThat(Ipv4Network.ALL.addresses().spliterator().estimateSize()).isEqualTo(1L << 32);
    assertThat(Ipv6Network.ALL.addresses().spliterator().hasCharacteristics(Spliterator.SIZED))
        .isFalse();
    assertThat(Ipv6Network.parse("::/66").addresses().count()).isEqualTo(1L << 62);
  }

  @Test
  @Timeout(60)
  void aSearchInParallelEndsWithWhatItFindsInAllOfIpv6() {
    assertThat(Ipv6Network.ALL.addresses().parallel().anyMatch(a -> a.low() == 7)).isTrue();
    assertThat(Ipv6Network.ALL.addresses().parallel().limit(2).map(Object::toString))
        .containsExactly("::", "::1");
    assertThat(Ipv6Network.ALL.subnets(127).parallel().findFirst()).hasToString("Optional[::/127]");
  }

  @Test
  void aStepChangesNoCharacteristicAndASplitMakesNothingLarger() {
    for (String text :
        List.of(
            "::1-::7fff:ffff:ffff:fffe",
            "::1-::7fff:ffff:ffff:ffff",
            "::-::7fff:ffff:ffff:ffff",
            "::-::8000:0:0:1",
            "::/0")) {
      Spliterator<?> rest = IpRange.parse(text).addresses().spliterator();
      long before = rest.estimateSize();
      for (Spliterator<?> part; (part = rest.trySplit()) != null; before = rest.estimateSize()) {
        assertThat(part.estimateSize()).isBetween(1L, before);
        assertThat(rest.estimateSize()).isBetween(1L, before);
        int characteristics = part.characteristics();
        for (int step = 0; step < 3; step++) part.tryAdvance(address -> {});
        assertThat(part.characteristics()).isEqualTo(characteristics);
      }
    }
  }

  @Test
  void aSlash12IsWalkedInParallel() {
    var network = Ipv4Network.parse("198.16.0.0/12");
    long sum = network.addresses().parallel().mapToLong(Ipv4Address::toLong).sum();
    long first = network.first().toLong();
    long size = network.sizeAsLong();
    assertThat(sum).isEqualTo(first * size + size * (size - 1) / 2);
  }

  @Test
  void splittingLosesAndRepeatsNothing() {
    List<IpRange> ranges =
        List.of(
            IpRange.parse("255.255.255.200-255.255.255.255"),
            IpRange.parse("::ffff:ffff:ffff:fff0-::1:0:0:0:3"),
            IpRange.parse(
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            IpRange.parse("127.255.255.250-128.0.0.6"));
    for (IpRange range : ranges) {
      var expected = new ArrayList<Object>();
      range.addresses().forEach(expected::add);
      assertThat(expected).hasSize(range.size().intValueExact());
      var actual = new ArrayList<Object>();
      collect(range.addresses().spliterator(), actual);
      assertThat(actual).isEqualTo(expected);
    }
    for (int prefix : new int[] {0, 1, 5, 60, 64, 65, 121, 127}) {
      var network = Ipv6Network.containing(Ipv6Address.MAX, prefix);
      int length = Math.min(128, prefix + 6);
      var actual = new ArrayList<Object>();
      collect(network.subnets(length).spliterator(), actual);
      assertThat(actual).hasSize(1 << (length - prefix)).doesNotHaveDuplicates();
      assertThat(IpNetwork.collapse(actual.stream().map(n -> (IpNetwork) n).toList()))
          .isEqualTo(List.of(network));
    }
  }

  private static void collect(Spliterator<?> rest, List<Object> into) {
    long size = rest.getExactSizeIfKnown();
    int before = into.size();
    Spliterator<?> prefix = rest.trySplit();
    if (prefix != null) {
      collect(prefix, into);
      collect(rest, into);
    } else {
      rest.forEachRemaining(into::add);
    }
    assertThat((long) into.size() - before).isEqualTo(size);
  }

  @Test
  void subnetsAndSupernetsOfAWrongLengthAreRefused() {
    IpNetwork network = IpNetwork.parse("192.0.2.0/24");
    assertThatThrownBy(() -> network.subnets(23)).hasMessage("/23 is no subnet of 192.0.2.0/24");
    assertThatThrownBy(() -> network.subnets(33))
        .hasMessage("prefix length 33 is not within 0..32");
    assertThatThrownBy(() -> network.supernet(25)).hasMessage("/25 is no supernet of 192.0.2.0/24");
    assertThatThrownBy(() -> network.exclude(IpNetwork.parse("192.0.3.0/25")))
        .hasMessage("192.0.3.0/25 is not within 192.0.2.0/24");
    assertThatThrownBy(() -> Ipv4Network.of(Ipv4Address.parse("192.0.2.1"), 24))
        .hasMessage("192.0.2.1/24 has bits set after the prefix");
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;

import lisle.ipaddress.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTest {
  /** RFC 6724 section 10.2, but for the examples that are about rules 4 and 9. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8:1::1, 2001:db8:1::2, 198.51.100.121, 169.254.13.78", // matching scope
    "198.51.100.121, 198.51.100.117, 2001:db8:1::1, fe80::1", // matching scope
    "2001:db8:1::1, 2001:db8:1::2, 10.1.2.3, 10.1.2.4", // higher precedence
    "fe80::1, fe80::2, 2001:db8:1::1, 2001:db8:1::2", // smaller scope
    "2002:c633:6401::1, 2002:c633:6401::2, 2001:db8:1::1, 2002:c633:6401::2", // matching label
    "2001:db8:1::1, 2001:db8:1::2, 2002:c633:6401::1, 2002:c633:6401::2", // higher precedence
    "198.51.100.121, 198.51.100.117, fd00::1, fd00::2", // higher precedence
    "198.51.100.121, 198.51.100.117, 2001:db8:1::1,", // usable
    "::1, ::1, 127.0.0.1, 127.0.0.1", // higher precedence
  })
  void the_rfc_s_examples_hold(
      String better, String betterSource, String worse, @Nullable String worseSource) {
    Preference first = preference(better, betterSource);
    Preference second = preference(worse, worseSource);
    assertThat(first).isLessThan(second);
    assertThat(second).isGreaterThan(first);
    assertThat(first).isEqualByComparingTo(first);
  }

  private static Preference preference(String destination, @Nullable String source) {
    return new Preference(
        IpAddress.parse(destination), source == null ? null : IpAddress.parse(source));
  }
}

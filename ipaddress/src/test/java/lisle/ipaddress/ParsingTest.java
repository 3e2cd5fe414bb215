package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "192.0.2.1",
        "255.255.255.255",
        "::",
        "::1",
        "2001:db8::1",
        "1:2:3:4:5:6:7:8",
        "1::8",
        "1:0:0:4::8",
        "0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6::",
        "::ffff:192.0.2.1",
        "fe80::1%eth0",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      })
  void shortestTextRoundTrips(String text) {
    assertThat(IpAddress.parse(text)).hasToString(text);
    assertThat(IpAddress.parse("<" + text + ">", 1, text.length() + 1)).hasToString(text);
    byte[] bytes = ("<" + text + ">").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(IpAddress.parse(bytes, 1, text.length() + 1)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"|0|empty text",
        "192.0.2|7|fewer than four octets",
        "192.0.2.256|8|octet above 255",
        "192.0.2.01|8|leading zero",
        "192.0..1|6|missing octet",
        "192.0.2.|8|missing octet",
        "192.0.2.1.5|9|more than four octets",
        "192.0.2.0x1|9|unexpected character",
        "192.0.2.1/24|9|unexpected character",
        "example.org|0|unexpected character",
        "2001:db8|8|fewer than eight groups",
        "2001:db8::1::2|11|more than one '::'",
        ":1:2:3:4:5:6:7:8|0|':' alone at an end",
        "1:2:3:4:5:6:7:|13|':' alone at an end",
        "1:2:3:4:5:6:7:8:9|16|more than eight groups",
        "1:2:3:4::5:6:7:8|16|'::' stands for no group",
        "12345::|4|group of more than four digits",
        "::g|2|unexpected character",
        "::1%|4|missing scope after '%'",
        "::192.0.2.256|10|octet above 255",
      })
  void refusalNamesPlaceAndReason(String text, int index, String reason) {
    assertThatThrownBy(() -> IpAddress.parse(text))
        .isInstanceOfSatisfying(
            IpFormatException.class,
            e -> {
              assertThat(e.input()).isEqualTo(text);
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.index()).isEqualTo(index);
              assertThat(e).hasMessage("\"" + text + "\": " + reason + " at index " + index);
            });
    assertThat(IpAddress.tryParse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24,192.0.2.0/24",
    "192.0.2.0/255.255.255.0,192.0.2.0/24",
    "192.0.2.0/0.0.0.255,192.0.2.0/24",
    "0.0.0.0/0.0.0.0,0.0.0.0/0",
    "192.0.2.1/255.255.255.255,192.0.2.1/32",
    "192.0.2.1,192.0.2.1/32",
    "2001:db8::/32,2001:db8::/32",
    "::/0,::/0",
    "fe80::%eth0/64,fe80::%eth0/64",
  })
  void networksAreReadInAllNotations(String text, String expected) {
    assertThat(IpNetwork.parse(text)).hasToString(expected);
  }

  @Test
  void hostBitsAreRefusedInANetworkAndKeptInAnInterface() {
    assertThatThrownBy(() -> IpNetwork.parse("192.0.2.1/24"))
        .hasMessage("\"192.0.2.1/24\": bits set after the prefix of 24 at index 0");
    assertThat(IpNetwork.tryParse("192.0.2.1/24")).isNull();
    assertThat(IpInterface.parse("192.0.2.1/24").network()).hasToString("192.0.2.0/24");
    assertThat(IpInterface.parse("192.0.2.1/24")).hasToString("192.0.2.1/24");
  }

  @Test
  void rangesAreTwoAddressesOrANetwork() {
    assertThat(IpRange.parse("192.0.2.1-192.0.2.9")).hasToString("192.0.2.1-192.0.2.9");
    assertThat(IpRange.parse("192.0.2.0/30")).hasToString("192.0.2.0-192.0.2.3");
    assertThatThrownBy(() -> IpRange.parse("192.0.2.9-192.0.2.1"))
        .hasMessage("\"192.0.2.9-192.0.2.1\": first address after the last at index 9");
    assertThatThrownBy(() -> IpRange.parse("192.0.2.9-::1"))
        .hasMessage("\"192.0.2.9-::1\": addresses of two versions at index 9");
  }

  @Test
  void scopesCountForNothingInARange() {
    assertThat(IpRange.parse("fe80::1%b-fe80::1%a")).hasToString("fe80::1-fe80::1");
    assertThat(IpRange.parse("fe80::1%eth0-fe80::1")).hasToString("fe80::1-fe80::1");
    assertThat(IpRange.parse("fe80::1%eth0-fe80::9%eth0")).hasToString("fe80::1-fe80::9");
    assertThatThrownBy(() -> IpRange.parse("fe80::9%a-fe80::1%b"))
        .hasMessage("\"fe80::9%a-fe80::1%b\": first address after the last at index 9");
  }
}

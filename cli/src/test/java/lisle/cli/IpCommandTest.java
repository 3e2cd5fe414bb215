package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IpCommandTest {
  @Test
  void jsonOfAnAddressHasEveryKeyInItsPlace() {
    Run run = Run.of("ip", "--json", "192.0.2.1");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            {"input":"192.0.2.1","kind":"address","version":4,"text":"192.0.2.1",\
            "exploded":"192.0.2.1","integer":"3221225985","packed":"c0000201",\
            "reverse":"1.2.0.192.in-addr.arpa","private":true,"global":false,"loopback":false,\
            "link_local":false,"multicast":false,"unspecified":false,"reserved":false,\
            "site_local":false,"scope":null,"ipv4_mapped":null,"sixtofour":null,"teredo":null,\
            "registry":{"block":"192.0.2.0/24","name":"Documentation (TEST-NET-1)",\
            "specification":"RFC5737","allocated":"2010-01","terminated":null,"source":false,\
            "destination":false,"forwardable":false,"globally_reachable":false,\
            "reserved_by_protocol":false}}
            """);
  }

  @Test
  void networksInterfacesAndRangesHaveKeysOfTheirOwn() {
    Run run =
        Run.with(
            "2001:db8::/126\n192.0.2.7/29\n192.0.2.1-192.0.2.3\nfe80::1%eth0\n", "ip", "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    String[] lines = run.out().split("\n");
    assertThat(lines).hasSize(4);
    assertThat(lines[0])
        .contains("\"kind\":\"network\"", "\"network\":\"2001:db8::/126\"")
        .contains("\"broadcast\":\"2001:db8::3\",\"netmask\":\"ffff:ffff:ffff:ffff:ffff:ffff")
        .contains("\"hostmask\":\"::3\",\"prefix\":126,\"addresses\":\"4\"")
        .contains("\"first_host\":\"2001:db8::1\",\"last_host\":\"2001:db8::3\"");
    assertThat(lines[1])
        .contains("\"kind\":\"interface\"", "\"text\":\"192.0.2.7/29\"")
        .contains("\"reverse\":\"7.2.0.192.in-addr.arpa\"", "\"network\":\"192.0.2.0/29\"")
        .contains("\"first_host\":\"192.0.2.1\",\"last_host\":\"192.0.2.6\"");
    assertThat(lines[2])
        .contains("\"kind\":\"range\"", "\"addresses\":\"3\"")
        .contains("\"networks\":[\"192.0.2.1/32\",\"192.0.2.2/31\"]");
    assertThat(lines[3]).contains("\"scope\":\"eth0\"", "\"link_local\":true");
  }

  @Test
  void whatIsInATeredoAddressIsShown() {
    String address = "2001:0:4136:e378:8000:63bf:3fff:fdd2";
    assertThat(Run.of("ip", address).out())
        .contains("  teredo     server 65.54.227.120, client 192.0.2.45 port 40000\n");
    assertThat(Run.of("ip", "--json", address).out())
        .contains("{\"server\":\"65.54.227.120\",\"client\":\"192.0.2.45\",\"port\":40000}");
  }

  @Test
  void badLinesAreReportedWithTheirNumberAndTheRestGoesOn() {
    Run run = Run.with("192.0.2.1\r\n\n192.0.2.256\n::1", "ip", "--json", "-");
    assertThat(run.code()).isEqualTo(1);
    String[] lines = run.out().split("\n");
    assertThat(lines).hasSize(3);
    assertThat(lines[1])
        .isEqualTo("{\"input\":\"192.0.2.256\",\"error\":\"octet above 255 at index 8\"}");
    assertThat(lines[2]).startsWith("{\"input\":\"::1\"");
    assertThat(run.err()).isEqualTo("lisle: line 3: \"192.0.2.256\": octet above 255 at index 8\n");
  }

  @Test
  void textSaysTheSameForAPerson() {
    Run run = Run.of("ip", "192.0.2.7/24", "no.1");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("lisle: \"no.1\": unexpected character at index 0\n");
    assertThat(run.out())
        .isEqualTo(
            """
            192.0.2.7/24
              kind       IPv4 interface
              network    192.0.2.0/24
              addresses  256
              hosts      192.0.2.1 - 192.0.2.254
              netmask    255.255.255.0
              hostmask   0.0.0.255
              broadcast  192.0.2.255
              integer    3221225991
              packed     c0000207
              reverse    7.2.0.192.in-addr.arpa
              is         private
              registry   192.0.2.0/24 Documentation (TEST-NET-1) (RFC5737)
            """);
  }

  @Test
  void usageErrorsExitWithTwo() {
    Run run = Run.of("ip", "--no-such-option");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("lisle: Unknown option: '--no-such-option'")
        .contains("--help");
  }

  @Test
  void whatIsNoUtf8OrNoPrintableTextStaysJson() {
    Run run = Run.with(new byte[] {(byte) 0xff, 'a', '"', '\\', 1, '\n'}, "ip", "--json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(
            "{\"input\":\"\ufffda\\\"\\\\\",\"error\":\"unexpected character at index 0\"}\n");
  }

  @Test
  void whatIsReadDoesNotSteerTheTerminalThatItIsReportedOn() {
    Run run = Run.with("1.2.3.4\u001b[2J\u009b5n\n", "ip");
    assertThat(run.err())
        .isEqualTo(
            "lisle: line 1: \"1.2.3.4\\u001b[2J\\u009b5n\": unexpected character at index 7\n");
  }

  @Test
  void noHostOfANetworkHasAScope() {
    String line = Run.of("ip", "--json", "fe80::%eth0/64").out();
    assertThat(line)
        .contains("\"first_host\":\"fe80::1\",\"last_host\":\"fe80::ffff:ffff:ffff:ffff\"");
  }

  @Test
  void aRangeMayHaveSpaceAroundItsDashAsTheRegistriesWriteIt() {
    assertThat(Run.with("192.0.2.0 - 192.0.2.255\n", "ip", "--json").out())
        .startsWith("{\"input\":\"192.0.2.0 - 192.0.2.255\",\"kind\":\"range\",");
    assertThat(Run.with("192.0.2.0 - 192.0.2.255 # ours\n", "ip", "merge").out())
        .isEqualTo("192.0.2.0/24\n");
  }

  @Test
  void aWordThatIsNoCommandIsToldWhereTheCommandsAre() {
    assertThat(Run.of("ip", "merg"))
        .isEqualTo(
            new Run(
                1,
                "",
                "lisle: \"merg\": unexpected character at index 0; nor is it a command, which lisle"
                    + " ip --help lists\n"));
  }

  @Test
  void aCommentIsNotPartOfALine() {
    Run run = Run.with("# these\n192.0.2.1 # a router\n", "ip", "--json");
    assertThat(run.out()).startsWith("{\"input\":\"192.0.2.1\",\"kind\"").hasLineCount(1);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void whatIsNotSeenIsShownWhereItIsWrong() {
    // Some editors begin a file with a mark.
    assertThat(Run.with("\ufeff192.0.2.1\n", "ip").err())
        .isEqualTo("lisle: line 1: \"\\ufeff192.0.2.1\": unexpected character at index 0\n");
  }
}

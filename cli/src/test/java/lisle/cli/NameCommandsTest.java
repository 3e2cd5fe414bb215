package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code lisle resolve}, {@code lisle service} and {@code lisle host}, as processes. */
@Timeout(120)
class NameCommandsTest {
  @Test
  void figures_are_resolved_without_asking_anybody() {
    assertThat(Run.of("resolve", "--numeric", "192.0.2.1", "443"))
        .isEqualTo(new Run(0, "192.0.2.1:443\n", ""));
    assertThat(Run.of("resolve", "--numeric", "--json", "2001:db8::1", "443"))
        .isEqualTo(
            new Run(
                0,
                """
                {"input":"2001:db8::1","service":"443","family":"AF_INET6","type":"SOCK_STREAM","protocol":6,"canonical_name":null,"address":"2001:db8::1","port":443}
                """,
                ""));
    assertThat(Run.of("resolve", "--numeric", "--type", "any", "192.0.2.1", "9").out())
        .contains("192.0.2.1:9 SOCK_STREAM 6\n", "192.0.2.1:9 SOCK_DGRAM 17\n");
    assertThat(Run.of("resolve", "", "80", "-6", "--passive").out()).isEqualTo("[::]:80\n");
  }

  @Test
  void a_line_that_is_not_found_is_reported_with_its_number_and_the_rest_goes_on() {
    assertThat(Run.with("192.0.2.1 80\n\nnot-an-address\n192.0.2.2\n", "resolve", "--numeric"))
        .isEqualTo(
            new Run(
                1,
                "192.0.2.1:80\n192.0.2.2\n",
                "lisle: line 3: look up not-an-address: no such name (EAI_NONAME)\n"));
    assertThat(Run.with("not-an-address\n", "resolve", "--numeric", "--json", "-").out())
        .isEqualTo(
            """
            {"input":"not-an-address","error":"look up not-an-address: no such name (EAI_NONAME)","code":"EAI_NONAME"}
            """);
  }

  @Test
  void localhost_is_found_as_getent_finds_it() throws Exception {
    Process getent = new ProcessBuilder("sh", "-c", "getent ahosts localhost").start();
    List<String> theirs =
        getent
            .inputReader()
            .lines()
            .filter(line -> line.contains("STREAM"))
            .map(line -> line.split("\\s+", 2)[0])
            .toList();
    assumeTrue(getent.waitFor() == 0, "no getent, or no localhost");
    assertThat(Run.of("resolve", "--configured", "localhost").out().lines().toList())
        .isEqualTo(theirs);
  }

  @Test
  void a_service_is_found_by_name_and_by_port_over_every_protocol() {
    assumeTrue(Files.exists(Path.of("/etc/services")), "no /etc/services: install netbase");
    assertThat(Run.of("service", "ftp/tcp", "25/tcp").out())
        .startsWith("ftp 21/tcp")
        .contains("\nsmtp 25/tcp");
    assertThat(Run.of("service", "domain").out().lines().toList())
        .anyMatch(line -> line.startsWith("domain 53/tcp"))
        .anyMatch(line -> line.startsWith("domain 53/udp"));
    assertThat(Run.with("53/udp\n", "service", "--json").out())
        .startsWith("{\"input\":\"53/udp\",\"name\":\"domain\",\"port\":53,\"protocol\":\"udp\",");
    assertThat(Run.of("service", "hollering", "65536"))
        .isEqualTo(
            new Run(
                1,
                "",
                """
                lisle: service hollering: no such service: see /etc/services
                lisle: port 65536 is out of range 0 to 65535
                """));
  }

  @Test
  void this_machine_says_its_name_and_its_interfaces() throws Exception {
    String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    Run text = Run.of("host");
    assertThat(text.out()).startsWith(name + "\n").contains("1 lo: ").contains("  127.0.0.1/8\n");
    assertThat(Run.of("host", "--json").out())
        .startsWith("{\"name\":\"" + name + "\",\"full_name\":")
        .contains("{\"index\":1,\"name\":\"lo\",")
        .contains("\"127.0.0.1/8\"")
        .endsWith("}]}\n");
  }

  @Test
  void options_that_exclude_each_other_are_misuse() {
    Run run = Run.of("resolve", "-4", "-6", "localhost");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("mutually exclusive").contains("lisle resolve --help");
  }

  @Test
  void every_command_has_help_with_examples() {
    for (String command : List.of("resolve", "service", "host")) {
      Run run = Run.of(command, "--help");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("Examples:", "  lisle " + command, "Exit codes:");
    }
  }

  @Test
  void a_time_is_written_as_for_every_other_command() {
    assertThat(Run.of("resolve", "--numeric", "--timeout", "500ms", "192.0.2.1").out())
        .isEqualTo("192.0.2.1\n");
    assertThat(Run.of("host", "--timeout", "1m").out()).contains(" lo: ");
    for (String command : List.of("resolve", "host")) {
      Run run = Run.of(command, "--timeout", "soon");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains("\"soon\" is no time: write it as 15s, 500ms, 2m or 1h");
    }
  }

  @Test
  void the_completion_knows_the_words_as_they_are_typed() {
    assertThat(Run.of("generate-completion").out())
        .contains("\"stream\" \"datagram\" \"raw\" \"any\"")
        .contains("\"echo\" \"discard\" \"chat\" \"forward\"");
  }
}

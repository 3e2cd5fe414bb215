package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IpGrepTest {
  private static final String LOG =
      """
      a 192.0.2.7 b
      c 198.51.100.1
      none
      [2001:db8::1]:80 x 192.0.2.9
      last 192.0.2.8\
      """;

  @TempDir Path folder;

  @Test
  void selectsLinesWithAnAddressInTheNetworks() {
    assertThat(Run.with(LOG, "ip", "grep", "192.0.2.0/29", "2001:db8::/32"))
        .isEqualTo(new Run(0, "a 192.0.2.7 b\n[2001:db8::1]:80 x 192.0.2.9\n", ""));
    assertThat(Run.with(LOG, "ip", "grep", "-v", "192.0.2.0/24").out())
        .isEqualTo("c 198.51.100.1\n");
    assertThat(Run.with(LOG, "ip", "grep", "-i", "192.0.2.0/24").out())
        .isEqualTo("c 198.51.100.1\nnone\n");
    assertThat(Run.with(LOG, "ip", "grep", "-o", "192.0.2.8-192.0.2.9").out())
        .isEqualTo("192.0.2.9\n192.0.2.8\n");
    assertThat(Run.with(LOG, "ip", "grep", "203.0.113.0/24")).isEqualTo(new Run(1, "", ""));
  }

  @Test
  void takesNetworksFromAFileAndCountsForEachFile() throws IOException {
    Path log = folder.resolve("log");
    Path list = folder.resolve("list");
    Files.writeString(log, LOG);
    Files.writeString(list, "192.0.2.8 # one\n2001:db8::/32\n");
    Run run = Run.of("ip", "grep", "-c", "-f", list.toString(), log.toString(), log.toString());
    assertThat(run).isEqualTo(new Run(0, log + ":2\n" + log + ":2\n", ""));
    Run bad = Run.of("ip", "grep", "192.0.2.0/33", log.toString());
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).isEmpty();
    assertThat(bad.err()).contains("prefix length above 32");
    assertThat(Run.of("ip", "grep").code()).isEqualTo(2);
  }

  /** Large enough for several chunks, on several threads. */
  @Test
  void agreesWithALookAtEachLine() throws IOException {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("lisle.seed=" + seed);
    var random = new Random(seed);
    List<IpNetwork> networks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      networks.add(IpNetwork.containing(address(random), 8 + random.nextInt(16)));
    }
    Path list = folder.resolve("list");
    Files.write(list, networks.stream().map(IpNetwork::toString).toList());
    var log = new StringBuilder();
    var in = new StringBuilder();
    var out = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      IpAddress address = address(random);
      String line = "GET /" + i + " from " + address + " - \"x.y\"";
      log.append(line).append('\n');
      boolean isIn = networks.stream().anyMatch(n -> n.contains(address));
      (isIn ? in : out).append(line).append('\n');
    }
    Path file = folder.resolve("log");
    Files.writeString(file, log);
    assertThat(Run.of("ip", "grep", "-f", list.toString(), file.toString()).out())
        .isEqualTo(in.toString());
    assertThat(Run.with(log.toString(), "ip", "grep", "-v", "-f", list.toString()).out())
        .isEqualTo(out.toString());
  }

  private static IpAddress address(Random random) {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 16 : 4];
    random.nextBytes(bytes);
    return IpAddress.of(bytes);
  }

  @Test
  @Timeout(60)
  void printsWhatIsKnownBeforeItWaitsForMore() throws Exception {
    Process grep = Run.start("ip", "grep", "192.0.2.0/24");
    try (var in = grep.getOutputStream();
        var out = grep.inputReader()) {
      for (int i = 1; i < 4; i++) {
        in.write(("line 192.0.2." + i + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        assertThat(out.readLine()).isEqualTo("line 192.0.2." + i);
      }
    }
    assertThat(grep.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(grep.exitValue()).isZero();
  }

  @Test
  void theNameOfAListIsANameWhateverItReadsAs() throws IOException {
    Files.writeString(folder.resolve("192.0.2.0"), "198.51.100.0/24\n");
    Run run =
        Run.shell(
            "cd " + folder + "; printf '192.0.2.0\\n198.51.100.1\\n' | lisle ip grep -f 192.0.2.0");
    assertThat(run).isEqualTo(new Run(0, "198.51.100.1\n", ""));
  }

  @Test
  void onlyTheAddressThatALineBeginsWithCountsWhereThatIsAsked() {
    String log =
        """
        192.0.2.7 GET /?from=198.51.100.1
        198.51.100.1 GET /?from=192.0.2.7
        from 192.0.2.8
        """;
    assertThat(Run.with(log, "ip", "grep", "-x", "192.0.2.0/24").out())
        .isEqualTo("192.0.2.7 GET /?from=198.51.100.1\n");
    assertThat(Run.with(log, "ip", "grep", "-x", "-v", "192.0.2.0/24").out())
        .isEqualTo("198.51.100.1 GET /?from=192.0.2.7\n");
    assertThat(Run.with(log, "ip", "grep", "-x", "-i", "192.0.2.0/24").out())
        .isEqualTo("198.51.100.1 GET /?from=192.0.2.7\nfrom 192.0.2.8\n");
    assertThat(Run.with(log, "ip", "grep", "-x", "-o", "0.0.0.0/0").out())
        .isEqualTo("192.0.2.7\n198.51.100.1\n");
  }
}

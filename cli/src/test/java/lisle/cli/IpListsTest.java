package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import lisle.ipaddress.CompiledIpTable;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpListsTest {
  @TempDir Path folder;

  private static void prints(String expected, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(expected.replace(' ', '\n') + "\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void hostsLeavesOutTheEndsOfANetwork() {
    prints(
        "192.0.2.1 192.0.2.2 2001:db8::1 2001:db8::2 2001:db8::3 192.0.2.8 192.0.2.9 192.0.2.1",
        "ip",
        "hosts",
        "192.0.2.0/30",
        "2001:db8::/126",
        "192.0.2.8/31",
        "192.0.2.1");
  }

  @Test
  void subnetsAndSupernet() {
    prints("192.0.2.0/25 192.0.2.128/25", "ip", "subnets", "192.0.2.0/24");
    prints("192.0.0.0/16", "ip", "supernet", "--prefix", "16", "192.0.2.0/24");
    Run run = Run.of("ip", "subnets", "-p", "23", "192.0.2.0/24");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).startsWith("lisle: 192.0.2.0/24: ").hasLineCount(1);
  }

  @Test
  void rangeTurnsOneFormIntoTheOther() {
    prints("192.0.2.0-192.0.2.255", "ip", "range", "192.0.2.0/24");
    prints("192.0.2.5/32 192.0.2.6/31 192.0.2.8/31", "ip", "range", "192.0.2.5-192.0.2.9");
    prints("2001:db8::5/128 2001:db8::6/127", "ip", "range", "2001:db8::5", "2001:db8::7");
  }

  @Test
  void mergeReadsInputFilesAndArguments() throws IOException {
    Path list = folder.resolve("list.txt");
    Files.writeString(list, "# ours\n192.0.2.0/25 # first half\n\n2001:db8::/33");
    Run run =
        Run.with(
            "2001:db8:8000::/33\nbad\n192.0.2.200/25\n",
            "ip",
            "merge",
            "--json",
            list.toString(),
            "-",
            "198.51.100.7");
    assertThat(run.out())
        .isEqualTo(
            """
            {"network":"192.0.2.0/24"}
            {"network":"198.51.100.7/32"}
            {"network":"2001:db8::/32"}
            """);
    assertThat(run.err()).isEqualTo("lisle: line 2: \"bad\": unexpected character at index 0\n");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void subtractIntersectAndContains() {
    prints("192.0.2.0/26 192.0.2.128/25", "ip", "subtract", "192.0.2.0/24", "192.0.2.64/26");
    prints(
        "192.0.2.192-192.0.2.255",
        "ip",
        "intersect",
        "--ranges",
        "192.0.2.0/24",
        "192.0.2.192-192.0.3.7");
    Run run = Run.of("ip", "contains", "192.0.2.0/24", "192.0.2.7", "198.51.100.1");
    assertThat(run.out()).isEqualTo("192.0.2.7 yes\n198.51.100.1 no\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(Run.of("ip", "contains", "-q", "::/0", "2001:db8::/32"))
        .isEqualTo(new Run(0, "", ""));
  }

  @Test
  void sortGoesByNumber() {
    Run run =
        Run.with(
            "192.0.2.10\n2001:db8::1\n192.0.2.9\n192.0.2.0/24\n192.0.2.9\n", "ip", "sort", "-u");
    assertThat(run).isEqualTo(new Run(0, "192.0.2.0/24\n192.0.2.9\n192.0.2.10\n2001:db8::1\n", ""));
  }

  @Test
  void lookupFindsTheLongestMatch() throws IOException {
    Path table = folder.resolve("table.txt");
    Files.writeString(
        table, "192.0.2.0/24 doc one\n192.0.2.128/25,two\n2001:db8::/32\tsix\n# end\n");
    Run run =
        Run.with(
            "192.0.2.1\n192.0.2.200\nbad\n2001:db8::9\n198.51.100.1",
            "ip",
            "lookup",
            "--table",
            table.toString());
    assertThat(run.out())
        .isEqualTo(
            """
            192.0.2.1\t192.0.2.0/24\tdoc one
            192.0.2.200\t192.0.2.128/25\ttwo
            2001:db8::9\t2001:db8::/32\tsix
            198.51.100.1\t-\t-
            """);
    assertThat(run.err()).isEqualTo("lisle: line 3: \"bad\": unexpected character at index 0\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(Run.of("ip", "lookup", "-j", "-t", table.toString(), "192.0.2.3", "::").out())
        .isEqualTo(
            """
            {"input":"192.0.2.3","network":"192.0.2.0/24","value":"doc one"}
            {"input":"::","network":null,"value":null}
            """);
    Run missing = Run.of("ip", "lookup", "-t", folder + "/none");
    assertThat(missing).isEqualTo(new Run(1, "", "lisle: " + folder + "/none: no such file\n"));
  }

  @Test
  void jsonMayBeAskedForBeforeTheCommandToo() {
    for (String[] order : new String[][] {{"--json", "hosts"}, {"hosts", "--json"}}) {
      assertThat(Run.of("ip", order[0], order[1], "192.0.2.8/31", "-a"))
          .isEqualTo(new Run(0, "{\"address\":\"192.0.2.8\"}\n{\"address\":\"192.0.2.9\"}\n", ""));
    }
    assertThat(Run.with("a 192.0.2.7 \"\r\nb\n", "ip", "--json", "grep", "192.0.2.0/24").out())
        .isEqualTo("{\"file\":null,\"line\":\"a 192.0.2.7 \\\"\"}\n");
    assertThat(Run.with("192.0.2.7\n", "ip", "grep", "-j", "-c", "192.0.2.0/24").out())
        .isEqualTo("{\"file\":null,\"count\":1}\n");
    assertThat(Run.with("x 192.0.2.7.\n", "ip", "grep", "-j", "-o", "192.0.2.0/24").out())
        .isEqualTo("{\"file\":null,\"address\":\"192.0.2.7\"}\n");
  }

  @Test
  void everyListHasHelpWithExamples() {
    for (String name :
        List.of(
            "hosts subnets supernet range merge subtract intersect contains sort grep lookup"
                .split(" "))) {
      Run run = Run.of("ip", name, "--help");
      assertThat(run.code()).isZero();
      assertThat(run.out()).startsWith("Usage: lisle ip " + name).contains("\nExamples:\n");
    }
    assertThat(Run.of("--help").out())
        .contains("\nExamples:\n", "\n  ip ", "\n  wait ", "\n  help ");
    assertThat(Run.of("help", "ip").out()).contains("\n  merge ", "\nExamples:\n");
    assertThat(Run.of("ip", "--help").out()).contains("\n  merge ", "\n  lookup ");
  }

  /** Enough for several chunks, and mixed: the networks of a table and the addresses. */
  @Test
  void lookupAndMergeAgreeWithTheLibraryOnManyLines() throws IOException {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("lisle.seed=" + seed);
    var random = new Random(seed);
    var networks = new LinkedHashMap<IpNetwork, String>();
    var lines = new ArrayList<String>();
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = new byte[random.nextInt(4) == 0 ? 16 : 4];
      random.nextBytes(bytes);
      IpNetwork network =
          IpNetwork.containing(IpAddress.of(bytes), 10 + random.nextInt(8 * bytes.length - 9));
      networks.put(network, "value " + i + (random.nextInt(9) == 0 ? " \u00e9" : ""));
      lines.add(network + (random.nextBoolean() ? " " : "\t") + networks.get(network));
    }
    Path table = folder.resolve("table");
    Files.write(table, lines);
    CompiledIpTable<Map.Entry<IpNetwork, String>> compiled =
        CompiledIpTable.copyOf(
            networks.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, e -> Map.entry(e.getKey(), e.getValue()))));
    var input = new ArrayList<String>();
    var expected = new ArrayList<String>();
    for (int i = 0; i < 120_000; i++) {
      byte[] bytes = new byte[random.nextInt(4) == 0 ? 16 : 4];
      random.nextBytes(bytes);
      IpAddress address = IpAddress.of(bytes);
      if (bytes.length == 16 && random.nextBoolean()) {
        address = networks.keySet().iterator().next().address();
      }
      input.add(address.toString());
      Map.Entry<IpNetwork, String> found = compiled.lookup(address);
      expected.add(
          address + "\t" + (found == null ? "-\t-" : found.getKey() + "\t" + found.getValue()));
    }
    Path addresses = folder.resolve("addresses");
    Files.write(addresses, input);
    assertThat(
            Run.of("ip", "lookup", "-t", table.toString(), addresses.toString()).out().split("\n"))
        .containsExactly(expected.toArray(String[]::new));
    String merged =
        Run.with(
                String.join("\n", networks.keySet().stream().map(IpNetwork::toString).toList()),
                "ip",
                "merge")
            .out();
    assertThat(merged.split("\n"))
        .containsExactly(
            IpSet.copyOf(networks.keySet())
                .prefixes()
                .map(IpNetwork::toString)
                .toArray(String[]::new));
  }

  @Test
  void aClosedPipeEndsItQuietly() {
    Run run =
        Run.shell(
            "{ lisle ip hosts 2001:db8::/32; echo \"code $?\" >&2; } | head -n 2; yes 192.0.2.1 | {"
                + " lisle ip --json; echo \"code $?\" >&2; } | head -n 1 | cut -c 1-19");
    assertThat(run.out()).isEqualTo("2001:db8::1\n2001:db8::2\n{\"input\":\"192.0.2.1\n");
    assertThat(run.err()).isEqualTo("code 0\ncode 0\n");
  }

  @Test
  void aCommentMayFollowAnAddressThatIsLookedUp() throws IOException {
    Path table = Files.writeString(folder.resolve("table"), "192.0.2.0/24 doc\n");
    assertThat(Run.with("# all\n192.0.2.7 # it\n", "ip", "lookup", "-t", table.toString()))
        .isEqualTo(new Run(0, "192.0.2.7\t192.0.2.0/24\tdoc\n", ""));
  }

  @Test
  void standardInputIsReadOnceAndMayBeAskedForTwice() throws IOException {
    for (String command : List.of("merge", "sort", "range")) {
      assertThat(Run.with("192.0.2.7/32\n", "ip", command, "-", "-").err()).as(command).isEmpty();
    }
    assertThat(Run.shell("lisle ip merge - < " + folder))
        .isEqualTo(new Run(1, "", "lisle: standard input: Is a directory\n"));
  }

  @Test
  void whatIsNotInAPartOfTheSetMayBeInTheWhole() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), "192.0.2.0/25\nbad\n");
    Run run = Run.of("ip", "contains", list.toString(), "192.0.2.200");
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("lisle: " + list + ":2: \"bad\": ");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void jsonHasALineForWhatIsNoOperandToo() {
    Run run = Run.with("192.0.2.7\nbad\n", "ip", "contains", "-j", "192.0.2.0/24", "-");
    assertThat(run.out())
        .isEqualTo(
            """
            {"input":"192.0.2.7","contains":true}
            {"input":"bad","error":"unexpected character at index 0"}
            """);
    assertThat(run.code()).isEqualTo(1);
    assertThat(Run.of("ip", "contains", "-q", "-j", "192.0.2.0/24", "bad").out()).isEmpty();
  }

  @Test
  void anArgumentThatIsNeitherIsSaidToBeNoFileEither() throws IOException {
    Path table = Files.writeString(folder.resolve("table"), "192.0.2.0/24 doc\n");
    String reason =
        "lisle: \"lits.txt\": unexpected character at index 0; nor is it a file that is there\n";
    assertThat(Run.of("ip", "merge", "lits.txt").err()).isEqualTo(reason);
    assertThat(Run.of("ip", "lookup", "-t", table.toString(), "lits.txt").err()).isEqualTo(reason);
  }

  /** Most lines are nearly what is read the fast way. */
  @Test
  void mergeReadsEachLineAsItIsReadAlone() throws IOException {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("lisle.seed=" + seed);
    var random = new Random(seed);
    String letters = "0123456789./ #-:a\r";
    var lines = new ArrayList<String>();
    for (int i = 0; i < 5_000; i++) {
      var line = new StringBuilder();
      for (int octet = 0; octet < 4; octet++) {
        int most = random.nextInt(12) == 0 ? 300 : 256;
        line.append(octet == 0 ? "" : ".").append(random.nextInt(most));
      }
      if (random.nextBoolean()) line.append('/').append(random.nextInt(8, 34));
      for (int edits = random.nextInt(8) - 5; edits > 0; edits--) {
        int place = random.nextInt(line.length());
        int end = place + random.nextInt(2);
        String by = "" + letters.charAt(random.nextInt(letters.length()));
        line.replace(place, end, random.nextBoolean() ? by : "");
      }
      lines.add(line.toString());
    }
    IpSet.Builder expected = IpSet.builder();
    var faults = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(?s)#.*", "").strip();
      if (line.isEmpty()) continue;
      try {
        expected.add(What.parse(line).range());
      } catch (IpFormatException e) {
        faults.add("lisle: line " + (i + 1) + ": " + Reason.of(e));
      }
    }
    assertThat(faults).hasSizeGreaterThan(100).hasSizeLessThan(lines.size() / 2);
    Run run = Run.with(String.join("\n", lines), "ip", "merge", "--ranges");
    assertThat(run.err().lines()).containsExactlyElementsOf(faults);
    assertThat(run.out().lines())
        .containsExactlyElementsOf(
            expected.build().ranges().map(range -> range.first() + "-" + range.last()).toList());
  }
}

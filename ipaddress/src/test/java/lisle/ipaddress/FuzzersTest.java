package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Targets for Jazzer. A build runs the inputs that are kept in the resources, {@code
 * FuzzersTestInputs}; with {@code JAZZER_FUZZ=1} in the environment and one target chosen, Jazzer
 * looks for others. What it finds belongs among them.
 */
class FuzzersTest {

  /** Any bytes, read as every noun: with and without an exception, from text and from bytes. */
  @FuzzTest(maxDuration = "1m")
  void textIsReadOrRefused(byte[] bytes) {
    MutationTest.check(new String(bytes, ISO_8859_1));
  }

  /** Any bytes: the scanner finds what a slow reading of its rules finds. */
  @FuzzTest(maxDuration = "1m")
  void aScanFindsWhatTheRulesSay(byte[] bytes) {
    byte[] text = Arrays.copyOf(bytes, Math.min(bytes.length, 2000));
    List<String> expected = IpScannerTest.oracle(new String(text, ISO_8859_1));
    var scanner = new IpScanner();
    assertThat(IpScannerTest.drain(scanner.over(text))).isEqualTo(expected);
    var segment = MemorySegment.ofArray(text);
    assertThat(IpScannerTest.drain(scanner.over(segment))).isEqualTo(expected);
  }

  /**
   * Lines of changes and questions: {@code +} a network, {@code -} a network, {@code ?} an address.
   * A table, its compiled form and a set agree with a look at every network.
   */
  @FuzzTest(maxDuration = "1m")
  void tablesAndSetsAnswerAsALookAtEveryNetwork(byte[] bytes) {
    var table = new IpTable<Integer>();
    var oracle = new TreeMap<IpNetwork, Integer>();
    List<String> lines = new String(bytes, ISO_8859_1).lines().limit(300).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty()) continue;
      String rest = line.substring(1);
      switch (line.charAt(0)) {
        case '+' -> {
          IpNetwork network = IpNetwork.tryParse(rest);
          if (network == null || isScoped(network.address())) continue;
          assertThat(table.put(network, i)).isEqualTo(oracle.put(network, i));
        }
        case '-' -> {
          IpNetwork network = IpNetwork.tryParse(rest);
          if (network == null || isScoped(network.address())) continue;
          assertThat(table.remove(network)).isEqualTo(oracle.remove(network));
        }
        default -> {
          IpAddress address = IpAddress.tryParse(rest);
          if (address != null) ask(table, oracle, address);
        }
      }
    }
    assertThat(table.entries().map(Map.Entry::getKey)).isEqualTo(List.copyOf(oracle.keySet()));
    for (IpNetwork network : oracle.keySet()) ask(table, oracle, network.last());
  }

  private static boolean isScoped(IpAddress address) {
    return address instanceof Ipv6Address v6 && v6.scope() != null;
  }

  private static void ask(IpTable<Integer> table, Map<IpNetwork, Integer> all, IpAddress address) {
    Integer expected = null;
    for (var entry : all.entrySet()) {
      // In this order the last that holds the address is the longest.
      if (entry.getKey().contains(address)) expected = entry.getValue();
    }
    assertThat(table.lookup(address)).isEqualTo(expected);
    assertThat(table.compile().lookup(address)).isEqualTo(expected);
    assertThat(IpSet.copyOf(all.keySet()).contains(address)).isEqualTo(expected != null);
  }
}

package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import lisle.ipaddress.RegistryEntry.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private final Inputs inputs = Inputs.seeded("RegistryTest");

  @Test
  void theLongestEntryIsFoundAsByLookingAtAll() {
    for (int i = 0; i < 50_000; i++) {
      IpAddress address = inputs.address();
      RegistryEntry expected =
          RegistryEntry.all().stream()
              .filter(e -> e.block().contains(address))
              .max(Comparator.comparingInt(e -> e.block().prefixLength()))
              .orElse(null);
      assertThat(address.registryEntry()).isSameAs(expected);
      if (expected != null
          && address.equals(address.unmapped())
          && expected.globallyReachable() != Answer.UNSTATED) {
        assertThat(address.isGlobal()).isEqualTo(expected.globallyReachable() == Answer.YES);
      }
      if (expected == null) assertThat(address.isGlobal()).isTrue();
    }
  }

  @Test
  void everyColumnIsThere() {
    RegistryEntry entry = Objects.requireNonNull(IpAddress.parse("192.88.99.7").registryEntry());
    assertThat(entry.block()).hasToString("192.88.99.0/24");
    assertThat(entry.name()).isEqualTo("Deprecated (6to4 Relay Anycast)");
    assertThat(entry.specification()).isEqualTo("RFC7526");
    assertThat(entry.allocated()).hasToString("2001-06");
    assertThat(entry.terminated()).hasToString("2015-03");
    assertThat(entry.source()).isEqualTo(Answer.UNSTATED);
    RegistryEntry broadcast = Objects.requireNonNull(Ipv4Address.MAX.registryEntry());
    assertThat(broadcast.source()).isEqualTo(Answer.NO);
    assertThat(broadcast.destination()).isEqualTo(Answer.YES);
    assertThat(broadcast.forwardable()).isEqualTo(Answer.NO);
    assertThat(broadcast.globallyReachable()).isEqualTo(Answer.NO);
    assertThat(broadcast.reservedByProtocol()).isEqualTo(Answer.YES);
    assertThat(RegistryEntry.all()).hasSize(26 + 25);
  }

  @Test
  void whatIsAndIsNotAsked() {
    assertThat(IpAddress.parse("100.64.0.1")).matches(a -> !a.isPrivate() && !a.isGlobal());
    assertThat(IpAddress.parse("224.0.0.1")).matches(a -> !a.isPrivate() && a.isGlobal());
    assertThat(IpAddress.parse("fec0::1")).matches(a -> !a.isPrivate() && a.isGlobal());
    assertThat(IpAddress.parse("192.0.0.9")).matches(IpAddress::isGlobal);
    assertThat(IpAddress.parse("192.0.0.1")).matches(IpAddress::isPrivate);
    assertThat(IpAddress.parse("2001:10::1")).matches(IpAddress::isPrivate);
    assertThat(IpAddress.parse("192.88.99.1")).matches(IpAddress::isGlobal);
    assertThat(IpAddress.parse("192.88.99.2")).matches(IpAddress::isPrivate);
    assertThat(IpAddress.parse("2002::1")).matches(IpAddress::isPrivate);
    assertThat(IpAddress.parse("::ffff:10.0.0.1")).matches(IpAddress::isPrivate);
    assertThat(IpAddress.parse("::ffff:198.51.101.1")).matches(IpAddress::isGlobal);
  }

  /**
   * {@code -Dlisle.data=FOLDER} has IANA's files; without them there is nothing to compare with.
   */
  @Test
  void theTableIsThatOfIana() throws IOException {
    String folder = System.getProperty("lisle.data");
    Assumptions.assumeTrue(folder != null, "no -Dlisle.data=FOLDER with IANA's files");
    var blocks = new ArrayList<String>();
    for (int version : new int[] {4, 6}) {
      Path file = Path.of(folder, "iana-ipv" + version + "-special-registry-1.csv");
      for (String row : Files.readString(file).split("\n(?=[0-9a-f:\"])", -1)) {
        List<String> columns = columns(row.strip());
        if (columns.getFirst().equals("Address Block")) continue;
        for (String block : columns.getFirst().split(",", -1)) {
          IpNetwork network = IpNetwork.parse(block.strip().replaceAll(" .*", ""));
          blocks.add(network.toString());
          compare(columns, entry(network));
        }
      }
    }
    assertThat(RegistryEntry.all().stream().map(e -> e.block().toString()))
        .containsExactlyInAnyOrderElementsOf(blocks);
  }

  private static @Nullable RegistryEntry entry(IpNetwork block) {
    return RegistryEntry.all().stream().filter(e -> e.block().equals(block)).findAny().orElse(null);
  }

  private static void compare(List<String> columns, @Nullable RegistryEntry found) {
    RegistryEntry entry = Objects.requireNonNull(found, columns.toString());
    assertThat(entry.name()).isEqualTo(columns.get(1).replace("\"", ""));
    assertThat(letters(entry.specification())).isEqualTo(letters(columns.get(2)));
    assertThat(entry.allocated()).hasToString(columns.get(3));
    assertThat(entry.terminated() == null ? "N/A" : entry.terminated().toString())
        .isEqualTo(columns.get(4));
    List<Answer> answers =
        List.of(
            entry.source(),
            entry.destination(),
            entry.forwardable(),
            entry.globallyReachable(),
            entry.reservedByProtocol());
    for (int i = 0; i < 5; i++) {
      String theirs = columns.get(5 + i).replaceAll(" .*", "");
      Answer expected =
          switch (theirs) {
            case "True" -> Answer.YES;
            case "False" -> Answer.NO;
            case "N/A" -> Answer.NOT_APPLICABLE;
            default -> Answer.UNSTATED;
          };
      assertThat(answers.get(i)).as(columns.toString()).isEqualTo(expected);
    }
  }

  private static String letters(String text) {
    return text.replaceAll("[^A-Za-z0-9.]", "");
  }

  private static List<String> columns(String row) {
    var columns = new ArrayList<String>();
    var column = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < row.length(); i++) {
      char c = row.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        columns.add(column.toString());
        column.setLength(0);
      } else {
        column.append(c);
      }
    }
    columns.add(column.toString());
    return columns;
  }
}

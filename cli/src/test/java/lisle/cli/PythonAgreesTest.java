package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import lisle.ipaddress.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JSON of {@code lisle ip} beside what Python's ipaddress says of the same lines, but for what
 * the date of the registry decides.
 */
class PythonAgreesTest {
  private static final Pattern BETWEEN_MEMBERS = Pattern.compile(",(?=\")");

  @TempDir Path folder;

  @Test
  void theSameAnswersAsPython() throws IOException {
    Path script = folder.resolve("describe.py");
    try (var resource = PythonAgreesTest.class.getResourceAsStream("describe.py")) {
      Files.write(script, resource.readAllBytes());
    }
    Path input = folder.resolve("input");
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("lisle.seed=" + seed);
    List<String> lines = lines(new Random(seed));
    Files.write(input, lines, StandardCharsets.UTF_8);
    Run python =
        Run.shell("python3 -c 'import ipaddress' || exit 77; python3 " + script + " < " + input);
    assumeTrue(python.code() != 77 && python.code() != 127, "there is no python3 here");
    String[] expected = python.out().split("\n");
    String[] actual = Run.with(Files.readAllBytes(input), "ip", "--json").out().split("\n");
    assertThat(actual).hasSameSizeAs(expected).hasSize(lines.size());
    for (int i = 0; i < expected.length; i++) {
      if (expected[i].equals("null")) {
        assertThat(actual[i]).as(lines.get(i)).contains("\"error\":");
        continue;
      }
      String members = expected[i].substring(1, expected[i].length() - 1);
      for (String member : BETWEEN_MEMBERS.split(members, -1))
        assertThat(actual[i]).as(lines.get(i)).contains(member);
    }
  }

  private static List<String> lines(Random random) {
    var lines = new ArrayList<String>();
    String[] starts = {"fe80:", "ff02:", "fec0:", "2001:db8:", "64:ff9b:", "1000:"};
    for (int i = 0; i < 4000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      if (bytes.length == 16 && random.nextBoolean()) {
        for (int b = 2; b < 14; b++) if (random.nextInt(3) > 0) bytes[b] = 0;
      }
      String text = IpAddress.of(bytes).toString();
      int length = random.nextInt(8 * bytes.length + 2);
      lines.add(
          switch (random.nextInt(6)) {
            case 0 -> text + "/" + length;
            case 1 ->
                length > 8 * bytes.length
                    ? text + "/x"
                    : lisle.ipaddress.IpNetwork.containing(IpAddress.of(bytes), length).toString();
            case 2 ->
                text.replace(random.nextBoolean() ? '1' : '2', "0.:x".charAt(random.nextInt(4)));
            case 3 -> starts[random.nextInt(starts.length)] + ":" + random.nextInt(1000);
            default -> text;
          });
    }
    return lines;
  }
}

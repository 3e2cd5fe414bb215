package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of the guide's page, and what they print. */
class GuidePageTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "command-line.md");

  /** A command line of the page, without {@code lisle}, and what follows it there. */
  private record Example(String command, String output) {}

  @Test
  void eachCommandPrintsWhatThePageShows() throws IOException {
    assumeTrue(Files.exists(PAGE), "the guide is not here");
    List<Example> examples = examples(Files.readAllLines(PAGE));
    assertThat(examples).hasSizeGreaterThan(10);
    Path folder = Files.createTempDirectory("lisle-guide");
    Files.writeString(
        folder.resolve("access.log"), "10.1.1.1 a\n192.0.2.7 - GET /\n2001:db8::7 - GET /x\n");
    Files.writeString(
        folder.resolve("networks.txt"),
        "192.0.2.0/24 office\n192.0.2.128/25 guests\n2001:db8::/32 lab\n");
    var script = new StringBuilder("cd " + folder + "\n");
    for (Example example : examples) {
      script.append("lisle ").append(example.command).append(" 2>&1\necho =====\n");
    }
    String[] outputs = Run.shell(script.toString()).out().split("=====\n", -1);
    for (int i = 0; i < examples.size(); i++) {
      assertThat(outputs[i]).as(examples.get(i).command).isEqualTo(examples.get(i).output);
    }
  }

  private static List<Example> examples(List<String> lines) {
    var examples = new ArrayList<Example>();
    boolean isInside = false;
    String command = "";
    var output = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("```") || (isInside && line.startsWith("$ lisle "))) {
        if (!command.isEmpty()) examples.add(new Example(command, output.toString()));
        command = "";
        output.setLength(0);
      }
      if (line.startsWith("```")) {
        isInside = line.equals("```console");
      } else if (isInside && line.startsWith("$ lisle ")) {
        command = line.substring("$ lisle ".length());
      } else if (isInside) {
        output.append(line).append('\n');
      }
    }
    return examples;
  }
}

package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the guide's page and of the README, and what they print. */
class PagesTest {
  /** Stands for any text in what a command prints. */
  private static final String ANY = "…";

  private static final Path ROOT = Path.of("..");

  /** A line that is typed on a page, and what follows it there. */
  private record Example(String command, String output) {}

  @TempDir Path folder;

  @Test
  void eachCommandPrintsWhatTheGuideShows() throws IOException {
    assumeTrue(Files.exists(Path.of("/etc/services")), "no /etc/services: install netbase");
    Files.writeString(
        folder.resolve("access.log"), "10.1.1.1 a\n192.0.2.7 - GET /\n2001:db8::7 - GET /x\n");
    Files.writeString(
        folder.resolve("networks.txt"),
        "192.0.2.0/24 office\n192.0.2.128/25 guests\n2001:db8::/32 lab\n");
    List<Example> examples = examples("docs/guide/command-line.md", "0");
    assertThat(examples).hasSizeGreaterThan(10);
    check(examples);
  }

  @Test
  void eachCommandPrintsWhatTheReadmeShows() throws Exception {
    assumeTrue(Files.exists(Path.of("/etc/services")), "no /etc/services: install netbase");
    String port;
    try (var any = new ServerSocket(0)) {
      port = "" + any.getLocalPort();
    }
    List<Example> examples = new ArrayList<>(examples("README.md", port));
    // The first line says where the commands are.
    Example serve = examples.remove(1);
    assertThat(serve.command).startsWith("lisle serve ");
    Process server =
        new ProcessBuilder(
                "sh", "-c", "cd " + folder + "; exec " + words() + serve.command.substring(5))
            .redirectErrorStream(true) // as on a terminal
            .start();
    try {
      check(examples);
      server.toHandle().destroy();
      String printed = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(printed).matches(pattern(serve.output));
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.destroyForcibly();
    }
    String all = examples.stream().map(Example::command).collect(Collectors.joining("\n"));
    for (String name :
        ("ip hosts,ip subnets,ip supernet,ip range,ip merge,ip subtract,ip intersect,ip contains,"
                + "ip sort,ip grep,ip lookup,resolve,service,host,connect,wait")
            .split(",", -1)) {
      assertThat(all).as("what the README shows").contains("lisle " + name);
    }
  }

  private static String words() {
    return Run.command().stream().map(word -> "'" + word + "' ").collect(Collectors.joining());
  }

  /** Types all of it into one shell. */
  private void check(List<Example> examples) {
    var script = new StringBuilder("cd " + folder + "\nexec 2>&1\n");
    for (Example example : examples) script.append(example.command).append("\necho =====\n");
    String[] outputs = Run.shell(script.toString()).out().split("=====\n", -1);
    assertThat(outputs).hasSize(examples.size() + 1);
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      assertThat(outputs[i]).as(example.command).matches(pattern(example.output));
    }
  }

  private static Pattern pattern(String output) {
    return Pattern.compile(
        Pattern.compile(ANY)
            .splitAsStream(output)
            .map(Pattern::quote)
            .collect(Collectors.joining("[\\s\\S]*")));
  }

  /** What is typed on a page; where it speaks of port 8888 we take another, which is free. */
  private static List<Example> examples(String page, String port) throws IOException {
    Path file = ROOT.resolve(page);
    assumeTrue(Files.exists(file), page + " is not here");
    var examples = new ArrayList<Example>();
    boolean isInside = false;
    String command = "";
    var output = new StringBuilder();
    for (String read : Files.readAllLines(file)) {
      String line = read.replace("127.0.0.1:8888", "127.0.0.1:" + port);
      boolean isCommand = isInside && line.startsWith("$ ");
      if (line.startsWith("```") || isCommand) {
        if (!command.isEmpty()) examples.add(new Example(command, output.toString()));
        command = "";
        output.setLength(0);
      }
      if (line.startsWith("```")) {
        isInside = line.equals("```console");
      } else if (isCommand) {
        command = line.substring(2);
      } else if (isInside) {
        output.append(line).append('\n');
      }
    }
    return examples;
  }

  @Test
  void everyKeyOfTheJsonIsInTheGuide() throws IOException {
    assumeTrue(Files.exists(ROOT.resolve("docs/guide/command-line.md")), "the guide is not here");
    String guide = Files.readString(ROOT.resolve("docs/guide/command-line.md"));
    Path table = Files.writeString(folder.resolve("table"), "192.0.2.0/24 doc\n");
    Run run =
        Run.shell(
            """
            lisle ip -j 192.0.2.1 192.0.2.1/24 2001:0:102:304::1 192.0.2.1-192.0.2.9 bad
            lisle ip hosts -j 192.0.2.0/30
            lisle ip range -j 192.0.2.0/30 192.0.2.1-192.0.2.9
            lisle ip sort -j 192.0.2.0/30
            lisle ip contains -j 192.0.2.0/30 192.0.2.1 bad
            for o in -j -jo -jc; do echo 192.0.2.1 | lisle ip grep $o 192.0.2.0/24; done
            lisle ip lookup -j -t TABLE 192.0.2.1 bad
            lisle resolve -j --numeric 192.0.2.1 80
            lisle resolve -j 127.0.0.1
            lisle resolve -j --numeric bad
            lisle service -j 53/udp bad
            lisle host -j
            lisle wait -j -t 1s 127.0.0.1:1
            """
                .replace("TABLE", table.toString()));
    assertThat(run.out().lines()).hasSizeGreaterThan(25);
    Pattern.compile("\"([a-z0-9_]+)\":")
        .matcher(run.out())
        .results()
        .map(key -> key.group(1))
        .distinct()
        .forEach(
            key -> assertThat(guide).as(key).containsAnyOf("`" + key + "`", "\"" + key + "\":"));
  }
}

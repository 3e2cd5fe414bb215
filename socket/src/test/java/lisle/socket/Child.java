package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Processes that tests start: other programs, classes of these tests, private namespaces. */
final class Child {
  static final String PYTHON = System.getProperty("lisle.python", "python3");

  private Child() {}

  /** The command that runs the main method of a class of these tests. */
  static List<String> java(Class<?> main, String... arguments) {
    // On the class path, as some tools run tests, it can be given.
    String modules = System.getProperty("jdk.module.path", System.getProperty("lisle.modules"));
    assumeTrue(modules != null, "the tests run as a module");
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=lisle.sys",
                "--module-path",
                modules,
                "--patch-module",
                "lisle.socket=" + Path.of("target/test-classes").toAbsolutePath(),
                "-m",
                "lisle.socket/" + main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** What makes a command run with a network, mounts and a name of its own. */
  static List<String> namespaces() throws InterruptedException {
    List<String> root = List.of("unshare", "--mount", "--net", "--uts");
    if (works(root)) return root;
    List<String> user = List.of("unshare", "--map-root-user", "--mount", "--net", "--uts");
    assumeTrue(works(user), "no right to make namespaces: run as root");
    return user;
  }

  /** The command that runs a shell script with a network, mounts and a name of its own. */
  static List<String> alone(Path script, String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(namespaces());
    command.addAll(List.of("sh", script.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean works(List<String> prefix) throws InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add("true");
    return isThere(command.toArray(String[]::new));
  }

  /** Whether a command is there and ends well. */
  static boolean isThere(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs a command to its end, and returns all that it said. */
  static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + " ended with " + process.exitValue() + ":\n" + said);
    }
    return said;
  }

  /** Copies a resource of these tests into a folder. */
  static Path copy(String resource, Path folder) throws IOException {
    Path copy = folder.resolve(resource);
    try (var in = Objects.requireNonNull(Child.class.getResourceAsStream(resource))) {
      Files.copy(in, copy);
    }
    return copy;
  }

  /** How many descriptors this process has open. */
  static int descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    }
  }
}

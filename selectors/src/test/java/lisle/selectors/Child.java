package lisle.selectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A program of the tests in a process of its own. */
final class Child {
  private Child() {}

  /**
   * Runs a program to its end, and returns what it said.
   *
   * @param before the command that starts Java, with its arguments
   * @param options for Java
   */
  static String run(List<String> before, Class<?> program, String... options) throws Exception {
    String modules = System.getProperty("jdk.module.path");
    assumeTrue(modules != null, "the tests run as a module");
    List<String> command = new ArrayList<>(before);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of(options));
    command.addAll(List.of("--enable-native-access=lisle.sys", "--module-path", modules));
    command.addAll(List.of("--patch-module", "lisle.selectors=target/test-classes"));
    command.addAll(List.of("-m", "lisle.selectors/" + program.getName()));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, e.getMessage());
      throw e;
    }
    try {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assumeTrue(!said.contains("ptrace"), "strace may not trace here: " + said);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}

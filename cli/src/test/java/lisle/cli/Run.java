package lisle.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One run of the command line as a process of its own, on the modules that are under test.
 *
 * @param code the exit code
 */
record Run(int code, String out, String err) {
  private static final long SECONDS = 120;

  /** Runs {@code lisle} with these arguments and nothing to read. */
  static Run of(String... arguments) {
    return with("", arguments);
  }

  /** Runs {@code lisle} with these arguments and this input. */
  static Run with(String input, String... arguments) {
    return with(input.getBytes(StandardCharsets.UTF_8), arguments);
  }

  static Run with(byte[] input, String... arguments) {
    try {
      Process process = start(arguments);
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      try (OutputStream in = process.getOutputStream()) {
        in.write(input);
      } catch (IOException e) {
        // It ended without reading all.
      }
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("not done in " + SECONDS + " s: " + String.join(" ", arguments));
      }
      return new Run(process.exitValue(), out.join(), err.join());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts {@code lisle} with these arguments. */
  static Process start(String... arguments) throws IOException {
    List<String> command = command();
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  /** The command line of {@code lisle}, for a shell, too. */
  static List<String> command() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=lisle.sys",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "--module",
            "lisle.cli/lisle.cli.Lisle"));
  }

  /** Runs a script of the shell, in which {@code lisle} is the command. */
  static Run shell(String script) {
    var lisle = new StringBuilder("lisle() { ");
    for (String word : command()) lisle.append('\'').append(word).append("' ");
    lisle.append("\"$@\"; }\n");
    try {
      Process process = new ProcessBuilder("sh", "-c", lisle + script).start();
      process.getOutputStream().close();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("not done in " + SECONDS + " s: " + script);
      }
      return new Run(process.exitValue(), out.join(), err.join());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<String> read(java.io.InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }
}

package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another program at the other end: its standard output is read line by line. */
final class PythonPeer implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private PythonPeer(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Runs a Python program with arguments, or skips the test where there is no Python. */
  static PythonPeer python(String program, Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("python3", "-c", "import socket, sys, os\n" + program));
    for (Object argument : arguments) command.add(argument.toString());
    return run(command);
  }

  static PythonPeer run(List<String> command) throws IOException {
    assumeTrue(exists(command.getFirst()), command.getFirst() + " is not installed");
    return new PythonPeer(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  static boolean exists(String program) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder, program))) return true;
    }
    return false;
  }

  /** Returns the next line; a word about the end where there is none. */
  String line() throws IOException {
    String line = output.readLine();
    return line != null ? line : "(the end)";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
    output.close();
  }
}

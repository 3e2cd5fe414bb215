package lisle.benchmarks.echo;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contender that runs, pinned to a core; closing ends it. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  /** Starts the server and waits until it listens. */
  ServerProcess(List<String> command, String core) throws IOException {
    this.process = start(command, core);
    this.port = port(process.inputReader());
  }

  /** Starts a command on a core; its errors go where ours go. */
  static Process start(List<String> command, String core) throws IOException {
    var pinned = new ArrayList<>(List.of("taskset", "-c", core));
    pinned.addAll(command);
    return new ProcessBuilder(pinned).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private int port(BufferedReader output) throws IOException {
    String line = output.readLine();
    if (line == null || !line.startsWith("listening ")) {
      process.destroyForcibly();
      throw new IOException("the server didn't start: " + process.info().commandLine().orElse(""));
    }
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  int port() {
    return port;
  }

  /** Returns the process; {@code taskset} has become the server itself. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

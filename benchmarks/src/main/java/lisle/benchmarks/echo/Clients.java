package lisle.benchmarks.echo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;

/** The connections to one server, made by a process of their own; they rest between two windows. */
final class Clients implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;
  private final String serverCore;
  private final String loadCore;

  /** Takes the process over, and waits until it has warmed the server up. */
  Clients(Process process, String serverCore, String loadCore) throws IOException {
    this.process = process;
    this.output = process.inputReader();
    this.input = process.outputWriter();
    this.serverCore = serverCore;
    this.loadCore = loadCore;
    expect("ready");
  }

  /** Has them send for so long, and returns what was measured. */
  Sample measure(double seconds) throws IOException {
    input.write(seconds + "\n");
    input.flush();
    expect("start");
    var serverBefore = CoreTimes.now(serverCore);
    var loadBefore = CoreTimes.now(loadCore);
    expect("stop");
    double serverBusy = CoreTimes.now(serverCore).busySince(serverBefore);
    double loadBusy = CoreTimes.now(loadCore).busySince(loadBefore);
    String results = output.readLine();
    double nanos = figure(results, "nanos");
    double serverNanos = figure(results, "serverNanos");
    double loadNanos = figure(results, "loadNanos");
    return new Sample(
        (long) figure(results, "requests"),
        (long) nanos,
        (long) serverNanos,
        (long) loadNanos,
        figure(results, "p50Micros"),
        figure(results, "p99Micros"),
        Math.max(0, serverBusy - serverNanos / nanos / serverCore.split(",", -1).length),
        Math.max(0, loadBusy - loadNanos / nanos));
  }

  private void expect(String word) throws IOException {
    String line = output.readLine();
    if (!word.equals(line)) throw new IOException("the load failed before `" + word + "`");
  }

  private static double figure(String results, String name) throws IOException {
    for (String pair : results.split(" ", -1)) {
      if (pair.startsWith(name + "=")) return Double.parseDouble(pair.substring(name.length() + 1));
    }
    throw new IOException("the load said nothing of " + name + ": " + results);
  }

  /** Ends them, and their connections. */
  @Override
  public void close() throws IOException {
    input.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

package lisle.benchmarks.echo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load on a server, from a core of its own.
 *
 * @param program the compiled {@code load.c}
 * @param mode what a connection does
 * @param seconds the length of the measured window
 * @param warmUp the seconds before it, at the least
 * @param serverCore the core that the server is pinned to
 * @param loadCore the core that the load is pinned to
 */
record Load(
    Path program, Mode mode, double seconds, double warmUp, String serverCore, String loadCore) {

  /** What a connection does. */
  enum Mode {
    /** One message of 64 bytes after the other. */
    ECHO,
    /** One line of 1,024 bytes after the other, its newline included. */
    LINES,
    /** It is opened, sends one message of 64 bytes, is closed, and is opened again. */
    ACCEPT;

    /** What the compilers of a JVM have seen enough after, also on a machine that is busy. */
    private int warmUpRequests() {
      return this == ACCEPT ? 30_000 : 250_000;
    }

    private List<String> arguments() {
      return switch (this) {
        case ECHO -> List.of("-m", "echo", "-s", "64");
        case LINES -> List.of("-m", "echo", "-s", "1024", "-l");
        case ACCEPT -> List.of("-m", "accept", "-s", "64");
      };
    }
  }

  /**
   * Opens and closes connections, so that the measured ones are not the first that the server sees.
   * A JVM interprets what begins a connection until it has begun some thousands, and a connection
   * keeps the frames that it began with: the first ones are slower for as long as they live.
   */
  private void open(ServerProcess server, int connections) throws IOException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Mode.ACCEPT.arguments());
    command.addAll(List.of("-p", "" + server.port(), "-P", "" + server.pid()));
    command.addAll(List.of("-c", "" + Math.min(connections, 64), "-t", "0.1", "-w", "0"));
    command.addAll(List.of("-W", "" + BEGUN));
    Process load = ServerProcess.start(command, loadCore);
    var output = load.inputReader();
    expect(output, "connected");
    expect(output, "start");
    expect(output, "stop");
  }

  /** Enough for the last of the JVM's compilers. */
  private static final int BEGUN = 20_000;

  /** Runs it against a server and returns what was measured. */
  Sample run(ServerProcess server, int connections) throws IOException {
    open(server, connections);
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(mode.arguments());
    command.addAll(List.of("-p", "" + server.port(), "-P", "" + server.pid()));
    command.addAll(List.of("-c", "" + connections, "-t", "" + seconds, "-w", "" + warmUp));
    command.addAll(List.of("-W", "" + mode.warmUpRequests()));
    Process load = ServerProcess.start(command, loadCore);
    var output = load.inputReader();
    expect(output, "connected");
    expect(output, "start");
    var serverBefore = CoreTimes.now(serverCore);
    var loadBefore = CoreTimes.now(loadCore);
    expect(output, "stop");
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
        Math.max(0, serverBusy - serverNanos / nanos),
        Math.max(0, loadBusy - loadNanos / nanos));
  }

  private static void expect(BufferedReader output, String word) throws IOException {
    String line = output.readLine();
    if (!word.equals(line)) throw new IOException("the load failed before `" + word + "`");
  }

  private static double figure(String results, String name) throws IOException {
    for (String pair : results.split(" ", -1)) {
      if (pair.startsWith(name + "=")) return Double.parseDouble(pair.substring(name.length() + 1));
    }
    throw new IOException("the load said nothing of " + name + ": " + results);
  }
}

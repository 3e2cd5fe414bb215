package lisle.benchmarks.roundtrip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures round trips of 64 bytes on a single connection, client and server on platform threads
 * and on virtual ones, each in a JVM of its own, in alternating rounds, and prints a table in
 * Markdown.
 */
public final class RoundTrip {
  private int rounds = 5;
  private double seconds = 2;
  private double warmUp = 2;
  private List<String> cores = List.of("0", "0,1");

  private RoundTrip(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + ": a value is missing");
      }
      set(args[i], args[i + 1]);
    }
  }

  private void set(String option, String value) {
    switch (option) {
      case "--rounds" -> rounds = Integer.parseInt(value);
      case "--seconds" -> seconds = Double.parseDouble(value);
      case "--warm-up" -> warmUp = Double.parseDouble(value);
      case "--cores" -> cores = List.of(value.split("/", -1));
      default -> throw new IllegalArgumentException("no option " + option);
    }
  }

  /** Runs the benchmark; exits 2 where an option is wrong and 1 where a run fails. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--help")) {
      IO.println(usage());
      return;
    }
    try {
      new RoundTrip(args).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(usage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static String usage() {
    return """
    usage: benchmarks/roundtrip [OPTION VALUE]...
      --cores A/B/...   the cores of the JVM, as for taskset, one table each (default: 0/0,1)
      --rounds N        how many times each is measured, in turn (default: 5)
      --seconds S       the measured window (default: 2)
      --warm-up S       what goes before it (default: 2)""";
  }

  private void run() throws IOException {
    for (String core : cores) {
      Map<String, List<double[]>> results = new LinkedHashMap<>();
      for (int round = 1; round <= rounds; round++) {
        for (var kind : List.of("platform", "virtual")) {
          for (var sockets : Sockets.values()) {
            String title = sockets.title + " on " + kind + " threads";
            double[] figures = measure(sockets, kind, core);
            results.computeIfAbsent(title, _ -> new ArrayList<>()).add(figures);
            System.err.println(
                "cores %s, round %d: %-30s %s"
                    .formatted(core, round, title, Arrays.toString(figures)));
          }
        }
      }
      print(core, results);
    }
  }

  private double[] measure(Sockets sockets, String kind, String core) throws IOException {
    var command = new ArrayList<>(List.of("taskset", "-c", core));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Trips.class.getName()));
    command.addAll(List.of(sockets.name(), kind, "" + warmUp, "" + seconds));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (said.isEmpty()) throw new IOException(sockets.title + " on " + kind + " threads failed");
    return Arrays.stream(said.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static void print(String core, Map<String, List<double[]>> results) {
    IO.println("\nRound trips of 64 bytes on one connection, both ends on cores " + core + "\n");
    IO.println("| sockets | median, µs | min–max | p99, µs | CPU of both ends, µs | min–max |");
    IO.println("| --- | ---: | ---: | ---: | ---: | ---: |");
    results.forEach(
        (title, figures) -> {
          var median = sorted(figures, 0);
          var p99 = sorted(figures, 1);
          var cpu = sorted(figures, 2);
          IO.println(
              "| %s | %.2f | %.2f–%.2f | %.1f | %.2f | %.2f–%.2f |"
                  .formatted(
                      title,
                      middle(median),
                      median[0],
                      median[median.length - 1],
                      middle(p99),
                      middle(cpu),
                      cpu[0],
                      cpu[cpu.length - 1]));
        });
  }

  private static double[] sorted(List<double[]> figures, int column) {
    return figures.stream().mapToDouble(figure -> figure[column]).sorted().toArray();
  }

  private static double middle(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}

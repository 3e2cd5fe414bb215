package lisle.benchmarks.echo;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.netty.bootstrap.ServerBootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a request costs each server in processor time, in turns, and prints a table in
 * Markdown. Servers and load are pinned to a core each, so a JVM sees one processor and runs its
 * virtual threads on one carrier, unless another number of cores is asked for.
 */
public final class EchoBenchmark {
  private static final int RETRIES = 5;

  private final List<Contender> contenders = new ArrayList<>(List.of(Contender.values()));
  private List<Integer> connections = List.of();
  private Load.Mode mode = Load.Mode.ECHO;
  private int pauseMicros;
  private int rounds = 3;
  private int turns = 20;
  private double seconds = 0.25;
  private double warmUp = 3;
  private double quiet = 1;
  private String serverCore = "0";
  private String loadCore = "1";

  private final CPrograms programs =
      new CPrograms(Path.of(System.getProperty("lisle.benchmarks", "benchmarks")));

  private EchoBenchmark(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length)
        throw new IllegalArgumentException(args[i] + ": a value is missing");
      set(args[i], args[i + 1]);
    }
  }

  private void set(String option, String value) {
    switch (option) {
      case "--contenders" -> {
        contenders.clear();
        for (String id : value.split(",", -1)) contenders.add(Contender.of(id));
      }
      case "--connections" ->
          connections = Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList();
      case "--mode" -> mode = Load.Mode.valueOf(value.toUpperCase(Locale.ROOT));
      case "--pause" -> pauseMicros = Integer.parseInt(value);
      case "--rounds" -> rounds = Integer.parseInt(value);
      case "--turns" -> turns = Integer.parseInt(value);
      case "--seconds" -> seconds = Double.parseDouble(value);
      case "--warm-up" -> warmUp = Double.parseDouble(value);
      case "--quiet" -> quiet = Double.parseDouble(value) / 100;
      case "--server-core" -> serverCore = value;
      case "--load-core" -> loadCore = value;
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
      new EchoBenchmark(args).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(usage());
      System.exit(2);
    } catch (IOException | CompileException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static String usage() {
    return """
      usage: benchmarks/echo [OPTION VALUE]...
        --contenders A,B,...     which servers (default: all): %s
        --connections N,M,...    how many connections at once (default: 64,1000; of datagrams 1,16)
        --mode MODE              echo: 64-byte messages (default); lines: of 1 KiB; accept: connect,
                                 one message, close; udp: 64-byte datagrams, eight on the way
                                 for each; joined: these sent as one (UDP_SEGMENT)
        --pause MICROSECONDS     what goes by before each message, in which the load's core is busy
                                 and the server has less to do than it could (default: 0)
        --rounds N               how many times all servers are started (default: 3)
        --turns N                how many times in a round each is measured, in turn (default: 20)
        --seconds S              the length of a turn (default: 0.25)
        --warm-up S              what goes before the first one, at the least (default: 3)
        --quiet PERCENT          measure again, at most five times, when others took more than this
                                 of a core, and keep the least disturbed (default: 100)
        --server-core N          where the server runs: a core, or several as in 0,1 (default: 0)
        --load-core N            where the load runs (default: 1)"""
        .formatted(Arrays.stream(Contender.values()).map(Contender::id).collect(joining(", ")));
  }

  private void run() throws IOException, CompileException {
    var load =
        new Load(programs.compile("load", ""), mode, pauseMicros, warmUp, serverCore, loadCore);
    boolean lines = mode == Load.Mode.LINES;
    var commands = new EnumMap<Contender, List<String>>(Contender.class);
    for (var contender : contenders) {
      if (!contender.takesPartIn(mode)) continue;
      try {
        commands.put(contender, contender.command(programs, lines));
      } catch (CompileException e) {
        System.err.println(contender.title + " is left out: " + e.getMessage());
      }
    }
    if (connections.isEmpty()) {
      connections = mode.isUdp() ? List.of(1, 16) : List.of(64, 1000);
    }
    IO.println(machine());
    for (int count : connections) {
      var results = new EnumMap<Contender, Series>(Contender.class);
      for (int round = 1; round <= rounds; round++) {
        for (var samples : round(load, commands, count).entrySet()) {
          results.computeIfAbsent(samples.getKey(), _ -> new Series()).addAll(samples.getValue());
          System.err.println(progress(count, round, samples.getKey(), samples.getValue()));
        }
      }
      IO.println(table(count, results));
    }
  }

  /**
   * Starts all servers afresh, warms up one after the other, and measures them in turns: what the
   * machine does faster or slower in the course of a minute meets all of them alike. A server whose
   * turn it is not has connections that rest, which costs it nothing.
   */
  private Map<Contender, Series> round(Load load, Map<Contender, List<String>> commands, int count)
      throws IOException {
    var series = new EnumMap<Contender, Series>(Contender.class);
    var servers = new ArrayList<ServerProcess>();
    var clients = new EnumMap<Contender, Clients>(Contender.class);
    try {
      for (var command : commands.entrySet()) {
        var server = new ServerProcess(command.getValue(), serverCore);
        servers.add(server);
        clients.put(command.getKey(), load.connect(server, count));
        series.put(command.getKey(), new Series());
      }
      for (int turn = 0; turn < turns; turn++) {
        for (var entry : clients.entrySet()) {
          requireNonNull(series.get(entry.getKey())).add(measure(entry.getValue()));
        }
      }
    } finally {
      for (var client : clients.values()) client.close();
      for (var server : servers) server.close();
    }
    return series;
  }

  private Sample measure(Clients clients) throws IOException {
    Sample best = clients.measure(seconds);
    for (int i = 0; i < RETRIES && best.disturbance() > quiet; i++) {
      Sample again = clients.measure(seconds);
      if (again.disturbance() < best.disturbance()) best = again;
    }
    return best;
  }

  private static String progress(int count, int round, Contender contender, Series series) {
    return "%d connections, round %d: %-22s %6.2f µs; load %.2f µs; others on the cores %.0f %%, %.0f %%"
        .formatted(
            count,
            round,
            contender.title,
            series.median(Sample::cost),
            series.median(sample -> sample.loadNanos() / 1e3 / sample.requests()),
            100 * series.median(Sample::otherOnServerCore),
            100 * series.median(Sample::otherOnLoadCore));
  }

  private String table(int count, Map<Contender, Series> results) {
    var bases = bases();
    var table = new StringBuilder();
    table.append("\n%s, %,d connections\n\n".formatted(description(), count));
    table.append("| server | CPU per request, µs | middle half |");
    for (var base : bases) table.append(" × ").append(base.title).append(" |");
    table.append(" p50, µs | p99, µs |\n| --- | ---: | ---: |");
    table.append(" ---: |".repeat(bases.size() + 2)).append('\n');
    results.forEach(
        (contender, series) -> {
          table.append(
              "| %s | %.2f | %.2f–%.2f |"
                  .formatted(
                      contender.title,
                      series.median(Sample::cost),
                      series.quantile(0.25, Sample::cost),
                      series.quantile(0.75, Sample::cost)));
          for (var base : bases) {
            table.append(" %s |".formatted(ratio(series, results.get(base))));
          }
          table.append(
              " %,.0f | %,.0f |\n"
                  .formatted(series.median(Sample::p50Micros), series.median(Sample::p99Micros)));
        });
    table.append(
        "\nOthers took %.0f %% of the server's core and %.0f %% of the load's, in the median.\n"
            .formatted(
                100 * other(results, Sample::otherOnServerCore),
                100 * other(results, Sample::otherOnLoadCore)));
    return table.toString();
  }

  /** What the others are compared with. */
  private List<Contender> bases() {
    return mode.isUdp()
        ? List.of(Contender.JDK_DATAGRAM_CHANNEL, Contender.NETTY_DATAGRAMS)
        : List.of(
            Contender.JDK_VIRTUAL_THREADS,
            Contender.JDK_NIO,
            Contender.NETTY_EPOLL,
            Contender.C_EPOLL);
  }

  private static double other(Map<Contender, Series> results, ToDoubleFunction<Sample> share) {
    return results.values().stream()
        .mapToDouble(series -> series.median(share))
        .average()
        .orElse(0);
  }

  private static String ratio(Series series, @Nullable Series base) {
    return base == null ? "" : "%.2f".formatted(series.ratio(base));
  }

  private String description() {
    return what() + (pauseMicros == 0 ? "" : ", %d µs before each".formatted(pauseMicros));
  }

  private String what() {
    return switch (mode) {
      case ECHO -> "Echo of 64-byte messages";
      case LINES -> "Echo of 1 KiB lines";
      case ACCEPT -> "Connect, one 64-byte message, close";
      case UDP -> "Echo of 64-byte datagrams, eight on the way for each";
      case JOINED -> "Echo of 64-byte datagrams, eight on the way for each as one";
    };
  }

  private String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return "%s, Linux %s, JDK %s, Netty %s; %d rounds of %d turns of %s s after %s s, server on core %s, load on core %s"
        .formatted(
            model,
            System.getProperty("os.version"),
            Runtime.version(),
            nettyVersion(),
            rounds,
            turns,
            seconds,
            warmUp,
            serverCore,
            loadCore);
  }

  private static String nettyVersion() {
    var version = ServerBootstrap.class.getPackage().getImplementationVersion();
    return version == null ? "4.2" : version;
  }
}

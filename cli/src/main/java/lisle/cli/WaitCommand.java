package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import lisle.socket.Socket;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lisle wait}: until all addresses accept connections. */
@Command(
    name = "wait",
    mixinStandardHelpOptions = true,
    customSynopsis = "lisle wait [-hqV] [-t TIME] ADDRESS... [-- COMMAND...]",
    description = "Waits until all addresses accept connections, then runs the command, if any.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle wait 127.0.0.1:5432 --timeout 30s -- ./migrate",
      "  lisle wait db.example.com:5432 unix:/run/app.sock && echo ready"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all accept connections; with a command, its own exit code",
      "1:the time was over before",
      "2:the command line was wrong"
    })
final class WaitCommand implements Callable<Integer> {
  /** Between attempts at an address that refuses. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** One attempt may hang where packets are dropped; then it is made again. */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "ADDRESS",
      description = "127.0.0.1:5432, [::1]:80, db.example.com:5432, unix:/path, unix:@name.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = Span.class,
      description = "How long to wait: 15s, 500ms, 2m (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not say what accepts connections.")
  private boolean isQuiet;

  private WaitCommand() {}

  @Override
  public Integer call() throws Exception {
    List<String> original = spec.commandLine().getParseResult().originalArgs();
    int dashes = original.indexOf("--");
    int words = dashes < 0 ? 0 : original.size() - dashes - 1;
    int addresses = arguments.size() - words;
    if (addresses < 1) throw misuse("ADDRESS is missing: say what to wait for");
    List<Endpoint> endpoints = arguments.subList(0, addresses).stream().map(this::parse).toList();
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Endpoint endpoint : endpoints) {
      if (!await(endpoint, deadline)) return 1;
    }
    if (words == 0) return 0;
    return new ProcessBuilder(arguments.subList(addresses, arguments.size()))
        .inheritIO()
        .start()
        .waitFor();
  }

  private Endpoint parse(String text) {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      throw misuse(Reason.of(e));
    }
    if (endpoint.isDatagram()) throw misuse(text + ": datagrams make no connections to wait for");
    return endpoint;
  }

  private CommandLine.ParameterException misuse(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private boolean await(Endpoint endpoint, long deadline) throws InterruptedException {
    while (true) {
      long left = deadline - System.nanoTime();
      Duration attempt = Duration.ofNanos(Math.max(1_000_000, Math.min(left, ATTEMPT.toNanos())));
      try (Socket _ = endpoint.connect(attempt, null)) {
        if (!isQuiet) {
          spec.commandLine().getErr().println(endpoint.text() + " accepts connections");
        }
        return true;
      } catch (IOException e) {
        if (deadline - System.nanoTime() - PAUSE.toNanos() > 0) {
          Thread.sleep(PAUSE);
          continue;
        }
        spec.commandLine()
            .getErr()
            .println(
                "lisle: "
                    + endpoint.text()
                    + ": no connection within "
                    + timeout.toMillis() / 1e3
                    + " s: "
                    + Reason.of(e));
        return false;
      }
    }
  }
}

package lisle.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lisle.socket.Socket;
import org.jspecify.annotations.Nullable;
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
    customSynopsis = "lisle wait [-hjqV] [-t TIME] ADDRESS... [-- COMMAND...]",
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

  /** Of {@link ProcessBuilder}: {@code error=2, No such file}, {@code error: 2 (No such file)}. */
  private static final Pattern SYSTEM_ERROR = Pattern.compile("error[=:] ?\\d+[, ]+\\(?([^()]+)");

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
      description = "How long to wait: 15s, 500ms, 2m; 0 is for ever (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not say what accepts connections.")
  private boolean isQuiet;

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object for each address.")
  private boolean json;

  /**
   * How a wait for one address ended.
   *
   * @param failure null where it accepts connections
   */
  private record Outcome(@Nullable String failure, long nanos) {}

  private record Wait(Endpoint endpoint, FutureTask<Outcome> outcome) {

    /** Returns null if it goes on for longer. */
    @Nullable Outcome afterSecond() throws InterruptedException, ExecutionException {
      try {
        return outcome.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        return null;
      }
    }
  }

  private WaitCommand() {}

  @Override
  public Integer call() throws Exception {
    List<String> original = spec.commandLine().getParseResult().originalArgs();
    int dashes = original.indexOf("--");
    int words = dashes < 0 ? 0 : original.size() - dashes - 1;
    int addresses = arguments.size() - words;
    if (addresses < 1) throw misuse("ADDRESS is missing: say what to wait for");
    List<Endpoint> endpoints = arguments.subList(0, addresses).stream().map(this::parse).toList();
    if (!awaitAll(endpoints)) return 1;
    return words == 0 ? 0 : run(arguments.subList(addresses, arguments.size()));
  }

  /** Waits for all at once, and reports them in their order. */
  private boolean awaitAll(List<Endpoint> endpoints)
      throws InterruptedException, ExecutionException {
    long started = System.nanoTime();
    List<Wait> waits =
        endpoints.stream()
            .map(one -> new Wait(one, new FutureTask<>(() -> await(one, started))))
            .toList();
    for (Wait wait : waits) Thread.startVirtualThread(wait.outcome);
    boolean acceptAll = true;
    for (Wait wait : waits) {
      Outcome outcome;
      while ((outcome = wait.afterSecond()) == null) showWhatIsLeft(waits, started);
      report(wait.endpoint, outcome);
      acceptAll &= outcome.failure == null;
    }
    return acceptAll;
  }

  private void showWhatIsLeft(List<Wait> waits, long started) {
    if (isQuiet || !Style.isErrorTerminal()) return;
    String left =
        waits.stream()
            .filter(wait -> !wait.outcome.isDone())
            .map(wait -> wait.endpoint.text())
            .collect(Collectors.joining(", "));
    long seconds = (System.nanoTime() - started) / 1_000_000_000;
    String time =
        timeout.isZero()
            ? seconds + " s so far"
            : Math.max(0, timeout.toSeconds() - seconds) + " s left";
    StatusLine.draw("waiting for " + left + ": " + time);
  }

  /** Runs the command in our place: what is meant for us is meant for it. */
  private static int run(List<String> command) throws IOException, InterruptedException {
    // Before it runs: what comes while it starts is for it, too.
    var started = new CompletableFuture<Process>();
    Signals.on("TERM", () -> started.join().destroy());
    // A terminal sends Ctrl-C to both.
    if (Style.isInputTerminal()) Signals.on("INT", () -> {});
    else Signals.on("INT", () -> started.join().destroy());
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      String locale = System.getProperty("lisle.locale"); // as it was before the launcher set ours
      if (locale != null && locale.isEmpty()) builder.environment().remove("LC_ALL");
      else if (locale != null) builder.environment().put("LC_ALL", locale);
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(command.getFirst() + ": can't be run: " + reason(e), e);
    }
    started.complete(process);
    return process.waitFor();
  }

  /** What the system says, without what the JVM puts before it. */
  private static String reason(IOException e) {
    String text = Reason.of(e);
    Matcher matcher = SYSTEM_ERROR.matcher(text);
    return matcher.find() ? matcher.group(1) : text;
  }

  private void report(Endpoint endpoint, Outcome outcome) {
    StatusLine.wipe();
    PrintWriter err = spec.commandLine().getErr();
    if (outcome.failure != null) err.println("lisle: " + outcome.failure);
    else if (!isQuiet && !json) err.println(endpoint.text() + " accepts connections");
    if (json) {
      Json object = new Json().open().put("address", endpoint.text());
      object.put("accepts", outcome.failure == null);
      object.put("milliseconds", outcome.nanos / 1_000_000);
      if (outcome.failure != null) object.put("error", outcome.failure);
      System.out.println(object.close());
    }
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

  /** Returns as soon as it accepts connections, or the time is over. */
  private Outcome await(Endpoint endpoint, long started) throws InterruptedException {
    long patience = timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
    @Nullable IOException refusal = null;
    while (true) {
      long left = patience - (System.nanoTime() - started);
      Duration attempt = Duration.ofNanos(Math.max(1_000_000, Math.min(left, ATTEMPT.toNanos())));
      try (Socket _ = endpoint.connect(attempt, null)) {
        return new Outcome(null, System.nanoTime() - started);
      } catch (IOException e) {
        // That the time of an attempt was over says less than what an attempt was told.
        if (refusal == null || !(e instanceof SocketTimeoutException)) refusal = e;
        long waited = System.nanoTime() - started;
        if (patience - waited <= PAUSE.toNanos()) {
          return new Outcome(
              "%s: no connection within %s s: %s"
                  .formatted(endpoint.text(), timeout.toMillis() / 1e3, Reason.of(refusal)),
              waited);
        }
        Thread.sleep(PAUSE);
      }
    }
  }
}

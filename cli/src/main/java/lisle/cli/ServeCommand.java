package lisle.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import lisle.socket.SocketAddress;
import lisle.socketserver.Connection;
import lisle.socketserver.Server;
import lisle.socketserver.ServerBuilder;
import lisle.socketserver.Shutdown;
import lisle.socketserver.Totals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lisle serve}: a server for the time until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves clients until it is stopped with Ctrl-C or SIGTERM.",
      "Then no new clients are taken, those that are there get a moment to finish,"
          + " and a line of totals is printed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle serve echo --listen 127.0.0.1:8888",
      "  lisle serve discard --listen [::1]:9 --listen unix:/run/discard.sock"
    })
final class ServeCommand implements Callable<Integer> {
  /** What is done with what clients send. */
  enum Service {
    /** Comes back as it came. */
    ECHO,
    /** Is read and thrown away. */
    DISCARD
  }

  private static final int BUFFER = 16 << 10;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      description = "What is done with what clients send: echo, discard.")
  private Service service;

  @Option(
      names = {"-l", "--listen"},
      required = true,
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = {
        "Where to listen: 127.0.0.1:8888, [::1]:8888, unix:/path, unix:@name. May be repeated.",
        "Port 0 takes a free one."
      })
  private List<SocketAddress> addresses;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long clients may take to finish when the server is stopped (default: 5).")
  private double grace;

  private ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    ServerBuilder builder = Server.builder().endInputOnShutdown().handler(this::handle);
    addresses.forEach(builder::listen);
    Server server = builder.start();
    Thread stopper = new Thread(() -> stop(server), "lisle-stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    for (SocketAddress address : server.addresses()) out.println("listening on " + address);
    out.flush();
    err.println("try: lisle connect " + server.address() + "   (Ctrl-C stops the server)");
    err.flush();
    server.awaitShutdown();
    stopper.join();
    return 0;
  }

  private void handle(Connection connection) throws Exception {
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = connection.receive(buffer)) > 0; ) {
      if (service == Service.ECHO) connection.sendAll(buffer, 0, n);
    }
  }

  /**
   * Runs as a shutdown hook, on Ctrl-C and SIGTERM. A JVM that a signal ends exits with 128 and the
   * signal's number; a server that was asked to stop, and did, has succeeded.
   */
  private void stop(Server server) {
    Shutdown shutdown = server.shutdown(Duration.ofNanos((long) (grace * 1e9)));
    Totals totals = server.totals();
    var out = spec.commandLine().getOut();
    out.printf(
        "served %d %s, %d failed, %d broken off; at the end %d finished, %d closed%n",
        totals.accepted(),
        totals.accepted() == 1 ? "client" : "clients",
        totals.failed(),
        totals.vanished(),
        shutdown.finished(),
        shutdown.closed());
    out.flush();
    Runtime.getRuntime().halt(0);
  }
}

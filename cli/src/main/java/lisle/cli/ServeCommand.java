package lisle.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import lisle.socket.SocketAddress;
import lisle.socketserver.Connection;
import lisle.socketserver.Packet;
import lisle.socketserver.Server;
import lisle.socketserver.ServerBuilder;
import lisle.socketserver.Shutdown;
import lisle.socketserver.Totals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
      "Serves clients until it is stopped with Ctrl-C, SIGTERM or SIGHUP.",
      "Then no new clients are taken, those that are there get a moment to finish,"
          + " and a line of totals is printed. A second Ctrl-C ends it at once.",
      "On a terminal a line says how it goes; else each client is a JSON object on standard error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle serve echo --listen 127.0.0.1:8888",
      "  lisle serve discard -l [::1]:9 -l udp:[::1]:9 -l unix:/run/discard.sock",
      "  lisle serve chat -l 0.0.0.0:4000 --allow 192.0.2.0/24 --max-clients 100",
      "  lisle serve forward --listen 127.0.0.1:8080 --to www.example.com:80"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it was stopped, and ended in order",
      "1:it could not listen",
      "2:the command line was wrong"
    })
final class ServeCommand implements Callable<Integer> {
  /** What is done with what clients send. */
  enum Service {
    /** Comes back as it came. */
    ECHO,
    /** Is read and thrown away. */
    DISCARD,
    /** Goes to all other clients. */
    CHAT,
    /** Goes to another server, and its answers come back. */
    FORWARD;

    /** As it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int BUFFER = 16 << 10;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      description = "What is done with what clients send: echo, discard, chat, forward.")
  private Service service;

  @Option(
      names = {"-l", "--listen"},
      required = true,
      paramLabel = "ADDRESS",
      converter = Endpoint.Converter.class,
      description = {
        "Where to listen: 127.0.0.1:8888, [::1]:8888, udp:127.0.0.1:8888, unix:/path, unix:@name.",
        "May be repeated. Port 0 takes a free one."
      })
  private List<Endpoint> endpoints;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      converter = Endpoint.Converter.class,
      description = "Where forward connects to: 127.0.0.1:80, www.example.com:80, unix:/path.")
  private @Nullable Endpoint to;

  @Option(
      names = "--max-clients",
      paramLabel = "COUNT",
      description = "The most clients at once; more are turned away (default: no limit).")
  private @Nullable Integer maxClients;

  @Option(
      names = "--max-per-address",
      paramLabel = "COUNT",
      description = "The most clients at once of one IPv4 address or IPv6 /64 network.")
  private @Nullable Integer maxPerAddress;

  @Option(
      names = "--rate",
      paramLabel = "COUNT/TIME",
      converter = Rate.Converter.class,
      description =
          "How often one IPv4 address or IPv6 /64 network is served, such as 10/s or 100/5m.")
  private @Nullable Rate rate;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      converter = Span.class,
      description = "A client that sends nothing for so long, such as 30s, is shut out.")
  private @Nullable Duration idle;

  @Option(
      names = "--slow",
      paramLabel = "TIME",
      converter = Span.class,
      description = "A client that takes nothing of what is sent to it for so long is shut out.")
  private @Nullable Duration slow;

  @Option(
      names = "--longest",
      paramLabel = "TIME",
      converter = Span.class,
      description = "A client that is there for so long is shut out.")
  private @Nullable Duration longest;

  @Option(
      names = "--allow",
      paramLabel = "NETWORK",
      description = "Serve only clients in this network, or in those that this file lists.")
  private List<String> allow = List.of();

  @Option(
      names = "--deny",
      paramLabel = "NETWORK",
      description = "Turn away clients in this network, or in those that this file lists.")
  private List<String> deny = List.of();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Span.class,
      description = "How long clients may take to finish when the server is stopped (default: 5s).")
  private Duration grace;

  @Option(
      names = {"-j", "--json"},
      description = "Print one JSON object a line, on a terminal too.")
  private boolean json;

  private final Chat chat = new Chat();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean showsStatus;
  private volatile boolean isStopping;
  private ServeLog log = new ServeLog(true);

  private ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    check();
    showsStatus = Style.isErrorTerminal() && !json;
    log = new ServeLog(showsStatus);
    Warnings.asJson(!showsStatus);
    var failures = new Failures();
    ServerBuilder builder = builder(new Operands(Output.standard(), failures));
    if (failures.exitCode() != 0) return failures.exitCode();
    Server server = builder.start();
    Signals.onFirst(() -> stop(server));
    List<SocketAddress> addresses = server.addresses();
    PrintWriter out = spec.commandLine().getOut();
    for (int i = 0; i < addresses.size(); i++) {
      String address = (endpoints.get(i).isDatagram() ? "udp:" : "") + addresses.get(i);
      if (json) {
        out.println(new Json().open().put("event", "listening").put("address", address).close());
      } else {
        out.println("listening on " + address);
        if (i == 0 && showsStatus) hint(address);
      }
    }
    out.flush();
    if (showsStatus) Thread.ofPlatform().daemon().start(() -> showStatus(server));
    stopped.await();
    return 0;
  }

  private void hint(String address) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("try: lisle connect " + address + "   (Ctrl-C stops the server)");
    err.flush();
  }

  private void check() {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.address() == null) {
        throw misuse(
            endpoint.text() + ": a host name is nothing to listen on: give one of its addresses");
      }
      if (endpoint.isDatagram() && service != Service.ECHO && service != Service.DISCARD) {
        throw misuse(endpoint.text() + ": datagrams are for echo and discard");
      }
    }
    if (service == Service.FORWARD && (to == null || to.isDatagram())) {
      throw misuse("forward needs --to ADDRESS, where to connect to");
    }
    if (service != Service.FORWARD && to != null) throw misuse("--to is for forward");
  }

  private CommandLine.ParameterException misuse(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private ServerBuilder builder(Operands operands) throws IOException {
    ServerBuilder builder =
        Server.builder()
            .endInputOnShutdown()
            .handler(this::handle)
            .packetHandler(this::handle)
            .hooks(log);
    try {
      if (maxClients != null) builder.maxConnectionsOrRefuse(maxClients);
      if (maxPerAddress != null) builder.maxConnectionsPerAddress(maxPerAddress);
      if (rate != null) builder.acceptRate(rate.times(), rate.period());
      if (idle != null) builder.idleTimeout(idle);
      if (slow != null) builder.writeTimeout(slow);
      if (longest != null) builder.requestTimeout(longest);
    } catch (IllegalArgumentException e) {
      throw misuse(Reason.of(e));
    }
    if (!allow.isEmpty()) builder.allow(operands.set(allow));
    if (!deny.isEmpty()) builder.deny(operands.set(deny));
    for (Endpoint endpoint : endpoints) {
      SocketAddress address = endpoint.address();
      if (address == null) continue;
      if (endpoint.isDatagram()) builder.listenDatagrams(address);
      else builder.listen(address);
    }
    return builder;
  }

  private void handle(Connection connection) throws Exception {
    SocketAddress client = connection.remoteAddress();
    log.connected(client);
    String end = "ended";
    try {
      switch (service) {
        case CHAT -> chat.serve(connection);
        case FORWARD -> {
          if (to != null) new Forward(to).serve(connection);
        }
        case ECHO, DISCARD -> echo(connection);
      }
    } catch (Exception e) {
      end = Reason.of(e);
      throw e;
    } finally {
      log.disconnected(client, end);
    }
  }

  private void echo(Connection connection) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = connection.receive(buffer)) > 0; ) {
      if (service == Service.ECHO) connection.sendAll(buffer, 0, n);
    }
  }

  private void handle(Packet packet) {
    if (service == Service.ECHO) packet.reply(packet.bytes());
  }

  private void showStatus(Server server) {
    try {
      while (true) {
        Thread.sleep(1000);
        if (isStopping) return;
        Totals totals = server.totals();
        StatusLine.draw(
            String.format(
                Locale.ROOT,
                "%,d %s, %,d now, %,d refused, %,d bytes in, %,d bytes out",
                totals.accepted(),
                clients(totals.accepted()),
                totals.active(),
                ServeLog.refused(totals),
                totals.bytesReceived(),
                totals.bytesSent()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs on the first Ctrl-C, SIGTERM or SIGHUP. A JVM that a signal ends exits with 128 and the
   * signal's number; a server that was asked to stop, and did, has succeeded.
   */
  private void stop(Server server) {
    isStopping = true;
    long left = server.totals().active();
    StatusLine.wipe();
    if (showsStatus && left > 0) {
      System.err.printf(
          "stopping: %d %s may finish; Ctrl-C again ends it at once%n", left, clients(left));
    }
    Shutdown shutdown = server.shutdown(grace);
    Totals totals = server.totals();
    StatusLine.wipe();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? json(totals, shutdown) : text(totals, shutdown));
    out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static String clients(long count) {
    return count == 1 ? "client" : "clients";
  }

  private static String text(Totals totals, Shutdown shutdown) {
    return String.format(
        Locale.ROOT,
        "served %d %s, %d failed, %d broken off, %d timed out, %d refused, %d bytes in, %d out;"
            + " at the end %d finished, %d closed",
        totals.accepted(),
        clients(totals.accepted()),
        totals.failed(),
        totals.vanished(),
        totals.timedOut(),
        ServeLog.refused(totals),
        totals.bytesReceived(),
        totals.bytesSent(),
        shutdown.finished(),
        shutdown.closed());
  }

  private static String json(Totals totals, Shutdown shutdown) {
    return new Json()
        .open()
        .put("event", "stopped")
        .put("clients", totals.accepted())
        .put("failed", totals.failed())
        .put("broken_off", totals.vanished())
        .put("timed_out", totals.timedOut())
        .put("refused", ServeLog.refused(totals))
        .put("packets_in", totals.packetsReceived())
        .put("packets_out", totals.packetsSent())
        .put("packets_dropped", totals.packetsDropped())
        .put("bytes_in", totals.bytesReceived())
        .put("bytes_out", totals.bytesSent())
        .put("finished", shutdown.finished())
        .put("closed", shutdown.closed())
        .close()
        .toString();
  }
}

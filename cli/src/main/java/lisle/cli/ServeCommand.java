package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import lisle.ipaddress.IpSet;
import lisle.socket.SocketAddress;
import lisle.socketserver.Connection;
import lisle.socketserver.Server;
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
      "Serves clients until it is stopped with Ctrl-C or SIGTERM.",
      "Then no new clients are taken, those that are there get a moment to finish,"
          + " and a line of totals is printed. A second Ctrl-C ends it at once.",
      "On a terminal a line says how it goes; else each client is a JSON object on standard error."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle serve echo --listen 127.0.0.1:8888",
      "  lisle serve discard --listen [::1]:9 --listen udp:[::1]:9 --listen unix:/run/discard.sock",
      "  lisle serve chat --listen 0.0.0.0:4000 --allow 192.0.2.0/24 --max-clients 100",
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
    FORWARD
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
      defaultValue = "0",
      description = "The most clients at once; more are turned away (default: no limit).")
  private int maxClients;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      defaultValue = "0",
      converter = Span.class,
      description = "A client that sends nothing for so long, such as 30s, is shut out.")
  private Duration idle;

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

  private final Traffic traffic = new Traffic();
  private final Chat chat = new Chat(traffic);
  private final List<Datagrams> datagrams = new ArrayList<>();
  private final boolean isTerminal = Style.isErrorTerminal();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable IpSet allowed;
  private IpSet denied = IpSet.EMPTY;

  private ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    check();
    var failures = new Failures();
    var operands = new Operands(Output.standard(), failures);
    if (!allow.isEmpty()) allowed = operands.set(allow);
    if (!deny.isEmpty()) denied = operands.set(deny);
    if (failures.exitCode() != 0) return failures.exitCode();

    var builder = Server.builder().endInputOnShutdown().handler(this::handle);
    var addresses = new ArrayList<SocketAddress>();
    @Nullable Server server = null;
    try {
      boolean hasStreams = false;
      for (Endpoint endpoint : endpoints) {
        SocketAddress address = endpoint.address();
        if (address == null || endpoint.isDatagram()) continue;
        builder.listen(address);
        hasStreams = true;
      }
      if (hasStreams) {
        server = builder.start();
        addresses.addAll(server.addresses());
      }
      for (Endpoint endpoint : endpoints) {
        SocketAddress address = endpoint.address();
        if (address == null || !endpoint.isDatagram()) continue;
        datagrams.add(new Datagrams(address, service == Service.ECHO, traffic, allowed, denied));
      }
    } catch (IOException e) {
      if (server != null) server.close();
      throw e;
    }
    var started = server;
    Signals.onFirst(() -> stop(started));
    var out = spec.commandLine().getOut();
    var err = spec.commandLine().getErr();
    for (SocketAddress address : addresses) out.println("listening on " + address);
    for (Datagrams one : datagrams) out.println("listening on udp:" + one.address());
    out.flush();
    String first =
        addresses.isEmpty() ? "udp:" + datagrams.get(0).address() : "" + addresses.get(0);
    err.println("try: lisle connect " + first + "   (Ctrl-C stops the server)");
    err.flush();
    if (isTerminal) Thread.ofPlatform().daemon().start(this::showStatus);
    stopped.await();
    return 0;
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

  private void handle(Connection connection) throws Exception {
    if (!Datagrams.isAdmitted(connection.remoteAddress(), allowed, denied)) {
      refuse(connection, "address");
      return;
    }
    if (traffic.active.incrementAndGet() > maxClients && maxClients > 0) {
      traffic.active.decrementAndGet();
      refuse(connection, "too many");
      return;
    }
    traffic.clients.incrementAndGet();
    if (!idle.isZero()) connection.socket().receiveTimeout(idle);
    log("connected", connection, null);
    String end = "ended";
    try {
      switch (service) {
        case CHAT -> chat.serve(connection);
        case FORWARD -> {
          if (to != null) new Forward(to, traffic).serve(connection);
        }
        case ECHO, DISCARD -> echo(connection);
      }
    } catch (Exception e) {
      end = Reason.of(e);
      throw e;
    } finally {
      traffic.active.decrementAndGet();
      log("disconnected", connection, end);
    }
  }

  private void echo(Connection connection) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = connection.receive(buffer)) > 0; ) {
      traffic.received.add(n);
      if (service != Service.ECHO) continue;
      connection.sendAll(buffer, 0, n);
      traffic.sent.add(n);
    }
  }

  private void refuse(Connection connection, String why) {
    traffic.refused.incrementAndGet();
    log("refused", connection, why);
    connection.close();
  }

  private void log(String event, Connection connection, @Nullable String reason) {
    if (isTerminal) return;
    Json json =
        new Json()
            .open()
            .put("time", Instant.now().toString())
            .put("event", event)
            .put("client", connection.remoteAddress().toString());
    if (reason != null) json.put("reason", reason);
    json.put("clients", traffic.active.get()).close();
    System.err.println(json);
  }

  private void showStatus() {
    try {
      while (true) {
        Thread.sleep(1000);
        System.err.print(
            String.format(
                Locale.ROOT,
                "\r%,d clients, %,d now, %,d refused, %,d bytes in, %,d bytes out\u001b[K",
                traffic.clients.get(),
                traffic.active.get(),
                traffic.refused.get(),
                traffic.received.sum(),
                traffic.sent.sum()));
        System.err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs on the first Ctrl-C or SIGTERM. A JVM that a signal ends exits with 128 and the signal's
   * number; a server that was asked to stop, and did, has succeeded.
   */
  private void stop(@Nullable Server server) {
    datagrams.forEach(Datagrams::close);
    var shutdown = server == null ? new Shutdown(0, 0, 0) : server.shutdown(grace);
    long failed = 0;
    long vanished = 0;
    if (server != null) {
      Totals totals = server.totals();
      failed = totals.failed();
      vanished = totals.vanished();
    }
    if (isTerminal) System.err.print("\r\u001b[K");
    var out = spec.commandLine().getOut();
    long clients = traffic.clients.get();
    out.printf(
        Locale.ROOT,
        "served %d %s, %d failed, %d broken off, %d refused, %d bytes in, %d out;"
            + " at the end %d finished, %d closed%n",
        clients,
        clients == 1 ? "client" : "clients",
        failed,
        vanished,
        traffic.refused.get(),
        traffic.received.sum(),
        traffic.sent.sum(),
        shutdown.finished(),
        shutdown.closed());
    out.flush();
    Runtime.getRuntime().halt(0);
  }
}

package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import lisle.socket.InetAddressAndPort;
import lisle.socket.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients, and handlers, that mean no good: everyone else is served meanwhile, and it ends. */
@Timeout(60)
class HostileTest {
  private static final int MANY = 100;
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private static final Framing LINES = Framing.lines(1000);

  /** What a hostile client does, and whether the server is to end it by itself. */
  enum Kind {
    /** Sends a byte of its line at a time, for ever. */
    SLOW_WRITER {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        while (!over.get()) client.send("x");
      }
    },
    /** Asks for a lot, and takes none of it. */
    SLOW_READER {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        client.send("flood\n");
      }
    },
    /** Connects and says nothing. */
    HALF_OPEN {
      @Override
      void act(Client client, AtomicBoolean over) {}
    },
    /** Says half a line and nothing more. */
    HALF_SAID {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        client.send("half");
      }
    },
    /** Resets as fast as it can. */
    RESET {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        client.send("hello\n");
        client.vanish();
      }
    },
    /** Sends a line that has no end, as fast as it can. */
    OVERSIZE {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        while (!over.get()) client.send("x".repeat(100_000));
      }
    },
    /** Makes the handler throw. */
    POISON {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        client.send("throw\n");
      }
    },
    /** Makes the handler wait for something that never happens. */
    STUCK {
      @Override
      void act(Client client, AtomicBoolean over) throws IOException {
        client.send("wait\n");
      }
    };

    abstract void act(Client client, AtomicBoolean over) throws IOException;
  }

  /** How the server is told what to do. */
  enum Form {
    /** A handler of connections that receives frames. */
    CONNECTIONS {
      @Override
      ServerBuilder tell(ServerBuilder builder) {
        return builder.handler(
            connection -> {
              Frames lines = connection.frames(LINES);
              for (String line; (line = lines.receiveText()) != null; lines.send(line)) {
                answer(line, connection);
              }
            });
      }
    },
    /** A handler of frames. */
    FRAMES {
      @Override
      ServerBuilder tell(ServerBuilder builder) {
        return builder.frameHandler(
            LINES,
            line -> {
              answer(line.text(), line.connection());
              line.reply(line.bytes());
            });
      }
    };

    abstract ServerBuilder tell(ServerBuilder builder);

    private static void answer(String line, Connection connection) throws Exception {
      switch (line) {
        case "flood" -> {
          for (byte[] much = new byte[1 << 16]; ; ) connection.sendAll(much);
        }
        case "throw" -> throw new StackOverflowError("as asked");
        case "wait" -> NEVER.await();
        default -> {}
      }
    }
  }

  /** Each kind of client with each form of server. */
  static Stream<Arguments> kinds() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> Arrays.stream(Form.values()).map(form -> Arguments.of(kind, form)));
  }

  private static ServerBuilder builder(Form form) {
    return form.tell(Server.builder())
        .listen(SocketAddress.parse("127.0.0.1:0"))
        .endInputOnShutdown();
  }

  private static InetSocketAddress address(Server server) {
    return ((InetAddressAndPort) server.address()).toInetSocketAddress();
  }

  /** Many hostile clients, each with a thread, until closed. */
  static final class Mob implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Mob(Kind kind, int count, InetSocketAddress server) throws IOException {
      for (int i = 0; i < count; i++) {
        Client client = new Client(server);
        clients.add(client);
        // Not virtual: those that never wait would keep the server's own from running.
        threads.add(Thread.ofPlatform().daemon().start(() -> act(kind, client)));
      }
    }

    private void act(Kind kind, Client client) {
      try {
        kind.act(client, over);
      } catch (IOException e) {
        // the server has ended it
      }
    }

    void awaitEnd() {
      for (Client client : clients) {
        if (!client.socket.isClosed()) client.awaitEnd();
      }
    }

    @Override
    public void close() throws Exception {
      over.set(true);
      for (Client client : clients) client.vanish();
      for (Thread thread : threads) thread.join();
    }
  }

  private static void assertServed(Server server) throws IOException {
    for (int i = 0; i < 20; i++) {
      try (Client client = new Client(server.address())) {
        assertThat(client.echo("line " + i + "\n")).isEqualTo("line " + i + "\n");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyone_else_is_served_and_the_hostile_are_ended(Kind kind, Form form) throws Exception {
    Duration limit = Duration.ofSeconds(1);
    ServerBuilder builder =
        builder(form)
            .idleTimeout(limit)
            .readTimeout(limit)
            .writeTimeout(limit)
            .requestTimeout(limit);
    try (LogCapture log = new LogCapture();
        Server server = builder.start();
        Mob mob = new Mob(kind, MANY, address(server))) {
      assertServed(server);
      mob.awaitEnd();
      StreamServerTest.awaitNobody(server);
      Totals totals = server.totals();
      assertThat(totals.accepted()).isEqualTo(MANY + 20);
      switch (kind) {
        case SLOW_WRITER, OVERSIZE -> // the line's limit, or the request's: whichever is first
            assertThat(totals.malformed() + totals.timedOut() + totals.vanished()).isEqualTo(MANY);
        case SLOW_READER, HALF_OPEN, HALF_SAID, STUCK ->
            assertThat(totals.timedOut()).isEqualTo(MANY);
        case POISON -> assertThat(totals.failed()).isEqualTo(MANY);
        case RESET -> assertThat(totals.vanished()).isPositive();
      }
      assertThat(log.warnings()).hasSize(kind == Kind.POISON ? MANY : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_shutdown_in_the_middle_comes_to_its_end(Kind kind, Form form) throws Exception {
    try (LogCapture log = new LogCapture()) {
      Server server = builder(form).start();
      try (Mob mob = new Mob(kind, MANY, address(server))) {
        assertServed(server);
        Shutdown report = server.shutdown(Duration.ofMillis(100));
        assertThat(report.abandoned()).isZero();
        if (kind == Kind.SLOW_READER || kind == Kind.STUCK) {
          assertThat(report.closed()).isEqualTo(MANY);
        }
        assertThat(server.totals().active()).isZero();
        mob.awaitEnd();
      }
      assertThat(log.warnings()).hasSize(kind == Kind.POISON ? (int) server.totals().failed() : 0);
    }
  }

  @Test
  void a_handler_that_cannot_be_stopped_is_reported() throws Exception {
    AtomicBoolean released = new AtomicBoolean();
    CountDownLatch running = new CountDownLatch(1);
    ConnectionHandler stubborn =
        connection -> {
          running.countDown();
          while (!released.get()) {
            try {
              Thread.sleep(1);
            } catch (InterruptedException e) {
              // never mind
            }
          }
        };
    try (LogCapture log = new LogCapture()) {
      Server server = builder(Form.CONNECTIONS).handler(stubborn).start();
      try (Client client = new Client(server.address())) {
        running.await();
        assertThat(server.shutdown(Duration.ZERO)).isEqualTo(new Shutdown(0, 1, 1));
        assertThat(server.shutdown(Duration.ofDays(1))).isEqualTo(new Shutdown(0, 1, 1));
        client.awaitEnd();
        assertThat(log.warnings()).hasSize(1);
      } finally {
        released.set(true);
      }
    }
  }

  @Test
  void a_reader_that_stops_stops_the_handler_and_not_the_memory() throws Exception {
    byte[] block = "x".repeat(1 << 16).getBytes(UTF_8);
    CountDownLatch ended = new CountDownLatch(1);
    ConnectionHandler endless =
        connection -> {
          try {
            for (; ; ) connection.sendAll(block);
          } finally {
            ended.countDown();
          }
        };
    try (Server server = builder(Form.CONNECTIONS).handler(endless).start();
        Client client = new Client(server.address())) {
      // What is sent comes to a stop where the queues of the kernel are full.
      long before = -1;
      for (long now; (now = server.totals().bytesSent()) != before; Thread.sleep(200)) before = now;
      assertThat(before).isPositive();
      assertThat(server.connections()).hasSize(1);
      server.connections().getFirst().close(); // from outside
      ended.await();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().failed()).isZero();
    }
  }
}

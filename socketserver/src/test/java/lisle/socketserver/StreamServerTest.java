package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.Linger;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import lisle.socket.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StreamServerTest {
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  private static Server serve(ConnectionHandler handler) throws IOException {
    return Server.builder().listen(ANY_PORT).handler(handler).start();
  }

  static void echo(Connection connection) throws IOException {
    byte[] buffer = new byte[4096];
    for (int n; (n = connection.receive(buffer)) > 0; ) connection.sendAll(buffer, 0, n);
  }

  /** Waits until nobody is served any more. */
  static void awaitNobody(Server server) throws InterruptedException {
    while (server.totals().active() > 0) Thread.sleep(1);
  }

  @Test
  void each_client_sees_its_own_bytes_come_back() throws Exception {
    try (Server server = serve(StreamServerTest::echo)) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) clients.add(new Client(server.address()));
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 50; i++) clients.get(i).send("client " + i + " round " + round);
        for (int i = 49; i >= 0; i--) {
          String expected = "client " + i + " round " + round;
          assertThat(clients.get(i).receive(expected.length())).isEqualTo(expected);
        }
      }
      for (Client client : clients) client.close();
      awaitNobody(server);
      assertThat(server.totals().accepted()).isEqualTo(50);
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void what_goes_through_a_buffer_or_comes_out_of_a_file_is_counted(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("page"), "a page of text");
    ConnectionHandler handler =
        connection -> {
          // Three of eight are there already; what comes goes behind them.
          ByteBuffer buffer = ByteBuffer.allocate(8).put("GET".getBytes(UTF_8));
          while (buffer.hasRemaining()) assertThat(connection.receive(buffer)).isPositive();
          assertThat(connection.receive(buffer)).isZero();
          connection.sendAll(buffer.flip());
          assertThat(connection.sendFile(file, 2, 100)).isEqualTo(12);
          assertThat(connection.receive(buffer.clear())).isEqualTo(-1);
        };
    try (Server server = serve(handler);
        Client client = new Client(server.address())) {
      client.send(" page");
      assertThat(client.receive(20)).isEqualTo("GET pagepage of text");
      client.close();
      awaitNobody(server);
      assertThat(server.totals().failed()).isZero();
      assertThat(server.totals().bytesReceived()).isEqualTo(5);
      assertThat(server.totals().bytesSent()).isEqualTo(20);
    }
  }

  @Test
  void a_file_that_is_missing_is_a_failure_of_the_handler() throws Exception {
    ConnectionHandler handler =
        connection -> connection.sendFile(Path.of("/nonexistent/page"), 0, 1);
    try (LogCapture log = new LogCapture();
        Server server = serve(handler);
        Client client = new Client(server.address())) {
      client.awaitEnd();
      awaitNobody(server);
      assertThat(server.totals().failed()).isEqualTo(1);
      assertThat(log.warnings()).hasSize(1);
    }
  }

  @Test
  void a_slow_client_holds_up_nobody() throws Exception {
    CountDownLatch stuck = new CountDownLatch(2);
    ConnectionHandler handler =
        connection -> {
          byte[] buffer = new byte[1 << 16];
          int n = connection.receive(buffer);
          if (n == 1) { // the slow reader: more than any queue between us holds
            stuck.countDown();
            for (; ; ) connection.sendAll(buffer, 0, buffer.length);
          }
          if (n == 2) { // the slow writer: the rest of its message never comes
            stuck.countDown();
            connection.receive(buffer);
          }
          connection.sendAll(buffer, 0, n);
        };
    try (Server server = serve(handler);
        Client reader = new Client(server.address());
        Client writer = new Client(server.address())) {
      reader.send("1");
      writer.send("12");
      stuck.await();
      for (int i = 0; i < 200; i++) {
        try (Client client = new Client(server.address())) {
          assertThat(client.echo("hello")).isEqualTo("hello");
        }
      }
      assertThat(server.totals().active()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void a_failing_handler_ends_its_own_connection_with_a_logged_reason_and_no_other()
      throws Exception {
    ConnectionHandler handler =
        connection -> {
          byte[] buffer = new byte[100];
          for (int n; (n = connection.receive(buffer)) > 0; connection.sendAll(buffer, 0, n)) {
            switch (buffer[0]) {
              case 'r' -> throw new IllegalStateException("a reason");
              case 'c' -> throw new Exception("a checked one");
              case 'i' -> throw new IOException("not of the connection");
              case 'e' -> throw new AssertionError("an error");
              case 's' -> throw new StackOverflowError("deep");
              case 'm' -> throw new OutOfMemoryError("full");
              default -> {}
            }
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = serve(handler);
        Client witness = new Client(server.address())) {
      assertThat(witness.echo("before")).isEqualTo("before");
      for (String poison : List.of("r", "c", "i", "e", "s", "m")) {
        try (Client client = new Client(server.address())) {
          client.send(poison);
          client.awaitEnd();
        }
        assertThat(witness.echo("after " + poison)).isEqualTo("after " + poison);
      }
      while (server.totals().failed() < 6) Thread.onSpinWait();
      while (server.totals().active() > 1) Thread.onSpinWait();
      assertThat(server.totals().failed()).isEqualTo(6);
      assertThat(log.warnings())
          .hasSize(6)
          .allSatisfy(entry -> assertThat(entry.getThrown()).isNotNull())
          .allSatisfy(entry -> assertThat(entry.getMessage()).contains("127.0.0.1:"));
      assertThat(log.warnings().getFirst().getThrown()).hasMessage("a reason");
    }
  }

  @Test
  void a_client_that_vanishes_is_an_ordinary_end() throws Exception {
    try (LogCapture log = new LogCapture();
        Server server = serve(StreamServerTest::echo)) {
      for (int i = 0; i < 20; i++) {
        Client client = new Client(server.address());
        client.echo("here");
        client.vanish();
      }
      // Those that are reset while they are being sent to.
      for (int i = 0; i < 20; i++) {
        Client client = new Client(server.address());
        client.send("x".repeat(100_000));
        client.vanish();
      }
      while (server.totals().accepted() < 20) Thread.onSpinWait();
      awaitNobody(server);
      assertThat(server.totals().vanished()).isGreaterThanOrEqualTo(20);
      assertThat(server.totals().failed()).isZero();
      assertThat(log.warnings()).isEmpty();
      assertThat(log.all()).allSatisfy(entry -> assertThat(entry.getThrown()).isNull());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "resets", "closed"})
  void what_happens_to_another_socket_of_a_handler_is_its_failure(String upstream)
      throws Exception {
    try (Socket database = Socket.listenOn(ANY_PORT)) {
      ConnectionHandler handler =
          connection -> {
            connection.receive(new byte[1]);
            try (Socket query = Socket.connectTo(database.localAddress());
                Socket other = database.accept()) {
              if (upstream.equals("silent")) query.timeout(Duration.ofMillis(1));
              if (upstream.equals("closed")) query.close();
              if (upstream.equals("resets")) {
                query.sendAll(new byte[1]);
                other.receive(new byte[0]);
                other.set(SocketOption.SO_LINGER, Linger.of(Duration.ZERO));
                other.close();
              }
              query.receive(new byte[1]);
            }
          };
      try (LogCapture log = new LogCapture();
          Server server = serve(handler);
          Client client = new Client(server.address())) {
        client.send("x");
        client.awaitEnd();
        awaitNobody(server);
        Totals totals = server.totals();
        assertThat(totals.failed()).isEqualTo(1);
        assertThat(totals.timedOut() + totals.vanished()).isZero();
        assertThat(log.warnings()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data input", "socket", "socket messages"})
  void a_client_that_is_gone_is_an_ordinary_end_however_it_was_read(String how) throws Exception {
    ConnectionHandler handler =
        connection -> {
          if (how.equals("data input")) {
            for (var in = new DataInputStream(connection.inputStream()); ; ) in.readInt();
          }
          while (true) {
            if (how.equals("socket")) connection.socket().receive(new byte[4]);
            else connection.socket().receiveMessage(ByteBuffer.allocate(4)).close();
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = serve(handler)) {
      Client client = new Client(server.address());
      client.send("four56");
      if (how.equals("data input")) {
        client.close();
      } else {
        client.vanish();
      }
      while (server.totals().accepted() < 1) Thread.onSpinWait();
      awaitNobody(server);
      assertThat(server.totals().vanished()).isEqualTo(1);
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void a_shutdown_lets_those_finish_who_do_and_closes_the_rest() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    ConnectionHandler handler =
        connection -> {
          byte[] buffer = new byte[100];
          for (int n; (n = connection.receive(buffer)) > 0; connection.sendAll(buffer, 0, n)) {
            if (buffer[0] == 's') {
              stuck.countDown();
              for (byte[] more = new byte[1 << 16]; ; ) connection.sendAll(more, 0, more.length);
            }
          }
        };
    Server server = Server.builder().listen(ANY_PORT).handler(handler).endInputOnShutdown().start();
    try (Client polite = new Client(server.address());
        Client rude = new Client(server.address())) {
      assertThat(polite.echo("hello")).isEqualTo("hello");
      rude.send("s");
      stuck.await();
      Shutdown report = server.shutdown(Duration.ofMillis(300));
      assertThat(report.finished()).isEqualTo(1);
      assertThat(report.closed()).isEqualTo(1);
      assertThat(polite.receiveAll()).isEmpty();
      server.awaitShutdown();
    }
  }

  @Test
  void a_handler_can_shut_its_server_down() throws Exception {
    for (boolean oneAtATime : new boolean[] {false, true}) {
      CompletableFuture<Shutdown> report = new CompletableFuture<>();
      ConnectionHandler handler =
          connection -> {
            if (connection.receive(new byte[1]) < 0) return;
            report.complete(connection.server().shutdown(Duration.ofDays(1)));
            connection.sendAll("bye".getBytes(UTF_8));
          };
      ServerBuilder builder = Server.builder().listen(ANY_PORT).handler(handler);
      if (oneAtATime) builder.oneAtATime();
      try (LogCapture log = new LogCapture();
          Server server = builder.endInputOnShutdown().start();
          Client client = new Client(server.address())) {
        client.send("x");
        assertThat(client.receiveAll()).isEqualTo("bye");
        assertThat(report.get()).isEqualTo(new Shutdown(0, 0, 0));
        assertThat(log.warnings()).isEmpty();
      }
    }
  }

  @Test
  void an_interrupt_ends_the_grace_and_handlers_have_their_last_second_still() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    ConnectionHandler handler =
        connection -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            told.countDown();
            Thread.sleep(100); // what it has to put in order
          }
        };
    Server server = serve(handler);
    try (Client client = new Client(server.address())) {
      running.await();
      Thread.currentThread().interrupt();
      assertThat(server.shutdown(Duration.ofDays(1))).isEqualTo(new Shutdown(0, 1, 0));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(told.getCount()).isZero();
      client.awaitEnd();
    }
  }

  @Test
  void when_a_server_is_closed_its_hooks_have_been_called() throws Exception {
    for (int i = 0; i < 20; i++) {
      AtomicBoolean closed = new AtomicBoolean();
      ServerHooks hooks =
          new ServerHooks() {
            @Override
            public void closed(Connection connection, End end) {
              LockSupport.parkNanos(1_000_000);
              closed.set(!connection.socket().isOpen());
            }
          };
      Server server =
          Server.builder().listen(ANY_PORT).hooks(hooks).handler(StreamServerTest::echo).start();
      try (Client client = new Client(server.address())) {
        assertThat(client.echo("hello")).isEqualTo("hello");
        server.close();
        assertThat(closed).isTrue();
      }
    }
  }

  @Test
  void who_comes_second_can_shorten_the_time_of_a_shutdown_and_not_lengthen_it() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Server server =
        serve(
            connection -> {
              running.countDown();
              new CountDownLatch(1).await();
            });
    try (Client client = new Client(server.address())) {
      running.await();
      FutureTask<Shutdown> first = new FutureTask<>(() -> server.shutdown(Duration.ofDays(1)));
      Thread.ofVirtual().start(first);
      while (!server.isStopping()) Thread.onSpinWait();
      FutureTask<Shutdown> patient = new FutureTask<>(() -> server.shutdown(Duration.ofDays(2)));
      Thread.ofVirtual().start(patient);
      server.close();
      assertThat(first.get()).isEqualTo(new Shutdown(0, 1, 0));
      assertThat(patient.get()).isEqualTo(new Shutdown(0, 1, 0));
      client.awaitEnd();
    }
  }

  @Test
  void handlers_that_shut_down_at_once_do_not_wait_for_each_other() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    BlockingQueue<Shutdown> reports = new LinkedBlockingQueue<>();
    ConnectionHandler handler =
        connection -> {
          both.await();
          reports.add(connection.server().shutdown(Duration.ofDays(1)));
          connection.sendAll("bye".getBytes(UTF_8));
        };
    try (LogCapture log = new LogCapture();
        Server server = serve(handler);
        Client one = new Client(server.address());
        Client other = new Client(server.address())) {
      assertThat(reports.take()).isEqualTo(new Shutdown(0, 0, 0));
      assertThat(reports.take()).isEqualTo(new Shutdown(0, 0, 0));
      assertThat(one.receiveAll()).isEqualTo("bye");
      assertThat(other.receiveAll()).isEqualTo("bye");
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void a_handler_that_closes_a_server_that_shuts_down_is_left_to_itself() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    ConnectionHandler handler =
        connection -> {
          running.countDown();
          if (connection.receive() != null) return;
          connection.server().shutdown(Duration.ofDays(1));
          connection.sendAll("bye".getBytes(UTF_8));
        };
    Server server = Server.builder().listen(ANY_PORT).handler(handler).endInputOnShutdown().start();
    try (Client closes = new Client(server.address());
        Client finishes = new Client(server.address())) {
      finishes.send("x");
      running.await();
      while (server.totals().active() > 1) Thread.onSpinWait();
      assertThat(server.shutdown(Duration.ofDays(1))).isEqualTo(new Shutdown(0, 0, 0));
      assertThat(closes.receiveAll()).isEqualTo("bye");
    }
  }

  @Test
  void a_shutdown_without_a_time_changes_nothing_and_one_of_a_time_that_is_over_is_at_once()
      throws Exception {
    for (Duration over : List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE / 7))) {
      Server server = serve(StreamServerTest::echo);
      try (Client client = new Client(server.address())) {
        assertThatThrownBy(() -> server.shutdown(nothing()))
            .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> server.deny(nothing())).isInstanceOf(NullPointerException.class);
        assertThat(server.isStopping()).isFalse();
        assertThat(client.echo("hello")).isEqualTo("hello");
        assertThat(server.shutdown(over)).isEqualTo(new Shutdown(0, 1, 0));
      }
    }
  }

  /** What a caller passes whom no compiler has warned. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void a_server_that_has_shut_down_is_kept_by_nobody() throws Exception {
    WeakReference<Server> gone = new WeakReference<>(shutDown());
    while (gone.get() != null) System.gc();
  }

  private static Server shutDown() throws IOException {
    try (Server server = serve(StreamServerTest::echo)) {
      return server.shutdownOnExit(Duration.ofDays(1)).shutdownOnExit(Duration.ZERO);
    }
  }

  @Test
  void two_answers_to_one_message_go_out_at_once() throws Exception {
    BlockingQueue<Boolean> atOnce = new LinkedBlockingQueue<>();
    try (Server server =
            serve(connection -> atOnce.add(connection.socket().get(TcpOption.TCP_NODELAY)));
        Client client = new Client(server.address())) {
      assertThat(atOnce.take()).isTrue();
      client.awaitEnd();
    }
  }

  @Test
  void a_connection_that_ends_while_its_executor_holds_up_its_listener_was_accepted()
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch shutDown = new CountDownLatch(1);
    Executor slow =
        task -> {
          asked.countDown();
          await(shutDown);
          task.run();
        };
    ServerBuilder builder = Server.builder().listen(ANY_PORT).executor(slow);
    try (Server server = builder.handler(StreamServerTest::echo).start();
        Client client = new Client(server.address())) {
      asked.await();
      assertThat(server.shutdown(Duration.ZERO)).isEqualTo(new Shutdown(0, 1, 0));
      assertThat(server.totals().accepted()).isOne();
      client.awaitEnd();
    } finally {
      shutDown.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_an_executor_has_not_begun_with_is_closed_and_never_handled(boolean frames)
      throws Exception {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    AtomicBoolean handled = new AtomicBoolean();
    BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void closed(Connection connection, End end) {
            connection.server().shutdown(Duration.ofDays(1)); // a hook may wait for the end, too
            closed.add(connection);
          }
        };
    ServerBuilder builder = Server.builder().listen(ANY_PORT).hooks(hooks).executor(tasks::add);
    if (frames) builder.frameHandler(Framing.lines(100), frame -> handled.set(true));
    else builder.handler(connection -> handled.set(true));
    try (LogCapture log = new LogCapture();
        Server server = builder.start();
        Client client = new Client(server.address())) {
      client.send("hello\n");
      Runnable task = tasks.take();
      assertThat(server.shutdown(Duration.ofMillis(1))).isEqualTo(new Shutdown(0, 1, 0));
      client.awaitEnd();
      assertThat(closed.take().isStopping()).isTrue();
      task.run();
      assertThat(handled).isFalse();
      assertThat(closed).isEmpty();
      awaitNobody(server);
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void a_handler_that_waits_for_something_else_is_told_of_a_shutdown() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch waits = new CountDownLatch(1);
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void stopping(Server server) {
            over.countDown();
            throw new IllegalStateException("of no consequence");
          }
        };
    ConnectionHandler handler =
        connection -> {
          waits.countDown();
          over.await();
          connection.sendAll("bye".getBytes(UTF_8));
        };
    try (LogCapture log = new LogCapture();
        Server server = Server.builder().listen(ANY_PORT).hooks(hooks).handler(handler).start();
        Client client = new Client(server.address())) {
      waits.await();
      assertThat(server.shutdown(Duration.ofSeconds(50))).isEqualTo(new Shutdown(1, 0, 0));
      assertThat(client.receiveAll()).isEqualTo("bye");
      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().getFirst().getMessage()).contains("stopping");
    }
  }
}

package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import lisle.socket.Family;
import lisle.socket.MessageFlags;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameHandlerTest {
  private static final Framing LINES = Framing.lines(1000);
  private static final FrameHandler ECHO = line -> line.reply(line.bytes());

  private static ServerBuilder lines(FrameHandler handler) {
    return Server.builder().listen(SocketAddress.parse("127.0.0.1:0")).frameHandler(LINES, handler);
  }

  /** Waits until no connection has a thread, or each is just about to give it up. */
  private static void awaitRest(Server server) {
    while (!server.connections().stream().allMatch(Connection::isResting)) Thread.onSpinWait();
  }

  private static ServerHooks counting(Semaphore closed) {
    return new ServerHooks() {
      @Override
      public void closed(Connection connection, End end) {
        closed.release();
      }
    };
  }

  /** Echoes; but for the line that says so it waits until it may go on. */
  private static final class Gate implements FrameHandler {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public void handle(Frame line) throws Exception {
      if (line.text().equals("wait")) {
        entered.countDown();
        go.await();
      }
      line.reply(line.bytes());
    }
  }

  @Test
  void each_client_has_its_own_lines_answered_in_their_order() throws Exception {
    try (Server server = lines(line -> line.reply("you said " + line.text())).start()) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) clients.add(new Client(server.address()));
      for (int round = 0; round < 3; round++) {
        String expected = "you said a\nyou said \nyou said c\n";
        for (Client client : clients) client.send("a\n\r\nc\nand half of");
        for (Client client : clients) {
          assertThat(client.receive(expected.length())).isEqualTo(expected);
          client.send(" one\n");
          expected = "you said and half of one\n";
          assertThat(client.receive(expected.length())).isEqualTo(expected);
          expected = "you said a\nyou said \nyou said c\n";
        }
      }
      for (Client client : clients) client.close();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().handlerTime().count()).isEqualTo(50 * 3 * 4);
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void a_connection_can_be_asked_to_finish_while_it_waits_and_while_it_is_served()
      throws Exception {
    Gate gate = new Gate();
    Semaphore closed = new Semaphore(0);
    try (Server server = lines(gate).hooks(counting(closed)).start();
        Client idle = new Client(server.address());
        Client busy = new Client(server.address())) {
      busy.send("wait\nagain\n");
      gate.entered.await();
      while (server.connections().size() < 2) Thread.onSpinWait();
      server.connections().forEach(Connection::finish);
      assertThat(idle.receiveAll()).isEmpty();
      closed.acquire();
      assertThat(server.connections()).anyMatch(Connection::isStopping);
      gate.go.countDown();
      assertThat(busy.receiveAll()).isEqualTo("wait\n");
      closed.acquire();
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void between_frames_a_connection_holds_no_thread() throws Exception {
    Gate gate = new Gate();
    try (Server server = lines(gate).start();
        Client client = new Client(server.address())) {
      while (server.connections().isEmpty()) Thread.onSpinWait();
      awaitRest(server);
      client.send("wait\n");
      gate.entered.await();
      assertThat(server.connections().getFirst().isResting()).isFalse();
      gate.go.countDown();
      assertThat(client.receive(5)).isEqualTo("wait\n");
      awaitRest(server);
      assertThat(client.echo("again\n")).isEqualTo("again\n");
    }
  }

  @Test
  void what_comes_together_is_a_frame_where_there_is_no_framing() throws Exception {
    String text = "x".repeat(100_000);
    try (Server server = lines(ECHO).frameHandler(Framing.none(), ECHO).start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("no end of a line")).isEqualTo("no end of a line");
      Thread sender = client.sendAside(text);
      assertThat(client.receive(text.length())).isEqualTo(text);
      sender.join();
    }
  }

  @Test
  void a_handler_that_finishes_before_its_first_frame_gets_none() throws Exception {
    Semaphore closed = new Semaphore(0);
    AtomicBoolean handled = new AtomicBoolean();
    CountDownLatch sent = new CountDownLatch(1);
    FrameHandler handler =
        new FrameHandler() {
          @Override
          public FrameHandler begin(Connection connection) throws Exception {
            sent.await();
            connection.finish();
            return this;
          }

          @Override
          public void handle(Frame line) {
            handled.set(true);
          }
        };
    try (Server server = lines(handler).hooks(counting(closed)).start();
        Client client = new Client(server.address())) {
      client.send("a\nb");
      sent.countDown();
      client.awaitEnd();
      client.close();
      closed.acquire();
      assertThat(handled).isFalse();
    }
  }

  @Test
  void a_handler_that_passes_over_a_broken_body_meets_the_end() throws Exception {
    Semaphore closed = new Semaphore(0);
    FrameHandler handler =
        line -> {
          try {
            line.receiveExactly(5, 5);
          } catch (FrameException e) {
            line.reply(String.valueOf(e.getMessage()));
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = lines(handler).hooks(counting(closed)).start();
        Client client = new Client(server.address())) {
      client.send("body\nabc");
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEqualTo("the stream ended after 3 bytes of a frame\n");
      closed.acquire();
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void what_is_left_of_a_frame_in_several_packets_is_none() throws Exception {
    Semaphore closed = new Semaphore(0);
    AtomicBoolean handled = new AtomicBoolean();
    SocketAddress address = SocketAddress.parse("unix:@lisle-" + UUID.randomUUID());
    try (Server server =
            Server.builder()
                .listenSequenced(address)
                .frameHandler(Framing.lengthPrefixed(2, 60_000), frame -> handled.set(true))
                .hooks(counting(closed))
                .start();
        Socket client = Socket.open(Family.UNIX, SocketType.SEQPACKET)) {
      client.connect(server.address());
      client.sendAll(ByteBuffer.allocate(9000).putShort(0, (short) 9003));
      try {
        client.sendAll(new byte[] {0, 3, 'b', 'a', 'd'});
      } catch (SocketException e) {
        // it has ended already
      }
      closed.acquire();
      assertThat(handled).isFalse();
      assertThat(server.totals().malformed()).isEqualTo(1);
    }
  }

  /** Counts its lines, and what was over the limit; and is told how its connection ends. */
  private static final class Told implements FrameHandler {
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private int refused;

    @Override
    public FrameHandler begin(Connection connection) throws IOException {
      if (connection.id() == 5) throw new IOException("never begun");
      return this;
    }

    @Override
    public void handle(Frame line) throws IOException {
      switch (line.text()) {
        case "finish" -> line.connection().finish();
        case "close" -> line.connection().close();
        case "fail" -> throw new IllegalStateException("as asked");
        default -> line.reply(line.text());
      }
    }

    @Override
    public void refuse(Frames lines, FrameException reason) throws IOException {
      if (++refused == 3) throw reason;
      lines.send(String.valueOf(reason.getMessage()));
    }

    @Override
    public void end(Connection connection, End end) {
      ends.add(connection.id() + ": " + end);
      throw new IllegalStateException("which is logged");
    }
  }

  @Test
  void a_frame_over_its_limit_can_be_answered_and_the_end_is_told() throws Exception {
    Told told = new Told();
    String tooLong = "a line over its limit of 1000 bytes\n";
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void closed(Connection connection, End end) {
            closed.add(connection.id() + ": " + end);
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = lines(told).hooks(hooks).start()) {
      try (Client client = new Client(server.address())) {
        client.send("x".repeat(1001));
        assertThat(client.receive(tooLong.length())).isEqualTo(tooLong); // at once
        client.send("x".repeat(100_000) + "\na\n" + "y".repeat(1001) + "\nb\n");
        assertThat(client.receive(tooLong.length() + 4)).isEqualTo("a\n" + tooLong + "b\n");
        client.send("c\n" + "z".repeat(1001) + "\nd\n");
        assertThat(client.receiveAll()).isEqualTo("c\n");
      }
      assertThat(closed.take()).isEqualTo("1: malformed");
      for (String last : List.of("finish", "fail", "close", "never begun", "finish")) {
        try (Client client = new Client(server.address())) {
          client.send("a\n" + last + "\nb\n");
          if (last.equals("never begun")) client.awaitEnd();
          else assertThat(client.receiveAll()).isEqualTo("a\n");
        }
        closed.take();
      }
      assertThat(told.ends)
          .containsExactly("1: malformed", "2: finished", "3: failed", "4: closed", "6: finished");
      assertThat(log.warnings())
          .filteredOn(line -> line.getMessage().contains("end of its handler"))
          .hasSize(5);
    }
  }

  /** Greets, and counts in a field. */
  private static final class Counter implements FrameHandler {
    private int lines;

    @Override
    public FrameHandler begin(Connection connection) throws IOException {
      connection.sendAll("hello\n".getBytes(UTF_8));
      return new Counter();
    }

    @Override
    public void handle(Frame line) throws IOException {
      line.reply("line " + ++lines);
    }
  }

  @Test
  void a_handler_can_greet_and_keep_something_for_each_connection() throws Exception {
    try (Server server = lines(new Counter()).start();
        Client first = new Client(server.address());
        Client second = new Client(server.address())) {
      assertThat(first.receive(6)).isEqualTo("hello\n");
      assertThat(second.receive(6)).isEqualTo("hello\n");
      for (int i = 1; i < 10; i++) {
        awaitRest(server);
        first.send("x\n");
        assertThat(first.receive(7)).isEqualTo("line " + i + "\n");
      }
      second.send("x\n");
      assertThat(second.receive(7)).isEqualTo("line 1\n");
    }
  }

  @Test
  void a_last_line_without_an_end_counts_and_the_stream_then_ends() throws Exception {
    try (Server server = lines(ECHO).start();
        Client client = new Client(server.address())) {
      client.send("one\ntwo");
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEqualTo("one\ntwo\n");
    }
  }

  @Test
  void a_failing_handler_ends_its_own_connection_and_no_other() throws Exception {
    FrameHandler handler =
        new FrameHandler() {
          @Override
          public void handle(Frame line) throws IOException {
            if (line.text().equals("fail")) throw new IllegalStateException("a reason");
            line.reply(line.bytes());
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = lines(handler).start();
        Client witness = new Client(server.address());
        Client client = new Client(server.address())) {
      assertThat(witness.echo("before\n")).isEqualTo("before\n");
      client.send("fine\nfail\nnever seen\n");
      client.awaitEnd();
      assertThat(witness.echo("after\n")).isEqualTo("after\n");
      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().getFirst().getThrown()).hasMessage("a reason");
      assertThat(server.totals().failed()).isEqualTo(1);
    }
  }

  @Test
  void a_line_over_its_limit_ends_the_connection() throws Exception {
    try (Server server = lines(ECHO).start();
        Client client = new Client(server.address())) {
      client.send("fits\n" + "x".repeat(1002));
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().malformed()).isEqualTo(1);
    }
  }

  @Test
  void a_connection_that_waits_without_a_thread_can_be_closed_from_outside() throws Exception {
    Semaphore closed = new Semaphore(0);
    try (Server server = lines(ECHO).hooks(counting(closed)).start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("hello\n")).isEqualTo("hello\n");
      awaitRest(server);
      server.connections().getFirst().close();
      client.awaitEnd();
      closed.acquire();
      StreamServerTest.awaitNobody(server);
    }
  }

  @Test
  void the_idle_time_ends_connections_that_wait_and_not_those_that_are_served() throws Exception {
    Gate gate = new Gate();
    try (Server server = lines(gate).idleTimeout(Duration.ofMillis(200)).start();
        Client busy = new Client(server.address());
        Client idle = new Client(server.address());
        Client silent = new Client(server.address())) {
      busy.send("wait\n");
      assertThat(idle.echo("hello\n")).isEqualTo("hello\n");
      idle.awaitEnd();
      silent.awaitEnd();
      while (server.totals().active() > 1) Thread.onSpinWait();
      assertThat(server.totals().timedOut()).isEqualTo(2);
      gate.go.countDown();
      assertThat(busy.receive(5)).isEqualTo("wait\n");
      busy.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isEqualTo(3);
    }
  }

  @Test
  void half_a_frame_is_waited_for_no_longer_than_the_read_time() throws Exception {
    try (Server server = lines(ECHO).readTimeout(Duration.ofMillis(100)).start();
        Client client = new Client(server.address())) {
      client.send("hello\nhal");
      assertThat(client.receive(6)).isEqualTo("hello\n");
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isEqualTo(1);
    }
  }

  @Test
  void a_request_that_takes_too_long_is_interrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    FrameHandler handler =
        line -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    try (Server server = lines(handler).requestTimeout(Duration.ofMillis(100)).start();
        Client client = new Client(server.address())) {
      client.send("hello\n");
      interrupted.await();
      client.awaitEnd();
    }
  }

  @Test
  void a_shutdown_ends_those_who_wait_at_once_and_lets_the_others_finish() throws Exception {
    Gate gate = new Gate();
    Server server = lines(gate).start();
    try (Client waiting = new Client(server.address());
        Client served = new Client(server.address())) {
      served.send("wait\ntwo\n");
      gate.entered.await();
      while (server.connections().size() < 2) Thread.onSpinWait();
      Thread shutdown = Thread.ofVirtual().start(() -> server.shutdown(Duration.ofSeconds(50)));
      waiting.awaitEnd();
      gate.go.countDown();
      assertThat(served.receiveAll()).isEqualTo("wait\ntwo\n");
      shutdown.join();
      assertThat(server.shutdown(Duration.ZERO)).isEqualTo(new Shutdown(2, 0, 0));
    }
  }

  @Test
  void a_handler_may_close_a_connection_that_waits_where_one_runs_at_a_time() throws Exception {
    var named = new ConcurrentHashMap<String, Connection>();
    FrameHandler handler =
        line -> {
          Connection other = named.get(line.text());
          if (other != null) other.close();
          named.put(line.text(), line.connection());
          line.reply("done");
        };
    try (Server server = lines(handler).oneAtATime().start();
        Client first = new Client(server.address());
        Client second = new Client(server.address())) {
      first.send("name\n");
      assertThat(first.receive(5)).isEqualTo("done\n");
      awaitRest(server);
      second.send("name\n");
      assertThat(second.receive(5)).isEqualTo("done\n");
      first.awaitEnd();
    }
  }

  @Test
  void many_connections_share_one_thread_of_an_executor() throws Exception {
    ThreadFactory daemon = Thread.ofPlatform().daemon().factory();
    try (ExecutorService executor = Executors.newSingleThreadExecutor(daemon);
        Server server = lines(ECHO).executor(executor).start()) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) clients.add(new Client(server.address()));
      for (int round = 0; round < 5; round++) {
        for (Client client : clients) assertThat(client.echo("hello\n")).isEqualTo("hello\n");
      }
      for (Client client : clients) client.close();
      StreamServerTest.awaitNobody(server);
    }
  }

  @Test
  void a_connection_ends_where_the_executor_takes_no_more() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (LogCapture log = new LogCapture();
        Server server = lines(ECHO).executor(executor).start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("hello\n")).isEqualTo("hello\n");
      awaitRest(server);
      executor.shutdown();
      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue(); // nobody serves it
      client.send("hello\n");
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(log.warnings()).hasSize(1);
    }
  }

  @Test
  void a_handler_that_runs_where_it_was_called_holds_up_no_poller() throws Exception {
    Executor here = Runnable::run;
    Gate gate = new Gate();
    try (Server server = lines(gate).executor(here).start();
        Client first = new Client(server.address());
        Client second = new Client(server.address())) {
      assertThat(first.echo("hello\n")).isEqualTo("hello\n");
      assertThat(second.echo("hello\n")).isEqualTo("hello\n");
      awaitRest(server);
      first.send("wait\n");
      for (int i = 0; i < 100; i++) assertThat(second.echo("hello\n")).isEqualTo("hello\n");
      gate.go.countDown();
      assertThat(first.receive(5)).isEqualTo("wait\n");
    }
  }

  @Test
  void a_handler_that_receives_by_itself_never_gets_what_another_client_has_sent()
      throws Exception {
    Semaphore entered = new Semaphore(0);
    FrameHandler handler =
        line -> {
          if (line.text().equals("raw")) {
            entered.release();
            line.connection().receive();
          } else {
            line.reply("got " + line.text());
          }
        };
    try (Server server = lines(handler).start();
        Client first = new Client(server.address());
        Client second = new Client(server.address())) {
      first.send("raw\nof my own\n");
      entered.acquire();
      second.send("0123456789 of another\n");
      assertThat(second.receive(10)).isEqualTo("got 012345");
      first.send("!");
      assertThat(first.receive(14)).isEqualTo("got of my own\n");
    }
  }

  @Test
  void nothing_is_handled_after_the_handler_has_closed_the_connection() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    FrameHandler handler =
        line -> {
          seen.add(line.text());
          if (line.text().equals("quit")) line.connection().close();
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("one\nquit\ndelete everything\n");
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(seen).containsExactly("one", "quit");
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void a_request_that_took_too_long_is_the_last_one() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    FrameHandler handler =
        line -> {
          seen.add(line.text());
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            seen.add("interrupted");
          }
        };
    try (Server server = lines(handler).requestTimeout(Duration.ofMillis(100)).start();
        Client client = new Client(server.address())) {
      client.send("1\n2\n3\n");
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(seen).containsExactly("1", "interrupted");
    }
  }

  @Test
  void a_handler_may_shut_down_where_it_has_the_only_thread() throws Exception {
    var report = new CompletableFuture<Shutdown>();
    FrameHandler handler =
        line -> {
          if (line.text().equals("stop")) {
            report.complete(line.connection().server().shutdown(Duration.ofSeconds(40)));
          } else {
            line.reply(line.bytes());
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = lines(handler).oneAtATime().start()) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) clients.add(new Client(server.address()));
      for (Client client : clients) assertThat(client.echo("hello\n")).isEqualTo("hello\n");
      awaitRest(server);
      clients.getFirst().send("stop\n");
      assertThat(report.get()).isEqualTo(new Shutdown(4, 0, 0));
      assertThat(log.warnings()).isEmpty();
      for (Client client : clients) client.close();
    }
  }

  @Test
  void a_connection_that_is_closed_ends_while_the_only_thread_is_busy() throws Exception {
    Gate gate = new Gate();
    try (Server server = lines(gate).oneAtATime().start();
        Client busy = new Client(server.address());
        Client other = new Client(server.address())) {
      assertThat(busy.echo("hello\n")).isEqualTo("hello\n");
      assertThat(other.echo("hello\n")).isEqualTo("hello\n");
      awaitRest(server);
      busy.send("wait\n");
      gate.entered.await();
      for (Connection one : server.connections()) if (one.isResting()) one.close();
      while (server.totals().active() > 1) Thread.onSpinWait();
      gate.go.countDown();
      assertThat(busy.receive(5)).isEqualTo("wait\n");
    }
  }

  @Test
  void an_executor_that_throws_after_it_has_run_a_task_ends_a_connection_once() throws Exception {
    Semaphore closed = new Semaphore(0);
    AtomicBoolean odd = new AtomicBoolean();
    Executor executor =
        task -> {
          boolean isOdd = odd.get(); // of what begins from now on
          task.run();
          if (isOdd) throw new IllegalStateException("after the run");
        };
    try (LogCapture log = new LogCapture();
        Server server = lines(ECHO).executor(executor).hooks(counting(closed)).start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("x\n")).isEqualTo("x\n");
      awaitRest(server);
      odd.set(true);
      client.send("y\n");
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().bytesReceived()).isEqualTo(4);
      assertThat(closed.availablePermits()).isEqualTo(1);
      assertThat(log.warnings()).isNotEmpty();
    }
  }

  /** Fails again where it is asked for its cause. */
  private static final class Treacherous extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    Treacherous() {
      super(new IOException("a reason"));
    }

    @Override
    public synchronized IOException getCause() {
      throw new IllegalStateException("no cause for you");
    }
  }

  @Test
  void a_connection_ends_whatever_its_exception_does() throws Exception {
    FrameHandler handler =
        line -> {
          throw new Treacherous();
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("x\n");
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
    }
  }

  @Test
  void clients_that_come_and_go_while_others_close_them_leave_nothing() throws Exception {
    try (Server server = lines(ECHO).idleTimeout(Duration.ofMillis(40)).start()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int own = i;
        threads.add(Thread.ofVirtual().start(() -> comeAndGo(server, own)));
      }
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          List<Connection> present = server.connections();
          if (!present.isEmpty()) present.get(present.size() / 2).close();
          Thread.sleep(1);
        }
      }
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().failed()).isZero();
    }
  }

  private static void comeAndGo(Server server, int own) {
    for (int i = 0; i < 100; i++) {
      try (Client client = new Client(server.address())) {
        for (int j = 0; j < i % 7; j++) {
          client.send("hello\n");
          String answer = client.receive(6);
          if (answer.length() < 6) break;
          assertThat(answer).isEqualTo("hello\n");
        }
        if ((i + own) % 3 == 0) client.vanish();
      } catch (IOException e) {
        // closed under our hands
      }
    }
  }

  @Test
  void where_one_runs_at_a_time_a_handler_that_shuts_down_waits_for_no_other_turn()
      throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    BlockingQueue<Shutdown> reports = new LinkedBlockingQueue<>();
    FrameHandler handler =
        line -> {
          if (line.text().equals("stop")) {
            sent.await();
            reports.add(line.connection().server().shutdown(Duration.ofDays(1)));
          }
          line.reply("bye");
        };
    try (LogCapture log = new LogCapture();
        Server server =
            Server.builder()
                .listen(SocketAddress.parse("127.0.0.1:0"))
                .frameHandler(Framing.lines(100), handler)
                .oneAtATime()
                .start();
        Client stops = new Client(server.address());
        Client other = new Client(server.address())) {
      other.send("hello\n");
      assertThat(other.receive(4)).isEqualTo("bye\n");
      stops.send("stop\n");
      other.send("hello\n");
      sent.countDown();
      assertThat(reports.take().abandoned()).isZero();
      assertThat(stops.receiveAll()).isEqualTo("bye\n");
      other.awaitEnd();
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void a_frame_takes_no_longer_than_its_time_however_often_a_bit_of_it_comes() throws Exception {
    try (Server server =
            lines(ECHO)
                .frameTimeout(Duration.ofMillis(200))
                .readTimeout(Duration.ofSeconds(30))
                .start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("hello\n")).isEqualTo("hello\n");
      client.send("x");
      while (!server.connections().isEmpty()) {
        try {
          client.send("x");
        } catch (IOException e) {
          break; // it is over
        }
        LockSupport.parkNanos(5_000_000);
      }
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isEqualTo(1);
      assertThat(server.totals().malformed()).isZero();
    }
  }

  @Test
  void a_line_can_be_followed_by_a_body_that_it_announces() throws Exception {
    FrameHandler handler =
        line -> line.reply(line.receiveExactly(Long.parseLong(line.text()), 100));
    try (Server server = lines(handler).start();
        Client client = new Client(server.address());
        Client greedy = new Client(server.address());
        Client hasty = new Client(server.address())) {
      client.send("3\na\nb0\n5\nhel");
      assertThat(client.receive(5)).isEqualTo("a\nb\n\n");
      client.send("lo");
      assertThat(client.receive(6)).isEqualTo("hello\n");
      greedy.send("101\n");
      assertThat(greedy.receiveAll()).isEmpty();
      hasty.send("5\nhel");
      hasty.socket.shutdownOutput();
      assertThat(hasty.receiveAll()).isEmpty();
      client.send("4\n");
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEmpty();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().malformed()).isEqualTo(3);
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void no_request_is_slept_over_while_another_thread_looks_at_the_same_connection()
      throws Exception {
    BlockingQueue<Connection> begun = new LinkedBlockingQueue<>();
    FrameHandler handler =
        new FrameHandler() {
          @Override
          public FrameHandler begin(Connection connection) {
            begun.add(connection);
            return ECHO;
          }

          @Override
          public void handle(Frame line) {}
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      Connection connection = begun.take();
      Thread looker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    try {
                      while (connection.socket().tryReceive(one.clear(), MessageFlags.PEEK) != -1) {
                        Thread.onSpinWait();
                      }
                    } catch (IOException e) {
                      // it is closed
                    }
                  });
      for (int i = 0; i < 5000; i++) assertThat(client.echo("hello\n")).isEqualTo("hello\n");
      client.close();
      looker.join();
    }
  }
}

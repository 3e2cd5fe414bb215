package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import lisle.socket.Family;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SendLaterTest {
  private static final Framing LINES = Framing.lines(1000);
  private static final FrameHandler ECHO = line -> line.replyLater(line.bytes());

  private static ServerBuilder builder() {
    return Server.builder().listen(SocketAddress.parse("127.0.0.1:0"));
  }

  private static ServerBuilder lines(FrameHandler handler) {
    return builder().frameHandler(LINES, handler);
  }

  /** Servers that echo lines, each in a way of its own. */
  private static ServerBuilder echo(String kind) {
    Executor executor = task -> Thread.ofVirtual().start(task);
    return switch (kind) {
      case "frames" -> lines(ECHO);
      case "frames by an executor" -> lines(ECHO).executor(executor);
      case "connections" ->
          builder()
              .handler(
                  connection -> {
                    Frames lines = connection.frames(LINES);
                    for (byte[] line; (line = lines.receive()) != null; ) lines.sendLater(line);
                  });
      default -> throw new AssertionError(kind);
    };
  }

  private static String numbers(int most) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < most; i++) text.append(i).append('\n');
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"frames", "frames by an executor", "connections"})
  void answers_to_frames_that_came_together_go_out_together_and_in_their_order(String kind)
      throws Exception {
    String text = numbers(10_000);
    try (Server server = echo(kind).start();
        Client client = new Client(server.address())) {
      client.sendAside(text);
      assertThat(client.receive(text.length())).isEqualTo(text);
      Connection connection = server.connections().getFirst();
      long segments = connection.tcpInfo().field("tcpi_data_segs_out").orElse(0);
      assertThat(segments).isLessThan(1000);
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEmpty();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().bytesSent()).isEqualTo(text.length());
      assertThat(server.totals().failed()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"frames", "frames by an executor", "connections"})
  void an_answer_is_out_before_the_server_waits(String kind) throws Exception {
    try (Server server = echo(kind).start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("a\n")).isEqualTo("a\n");
      client.send("a\nb\nhal");
      assertThat(client.receive(4)).isEqualTo("a\nb\n");
      client.send("f\nc\n" + "x".repeat(900));
      assertThat(client.receive(7)).isEqualTo("half\nc\n");
      client.send("\nend");
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEqualTo("x".repeat(900) + "\nend\n");
    }
  }

  @Test
  void whatever_else_is_sent_comes_behind_it(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "file\n");
    FrameHandler handler =
        line -> {
          Connection connection = line.connection();
          line.replyLater("1");
          line.reply("2");
          line.replyLater("3");
          connection.sendAll("4\n".getBytes(UTF_8));
          line.replyLater("5");
          connection.sendAll(ByteBuffer.wrap("6\n".getBytes(UTF_8)));
          line.replyLater("7");
          connection.outputStream().write("8\n".getBytes(UTF_8));
          line.replyLater("9");
          connection.sendFile(file, 0, 5);
          line.replyLater("a");
          CompletableFuture<?> other = new CompletableFuture<>();
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      line.reply("b");
                      line.replyLater("c");
                      other.complete(null);
                    } catch (IOException e) {
                      other.completeExceptionally(e);
                    }
                  });
          other.get();
          line.replyLater("d");
          line.replyLater("x".repeat(9000)); // more than is put off
          line.replyLater("e".getBytes(UTF_8), 0, 1);
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("go\n");
      client.socket.shutdownOutput();
      assertThat(client.receiveAll().replace('\n', ' '))
          .isEqualTo("1 2 3 4 5 6 7 8 9 file a b c d " + "x".repeat(9000) + " e ");
    }
  }

  @Test
  void another_thread_sends_at_once() throws Exception {
    BlockingQueue<Frame> given = new LinkedBlockingQueue<>();
    CountDownLatch go = new CountDownLatch(1);
    FrameHandler handler =
        line -> {
          given.add(line);
          go.await();
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("go\n");
      given.take().replyLater("from another");
      assertThat(client.receive(13)).isEqualTo("from another\n"); // while the handler runs
      go.countDown();
    }
  }

  @Test
  void threads_that_send_meanwhile_overtake_nothing_and_tear_nothing_apart() throws Exception {
    int rounds = 2000;
    FrameHandler handler =
        line -> {
          Thread other =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          for (int i = 0; i < rounds; i++) line.reply("other " + i);
                        } catch (IOException e) {
                          line.connection().close();
                        }
                      });
          for (int i = 0; i < rounds; i++) line.replyLater("own " + i);
          other.join();
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("go\n");
      client.socket.shutdownOutput();
      List<String> own = new ArrayList<>();
      List<String> other = new ArrayList<>();
      client.receiveAll().lines().forEach(line -> (line.startsWith("own") ? own : other).add(line));
      for (int i = 0; i < rounds; i++) {
        assertThat(own.get(i)).isEqualTo("own " + i);
        assertThat(other.get(i)).isEqualTo("other " + i);
      }
      assertThat(own).hasSize(rounds);
      assertThat(other).hasSize(rounds);
    }
  }

  @Test
  void a_handler_that_takes_long_lets_the_answers_before_it_go() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    FrameHandler handler =
        line -> {
          if (line.text().equals("slow")) {
            line.flush();
            go.await();
          }
          line.replyLater(line.bytes());
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("a\nb\nslow\nc\n");
      assertThat(client.receive(4)).isEqualTo("a\nb\n");
      go.countDown();
      assertThat(client.receive(7)).isEqualTo("slow\nc\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "finish", "close", "late", "malformed"})
  void what_was_answered_before_the_end_reaches_the_client(String end) throws Exception {
    FrameHandler handler =
        line -> {
          line.replyLater(line.bytes());
          switch (line.text()) {
            case "fail" -> throw new IllegalStateException("as asked");
            case "finish" -> line.connection().finish();
            case "close" -> line.connection().close();
            case "late" -> new CountDownLatch(1).await();
            case "malformed" -> throw new FrameException("as asked");
            default -> {}
          }
        };
    ServerBuilder builder = lines(handler);
    if (end.equals("late")) builder.requestTimeout(Duration.ofMillis(200));
    try (LogCapture log = new LogCapture();
        Server server = builder.start();
        Client client = new Client(server.address())) {
      client.send("a\n" + end + "\nnever\n");
      assertThat(client.receiveAll()).isEqualTo("a\n" + end + "\n");
      StreamServerTest.awaitNobody(server);
      assertThat(log.warnings()).hasSize(end.equals("fail") ? 1 : 0);
    }
  }

  @Test
  void a_handler_of_a_connection_that_throws_has_answered_before() throws Exception {
    ConnectionHandler handler =
        connection -> {
          connection.frames(LINES).sendLater("goodbye");
          throw new FrameException("as asked");
        };
    try (Server server = builder().handler(handler).start();
        Client client = new Client(server.address())) {
      assertThat(client.receiveAll()).isEqualTo("goodbye\n");
    }
  }

  @Test
  void no_more_than_a_buffer_of_it_is_held_back() throws Exception {
    CompletableFuture<Long> heldBack = new CompletableFuture<>();
    CompletableFuture<Long> flushed = new CompletableFuture<>();
    int answers = 1000;
    FrameHandler handler =
        line -> {
          for (int i = 0; i < answers; i++) line.replyLater("x".repeat(99));
          heldBack.complete(100L * answers - line.connection().bytesSent());
          line.flush();
          flushed.complete(line.connection().bytesSent());
        };
    try (Server server = lines(handler).start();
        Client client = new Client(server.address())) {
      client.send("go\n");
      assertThat(client.receive(100 * answers)).hasSize(100 * answers);
      assertThat(heldBack.get()).isBetween(1L, (long) Buffers.SIZE);
      assertThat(flushed.get()).isEqualTo(100L * answers);
    }
  }

  @Test
  void who_does_not_take_it_meets_the_write_time() throws Exception {
    Semaphore closed = new Semaphore(0);
    FrameHandler handler =
        line -> {
          for (; ; ) line.replyLater("x".repeat(1000));
        };
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void closed(Connection connection, End end) {
            closed.release();
          }
        };
    Duration time = Duration.ofMillis(100);
    try (Server server = lines(handler).writeTimeout(time).hooks(hooks).start();
        Client client = new Client(server.address())) {
      client.send("go\n");
      closed.acquire();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isEqualTo(1);
    }
  }

  @Test
  void who_receives_otherwise_has_answered_before() throws Exception {
    ConnectionHandler handler =
        connection -> {
          Frames lines = connection.frames(LINES);
          lines.receive();
          lines.sendLater("one");
          lines.release();
          connection.inputStream().read();
          lines.sendLater("two");
          connection.receive();
          lines.sendLater("three");
          connection.receive(ByteBuffer.allocate(9));
          lines.sendLater("four");
          connection.frames(Framing.fixed(2)).receive();
        };
    try (Server server = builder().handler(handler).start();
        Client client = new Client(server.address())) {
      for (String answer : List.of("one\n", "two\n", "three\n", "four\n")) {
        client.send(answer.equals("one\n") ? "\n" : "x");
        assertThat(client.receive(answer.length())).isEqualTo(answer);
      }
      client.send("xy");
      client.awaitEnd();
    }
  }

  @Test
  void in_packets_each_is_one() throws Exception {
    SocketAddress address = SocketAddress.parse("unix:@lisle-" + UUID.randomUUID());
    FrameHandler handler =
        frame -> {
          frame.replyLater("one");
          frame.replyLater("two");
        };
    try (Server server =
            Server.builder()
                .listenSequenced(address)
                .frameHandler(Framing.none(), handler)
                .start();
        Socket client = Socket.open(Family.UNIX, SocketType.SEQPACKET)) {
      client.connect(server.address());
      client.sendAll("go".getBytes(UTF_8));
      byte[] packet = new byte[9];
      for (String answer : List.of("one", "two")) {
        assertThat(new String(packet, 0, client.receive(packet), UTF_8)).isEqualTo(answer);
      }
    }
  }
}

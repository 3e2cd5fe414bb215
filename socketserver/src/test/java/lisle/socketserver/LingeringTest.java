package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import lisle.socket.Linger;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketOption;
import lisle.socket.TcpInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LingeringTest {
  /** More than the system takes for a client that does not read, and less than it keeps for us. */
  private static final byte[] ANSWER = "too much\n".repeat(15_000).getBytes(UTF_8);

  private static final int SEND_BUFFER = 200_000;
  private static final byte[] MORE = new byte[30_000];

  /** The client has sent all that it wants to. */
  private final CountDownLatch sent = new CountDownLatch(1);

  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

  /** Answers what was not received, without waiting for the client to take it. */
  private void answer(Connection connection) throws Exception {
    sent.await();
    connection.socket().set(SocketOption.SO_SNDBUF, SEND_BUFFER);
    connection.sendAll(ANSWER);
  }

  private ServerBuilder builder() {
    return Server.builder()
        .listen(SocketAddress.parse("127.0.0.1:0"))
        .handler(this::answer)
        .hooks(
            new ServerHooks() {
              @Override
              public void closed(Connection connection, End end) {
                ends.add(end);
              }
            });
  }

  /** A client that has sent all; the server ends its connection when this returns. */
  private Socket client(Server server) throws IOException {
    Socket client = Socket.connectTo(server.address());
    client.sendAll("\n".getBytes(UTF_8));
    client.sendAll(MORE);
    while (server.connections().isEmpty()) Thread.onSpinWait();
    Connection connection = server.connections().getFirst();
    sent.countDown();
    while (isEstablished(connection)) Thread.onSpinWait();
    return client;
  }

  private static boolean isEstablished(Connection connection) throws IOException {
    try {
      return connection.tcpInfo().state() == TcpInfo.State.ESTABLISHED;
    } catch (SocketClosedException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "returns",
        "leaves an interrupt",
        "leaves a deadline",
        "fails",
        "on an executor",
        "finishes",
        "refuses a frame"
      })
  void an_answer_reaches_a_client_that_has_sent_more_than_was_received(String how)
      throws Exception {
    Framing lines = Framing.lines(10_000);
    try (ExecutorService one = Executors.newSingleThreadExecutor();
        LogCapture log = new LogCapture()) {
      ServerBuilder builder =
          switch (how) {
            case "returns" -> builder();
            case "leaves an interrupt" ->
                builder()
                    .handler(
                        connection -> {
                          answer(connection);
                          Thread.currentThread().interrupt();
                        });
            case "leaves a deadline" ->
                builder()
                    .handler(
                        connection -> {
                          answer(connection);
                          connection.socket().receiveDeadline(Instant.EPOCH);
                        });
            case "fails" ->
                builder()
                    .handler(
                        connection -> {
                          answer(connection);
                          throw new IllegalStateException("as asked");
                        });
            case "on an executor" -> builder().executor(one);
            case "finishes" ->
                builder()
                    .frameHandler(
                        lines,
                        line -> {
                          answer(line.connection());
                          line.connection().finish();
                        });
            default ->
                builder()
                    .frameHandler(
                        lines,
                        new FrameHandler() {
                          @Override
                          public void handle(Frame line) {}

                          @Override
                          public void refuse(Frames frames, FrameException reason)
                              throws Exception {
                            answer(frames.connection());
                            throw reason;
                          }
                        });
          };
      try (Server server = builder.start();
          Socket client = client(server)) {
        byte[] answer = new byte[ANSWER.length];
        client.receiveExactly(answer);
        assertThat(answer).isEqualTo(ANSWER);
        assertThat(client.receive(new byte[1])).isEqualTo(-1);
        client.close();
        End expected =
            switch (how) {
              case "fails" -> End.FAILED;
              case "refuses a frame" -> End.MALFORMED;
              default -> End.FINISHED;
            };
        assertThat(ends.take()).isEqualTo(expected);
        assertThat(log.warnings()).hasSize(how.equals("fails") ? 1 : 0);
      }
    }
  }

  @Test
  void an_answer_reaches_a_client_that_is_yet_to_send_the_rest_of_its_frame() throws Exception {
    FrameHandler handler =
        new FrameHandler() {
          @Override
          public void handle(Frame frame) {}

          @Override
          public void refuse(Frames frames, FrameException reason) throws Exception {
            answer(frames.connection());
            frames.connection().finish();
          }
        };
    ServerBuilder builder = builder().frameHandler(Framing.lengthPrefixed(4, 100), handler);
    try (Server server = builder.start();
        Socket client = Socket.connectTo(server.address())) {
      while (server.connections().isEmpty()) Thread.onSpinWait();
      Connection connection = server.connections().getFirst();
      client.sendAll(ByteBuffer.allocate(4).putInt(0, MORE.length));
      sent.countDown();
      while (isEstablished(connection)) Thread.onSpinWait();
      client.sendAll(MORE);
      byte[] answer = new byte[ANSWER.length];
      client.receiveExactly(answer);
      assertThat(answer).isEqualTo(ANSWER);
      assertThat(client.receive(new byte[1])).isEqualTo(-1);
      client.close();
      assertThat(ends.take()).isEqualTo(End.FINISHED);
    }
  }

  @Test
  void an_answer_reaches_a_client_that_sends_on_while_the_server_shuts_down() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    ConnectionHandler handler =
        connection -> {
          while (connection.receive() != null) {}
          ended.countDown();
          answer(connection);
        };
    try (Server server = builder().handler(handler).endInputOnShutdown().start();
        Socket client = Socket.connectTo(server.address())) {
      while (server.connections().isEmpty()) Thread.onSpinWait();
      Connection connection = server.connections().getFirst();
      Thread stopper = Thread.startVirtualThread(() -> server.shutdown(Duration.ofMinutes(1)));
      ended.await();
      client.sendAll(MORE);
      sent.countDown();
      while (!connection.isLingering()) Thread.onSpinWait();
      client.sendAll(MORE);
      byte[] answer = new byte[ANSWER.length];
      client.receiveExactly(answer);
      assertThat(answer).isEqualTo(ANSWER);
      stopper.join();
      assertThat(ends.take()).isEqualTo(End.FINISHED);
    }
  }

  @Test
  void a_client_that_never_ends_is_not_waited_for_without_end() throws Exception {
    try (Server server = builder().start();
        Socket client = client(server)) {
      client.sendAll(MORE); // which is dropped
      assertThat(ends.take()).isEqualTo(End.FINISHED);
      StreamServerTest.awaitNobody(server); // the hook that told comes before
    }
  }

  @Test
  void a_shutdown_that_has_no_time_waits_for_no_client() throws Exception {
    try (Server server = builder().start();
        Socket client = client(server)) {
      assertThat(client.isOpen()).isTrue();
      assertThat(server.shutdown(Duration.ZERO)).isEqualTo(new Shutdown(1, 0, 0));
      assertThat(ends.take()).isEqualTo(End.FINISHED);
    }
  }

  @Test
  void a_handler_that_wants_a_reset_gets_one() throws Exception {
    ConnectionHandler handler =
        connection -> {
          connection.socket().set(SocketOption.SO_LINGER, Linger.RESET);
          answer(connection);
        };
    try (Server server = builder().handler(handler).start();
        Socket client = client(server)) {
      byte[] answer = new byte[ANSWER.length];
      assertThatThrownBy(() -> client.receiveExactly(answer)).hasMessageContaining("ECONNRESET");
      assertThat(ends.take()).isEqualTo(End.FINISHED);
    }
  }
}

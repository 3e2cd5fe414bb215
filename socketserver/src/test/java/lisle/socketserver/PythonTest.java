package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import lisle.socket.SocketAddress;
import lisle.socket.TcpOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Python's socketserver promises, and its tests look for, and ours are not about yet. */
@Timeout(60)
class PythonTest {
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  private static ServerBuilder echo() {
    return Server.builder().listen(ANY_PORT).handler(StreamServerTest::echo);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }

  @Test
  void a_server_can_be_closed_as_soon_as_it_has_started() throws Exception {
    for (int i = 0; i < 100; i++) {
      echo().listenDatagrams(ANY_PORT).packetHandler(packet -> {}).start().close();
    }
    for (int i = 0; i < 20; i++) {
      Server server = echo().start();
      Thread thread = Thread.startVirtualThread(() -> server.shutdown(Duration.ofSeconds(30)));
      server.awaitShutdown();
      thread.join();
      assertThatThrownBy(() -> new Client(server.address())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void an_address_that_cannot_be_had_costs_no_descriptor() throws Exception {
    assertThatThrownBy(() -> unreachable().start()).isInstanceOf(BindException.class);
    long before = descriptors();
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() -> unreachable().start()).isInstanceOf(BindException.class);
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before + 5);
  }

  private static ServerBuilder unreachable() {
    return echo().listen(SocketAddress.parse("192.0.2.1:0"));
  }

  @Test
  void what_a_handler_writes_arrives_whole_however_slowly_it_is_taken() throws Exception {
    int size = 8 << 20;
    final class Writer extends RequestHandler {
      @Override
      protected void handle() throws IOException {
        connection().socket().set(TcpOption.TCP_NODELAY, true);
        writer().write(new byte[size]);
        writer().write('.'); // goes out when the handler is over
      }
    }
    try (Server server =
            Server.builder().listen(ANY_PORT).handler(RequestHandler.each(Writer::new)).start();
        Client client = new Client(server.address())) {
      long got = 0;
      byte[] some = new byte[100_000];
      int last = -1;
      for (int n; (n = client.socket.getInputStream().read(some)) > 0; got += n) last = some[n - 1];
      assertThat(got).isEqualTo(size + 1);
      assertThat(last).isEqualTo('.');
    }
  }

  @Test
  void finish_runs_after_a_failure_of_handle_and_not_after_one_of_setup() throws Exception {
    BlockingQueue<String> steps = new LinkedBlockingQueue<>();
    CountDownLatch closed = new CountDownLatch(2);
    final class Failing extends RequestHandler {
      @Override
      protected void setup() throws IOException {
        steps.add("setup");
        if (connection().id() == 1) throw new IOException("setup");
      }

      @Override
      protected void handle() throws IOException {
        writer().write('x');
        throw new IOException("handle");
      }

      @Override
      protected void finish() throws IOException {
        steps.add("finish");
        throw new IOException("finish");
      }
    }
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void failed(SocketAddress client, Throwable reason) {
            steps.add(reason.getMessage());
          }

          @Override
          public void closed(Connection connection, End end) {
            closed.countDown();
          }
        };
    try (LogCapture log = new LogCapture();
        Server server =
            Server.builder()
                .listen(ANY_PORT)
                .hooks(hooks)
                .handler(RequestHandler.each(Failing::new))
                .start()) {
      try (Client client = new Client(server.address())) {
        assertThat(client.receiveAll()).isEmpty();
      }
      try (Client client = new Client(server.address())) {
        assertThat(client.receiveAll()).isEqualTo("x");
      }
      closed.await();
      assertThat(steps).containsExactly("setup", "setup", "setup", "finish", "handle");
      assertThat(log.warnings()).hasSize(2);
    }
  }
}

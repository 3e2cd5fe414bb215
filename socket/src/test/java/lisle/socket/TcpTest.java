package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TcpTest {
  /** What runs the side that is under test: both kinds of thread take different ways to wait. */
  private static Thread.Builder threads(boolean virtual) {
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_is_sent_comes_back(boolean virtual) throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      SocketAddress address = listener.localAddress();
      FutureTask<Integer> server =
          new FutureTask<>(
              () -> {
                int total = 0;
                byte[] buffer = new byte[4096];
                try (Socket socket = listener.accept()) {
                  for (int n; (n = socket.receive(buffer)) > 0; total += n) {
                    socket.sendAll(buffer, 0, n);
                  }
                }
                return total;
              });
      threads(virtual).start(server);
      FutureTask<Integer> client =
          new FutureTask<>(
              () -> {
                byte[] out = new byte[100_000];
                for (int i = 0; i < out.length; i++) out[i] = (byte) (i * 31);
                byte[] in = new byte[out.length];
                try (Socket socket = Socket.connectTo(address)) {
                  for (int round = 0; round < 200; round++) {
                    Thread sender =
                        threads(virtual)
                            .start(
                                () -> {
                                  try {
                                    socket.sendAll(out);
                                  } catch (java.io.IOException e) {
                                    throw new AssertionError(e);
                                  }
                                });
                    socket.receiveExactly(in);
                    sender.join();
                    assertThat(in).isEqualTo(out);
                  }
                  socket.shutdown(Socket.Half.SEND);
                  return socket.receive(in);
                }
              });
      threads(virtual).start(client);
      assertThat(client.get()).isEqualTo(-1);
      assertThat(server.get()).isEqualTo(200 * 100_000);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closing_wakes_who_waits(boolean virtual) throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("[::1]:0"))) {
      CountDownLatch started = new CountDownLatch(1);
      FutureTask<Socket> waiting =
          new FutureTask<>(
              () -> {
                started.countDown();
                return listener.accept();
              });
      threads(virtual).start(waiting);
      started.await();
      listener.close();
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(SocketClosedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_timeout_ends_the_wait_and_leaves_the_socket(boolean virtual) throws Exception {
    FutureTask<Void> test =
        new FutureTask<>(
            () -> {
              try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
                listener.timeout(Duration.ofMillis(20));
                assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
                listener.timeout(Duration.ZERO);
                try (Socket client = Socket.connectTo(listener.localAddress());
                    Socket accepted = listener.accept()) {
                  assertThat(accepted.remoteAddress()).isEqualTo(client.localAddress());
                }
              }
              return null;
            });
    threads(virtual).start(test);
    test.get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failures_are_the_exceptions_of_the_jdk(boolean virtual) throws Exception {
    SocketAddress taken;
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      taken = listener.localAddress();
      assertThatThrownBy(() -> Socket.listenOn(taken))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("EADDRINUSE");
    }
    assertThatThrownBy(() -> Socket.connectTo(taken))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("ECONNREFUSED")
        .isInstanceOf(SocketFailure.class);
  }
}

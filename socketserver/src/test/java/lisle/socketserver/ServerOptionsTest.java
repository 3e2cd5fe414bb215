package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import lisle.socket.IpOption;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketFailure;
import lisle.socket.SocketOption;
import lisle.socket.TcpOption;
import lisle.socket.UnixSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerOptionsTest {
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  /** A server that tells each client an option that its connection has. */
  private static ServerBuilder telling(SocketOption<?> option) {
    return Server.builder()
        .handler(
            connection ->
                connection.sendAll(connection.socket().get(option).toString().getBytes(UTF_8)));
  }

  private static String ask(SocketAddress server) throws IOException {
    try (Socket client = Socket.connectTo(server)) {
      client.timeout(Duration.ofSeconds(30));
      return new String(client.inputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void an_option_is_of_the_listener_named_last_and_its_connections_inherit_it() throws Exception {
    try (Server server =
        telling(SocketOption.SO_KEEPALIVE)
            .listen(ANY_PORT)
            .listen(ANY_PORT, 3)
            .option(SocketOption.SO_KEEPALIVE, true)
            .listen(ANY_PORT)
            .start()) {
      assertThat(server.addresses()).hasSize(5);
      assertThat(ask(server.addresses().getFirst())).isEqualTo("false");
      for (int i = 0; i < 9; i++) assertThat(ask(server.addresses().get(2))).isEqualTo("true");
      assertThat(ask(server.addresses().getLast())).isEqualTo("false");
    }
  }

  @Test
  void what_the_server_sets_itself_can_be_set_otherwise() throws Exception {
    try (Server server =
        telling(TcpOption.TCP_NODELAY)
            .listen(ANY_PORT)
            .option(TcpOption.TCP_NODELAY, false)
            .start()) {
      assertThat(ask(server.address())).isEqualTo("false");
    }
  }

  @Test
  void options_of_listeners_alone_are_taken_before_they_listen() throws Exception {
    try (Server server =
        telling(SocketOption.SO_TYPE)
            .listen(ANY_PORT)
            .option(TcpOption.TCP_FASTOPEN, 16)
            .option(SocketOption.SO_RCVBUF, 1 << 16)
            .option(SocketOption.SO_BINDTODEVICE, "lo")
            .option(IpOption.IP_FREEBIND, true)
            .start()) {
      assertThat(ask(server.address())).isEqualTo("1");
    }
  }

  @Test
  void a_socket_that_was_given_gets_options_too() throws Exception {
    Socket listener = Socket.listenOn(ANY_PORT);
    try (Server server =
        telling(SocketOption.SO_TYPE)
            .listen(listener)
            .option(TcpOption.TCP_DEFER_ACCEPT, Duration.ofSeconds(3))
            .start()) {
      assertThat(server.addresses()).hasSize(1);
      assertThat(listener.get(TcpOption.TCP_DEFER_ACCEPT)).isPositive();
    }
  }

  @Test
  void an_option_that_is_refused_is_named_with_its_listener_and_none_starts(@TempDir Path folder) {
    SocketAddress path = UnixSocketAddress.of(folder.resolve("server"));
    assertThatThrownBy(
            () ->
                telling(SocketOption.SO_TYPE)
                    .listen(ANY_PORT)
                    .listen(path)
                    .option(TcpOption.TCP_FASTOPEN, 16)
                    .start())
        .isInstanceOf(SocketException.class)
        .hasMessageStartingWith("listener " + path + ": setsockopt TCP_FASTOPEN: ")
        .cause()
        .isInstanceOf(SocketFailure.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void connections_that_inherit_nothing_have_options_of_their_own(@TempDir Path folder)
      throws Exception {
    try (Server server =
        telling(SocketOption.SO_SNDBUF)
            .listen(UnixSocketAddress.of(folder.resolve("server")))
            .connectionOption(SocketOption.SO_SNDBUF, 10_000)
            .start()) {
      assertThat(ask(server.address())).isEqualTo("20000");
    }
  }

  @Test
  void who_cannot_have_an_option_is_refused_counted_and_logged_once(@TempDir Path folder)
      throws Exception {
    try (LogCapture log = new LogCapture();
        Server server =
            telling(SocketOption.SO_TYPE)
                .maxConnections(1)
                .listen(UnixSocketAddress.of(folder.resolve("server")))
                .connectionOption(TcpOption.TCP_QUICKACK, true)
                .start()) {
      for (int i = 0; i < 5; i++) assertThat(ask(server.address())).isEmpty();
      assertThat(server.totals().refused()).containsEntry(Refusal.OPTION, 5L).hasSize(1);
      assertThat(server.totals().accepted()).isZero();
      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().getFirst().getMessage()).contains("refused", "TCP_QUICKACK");
    }
  }

  @Test
  void what_is_seldom_said_tells_how_often_it_was_due() {
    Seldom seldom = new Seldom();
    long second = 1_000_000_000;
    long now = Long.MAX_VALUE - second; // as System.nanoTime may be: it overflows here
    assertThat(seldom.due("full", now)).isEqualTo("full");
    assertThat(seldom.due("full", now + 1)).isNull();
    assertThat(seldom.due("full", now + 9 * second)).isNull();
    assertThat(seldom.due("full", now + 10 * second))
        .isEqualTo("full (and 2 times since this was said last)");
    assertThat(seldom.due("full", now + 20 * second)).isEqualTo("full");
  }

  @Test
  void an_option_of_nothing_is_a_mistake() {
    assertThatThrownBy(() -> Server.builder().option(SocketOption.SO_KEEPALIVE, true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("which listener");
    assertThatThrownBy(() -> Server.builder().listen(ANY_PORT).permissions(Set.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Unix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rwxrwxrwx", "rw-------", "---------", "rw-rw-rw-"})
  void a_path_has_the_permissions_that_were_asked_for(String text, @TempDir Path folder)
      throws Exception {
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(text);
    Path path = folder.resolve("stream");
    Path datagrams = folder.resolve("datagrams");
    try (Server server =
        telling(SocketOption.SO_TYPE)
            .packetHandler(packet -> {})
            .listen(UnixSocketAddress.of(path))
            .permissions(permissions)
            .listenDatagrams(UnixSocketAddress.of(datagrams))
            .permissions(permissions)
            .start()) {
      assertThat(server.addresses()).hasSize(2);
      assertThat(Files.getPosixFilePermissions(path)).isEqualTo(permissions);
      assertThat(Files.getPosixFilePermissions(datagrams)).isEqualTo(permissions);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_path_never_has_more_permissions_than_were_asked_for(@TempDir Path folder)
      throws Exception {
    Path path = folder.resolve("server");
    CountDownLatch done = new CountDownLatch(1);
    FutureTask<Set<PosixFilePermission>> seen =
        new FutureTask<>(
            () -> {
              Set<PosixFilePermission> all = new HashSet<>();
              while (done.getCount() > 0) {
                try {
                  all.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
                } catch (NoSuchFileException e) {
                  // in between
                }
              }
              return all;
            });
    Thread.ofPlatform().start(seen);
    try {
      for (int i = 0; i < 200; i++) {
        telling(SocketOption.SO_TYPE)
            .listen(UnixSocketAddress.of(path))
            .permissions(PosixFilePermissions.fromString("rw-------"))
            .start()
            .close();
      }
    } finally {
      done.countDown();
    }
    assertThat(PosixFilePermissions.fromString("rw-------")).containsAll(seen.get());
  }
}

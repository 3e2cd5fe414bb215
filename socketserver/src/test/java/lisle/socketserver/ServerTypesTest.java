package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import lisle.socket.InetAddressAndPort;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import lisle.socket.UnixSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerTypesTest {
  private static ServerBuilder echo() {
    return Server.builder().handler(StreamServerTest::echo);
  }

  private static String say(SocketAddress address, SocketType type, String text)
      throws IOException {
    try (Socket socket = Socket.open(address.family(), type)) {
      socket.connect(address);
      socket.sendAll(text.getBytes(UTF_8));
      byte[] buffer = new byte[100];
      return new String(buffer, 0, socket.receive(buffer), UTF_8);
    }
  }

  private static String say(SocketAddress address, String text) throws IOException {
    return say(address, SocketType.STREAM, text);
  }

  @Test
  void one_server_listens_on_tcp_and_unix_sockets(@TempDir Path folder) throws Exception {
    SocketAddress path = UnixSocketAddress.of(folder.resolve("stream"));
    SocketAddress sequenced = UnixSocketAddress.of(folder.resolve("sequenced"));
    SocketAddress abstractName = UnixSocketAddress.ofAbstract("lisle-test-" + System.nanoTime());
    try (Server server =
        echo()
            .listen(SocketAddress.parse("127.0.0.1:0"))
            .listen(SocketAddress.parse("[::1]:0"))
            .listen(path)
            .listen(abstractName)
            .listenSequenced(sequenced)
            .start()) {
      assertThat(server.addresses()).hasSize(5).endsWith(path, abstractName, sequenced);
      for (SocketAddress address : server.addresses().subList(0, 4)) {
        assertThat(say(address, "to " + address)).isEqualTo("to " + address);
      }
      assertThat(say(sequenced, SocketType.SEQPACKET, "a packet")).isEqualTo("a packet");
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().failed()).isZero();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_stale_path_is_taken_over_and_one_in_use_is_not(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("socket");
    UnixSocketAddress address = UnixSocketAddress.of(path);
    Socket left = Socket.listenOn(address);
    assertThatThrownBy(() -> echo().listen(address).start()).isInstanceOf(BindException.class);
    assertThat(path).exists();
    left.close(); // the path stays
    assertThat(path).exists();
    try (Server server = echo().listen(address).start()) {
      assertThat(say(address, "hello")).isEqualTo("hello");
      assertThatThrownBy(() -> echo().listen(address).start()).isInstanceOf(BindException.class);
      assertThatThrownBy(() -> echo().listenSequenced(address).start())
          .isInstanceOf(BindException.class);
      assertThat(say(address, "still here")).isEqualTo("still here");
      assertThat(server.totals().failed()).isZero();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void of_servers_that_start_at_once_on_a_stale_path_one_does(@TempDir Path folder)
      throws Exception {
    for (int i = 0; i < 50; i++) {
      UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("socket " + i));
      Socket.listenOn(address).close();
      List<FutureTask<@Nullable Server>> starting = new ArrayList<>();
      for (int j = 0; j < 2; j++) {
        FutureTask<@Nullable Server> start =
            new FutureTask<>(
                () -> {
                  try {
                    return echo().listen(address).start();
                  } catch (BindException e) {
                    return null; // and nothing else
                  }
                });
        starting.add(start);
        Thread.ofPlatform().start(start);
      }
      List<Server> started = new ArrayList<>();
      for (FutureTask<@Nullable Server> start : starting) {
        Server server = start.get();
        if (server != null) started.add(server);
      }
      for (Server server : started) server.close();
      assertThat(started).hasSize(1);
    }
  }

  @Test
  void what_is_no_socket_and_what_another_made_is_never_removed(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    assertThatThrownBy(() -> echo().listen(UnixSocketAddress.of(file)).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("there is something at that path");
    assertThat(file).hasContent("precious");

    Path path = folder.resolve("socket");
    Server server = echo().listen(UnixSocketAddress.of(path)).start();
    Files.move(path, folder.resolve("moved"));
    try (Socket other = Socket.listenOn(UnixSocketAddress.of(path))) {
      server.close();
      assertThat(path).exists();
      assertThat(other.isOpen()).isTrue();
    }
  }

  @Test
  void an_address_that_cannot_be_had_leaves_nothing_behind(@TempDir Path folder) throws Exception {
    try (Server first = echo().listen(SocketAddress.parse("127.0.0.1:0")).start()) {
      UnixSocketAddress path = UnixSocketAddress.of(folder.resolve("socket"));
      assertThatThrownBy(() -> echo().listen(path).listen(first.address()).start())
          .isInstanceOf(BindException.class)
          .hasMessageContaining(first.address().toString());
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void a_wildcard_takes_clients_of_both_versions_by_their_own_address() throws Exception {
    BlockingQueue<SocketAddress> clients = new LinkedBlockingQueue<>();
    Server server;
    try {
      server =
          Server.builder()
              .listen(SocketAddress.parse("[::]:0"))
              .handler(connection -> clients.add(connection.remoteAddress()))
              .start();
    } catch (IOException e) {
      Assumptions.abort("no IPv6 here: " + e.getMessage());
      return;
    }
    try (server) {
      int port = ((InetAddressAndPort) server.address()).port();
      for (String address : List.of("127.0.0.1", "::1")) {
        new Client(new InetSocketAddress(InetAddress.getByName(address), port)).close();
        InetAddressAndPort seen = (InetAddressAndPort) clients.take();
        assertThat(seen.address()).hasToString(address);
      }
    }
    // Beside a wildcard of IPv4, that of IPv6 is for IPv6 alone, and both can be had.
    try (Server free = echo().listen(SocketAddress.parse("0.0.0.0:0")).start()) {
      int port = ((InetAddressAndPort) free.address()).port();
      free.close();
      try (Server both =
          echo()
              .listen(SocketAddress.parse("[::]:" + port))
              .listen(SocketAddress.parse("0.0.0.0:" + port))
              .start()) {
        assertThat(both.addresses()).hasSize(2);
        assertThat(say(SocketAddress.parse("127.0.0.1:" + port), "4")).isEqualTo("4");
        assertThat(say(SocketAddress.parse("[::1]:" + port), "6")).isEqualTo("6");
      }
    }
  }

  @Test
  void several_sockets_share_an_address() throws Exception {
    try (Server server = echo().listen(SocketAddress.parse("127.0.0.1:0"), 4).start()) {
      assertThat(server.addresses()).hasSize(4);
      assertThat(server.addresses().stream().distinct()).hasSize(1);
      for (int i = 0; i < 40; i++) assertThat(say(server.address(), "x" + i)).isEqualTo("x" + i);
    }
  }

  @Test
  void a_socket_of_somebody_else_is_listened_on() throws Exception {
    Socket given = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
    try (Server server = echo().listen(given).start()) {
      assertThat(server.address()).isEqualTo(given.localAddress());
      assertThat(say(server.address(), "hello")).isEqualTo("hello");
    }
    assertThat(given.isOpen()).isFalse();
  }

  @Test
  void a_socket_that_somebody_else_shuts_down_is_said_to_listen_no_more() throws Exception {
    Socket given = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
    try (LogCapture log = new LogCapture();
        Server server = echo().listen(given).start()) {
      SocketAddress address = server.address();
      given.shutdown(Socket.Half.RECEIVE);
      while (log.warnings().isEmpty()) Thread.onSpinWait();
      assertThat(log.warnings().getFirst().getMessage())
          .isEqualTo(address + ": accept: invalid argument (EINVAL): it does not listen any more");
    }
  }

  @Test
  void a_socket_of_somebody_else_that_does_not_listen_is_refused() throws Exception {
    SocketAddress anyPort = SocketAddress.parse("127.0.0.1:0");
    try (Socket bound = Socket.open(anyPort.family(), SocketType.STREAM);
        Socket listener = Socket.listenOn(anyPort);
        Socket connected = Socket.connectTo(listener.localAddress())) {
      bound.bind(anyPort);
      for (Socket given : List.of(bound, connected)) {
        assertThatThrownBy(() -> echo().listen(given).start())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(given.localAddress() + ", does not listen");
        assertThat(given.isOpen()).isTrue();
      }
    }
  }

  @Test
  void the_times_of_a_socket_of_somebody_else_do_not_count() throws Exception {
    Socket given = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
    given.receiveTimeout(Duration.ofNanos(1));
    AtomicInteger idle = new AtomicInteger();
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void idle(Server server) {
            idle.incrementAndGet();
          }
        };
    try (Server server = echo().listen(given).hooks(hooks).start()) {
      for (int i = 0; i < 5; i++) assertThat(say(server.address(), "hello")).isEqualTo("hello");
      assertThat(idle).hasValue(0);
    }
  }

  @Test
  void a_class_handles_a_connection_in_three_steps() throws Exception {
    BlockingQueue<String> steps = new LinkedBlockingQueue<>();
    final class Greeter extends RequestHandler {
      @Override
      protected void setup() {
        steps.add("setup");
      }

      @Override
      protected void handle() throws IOException {
        for (String name; (name = readLine(10)) != null; writer().flush()) {
          if (name.equals("bad")) throw new IOException("as asked");
          writer().write(("hello " + name + "\n").getBytes(UTF_8));
        }
      }

      @Override
      protected void finish() {
        steps.add("finish");
      }
    }
    try (LogCapture log = new LogCapture();
        Server server =
            Server.builder()
                .listen(SocketAddress.parse("127.0.0.1:0"))
                .handler(RequestHandler.each(Greeter::new))
                .start()) {
      try (Client client = new Client(server.address())) {
        client.send("Ada\r\nGrace\n");
        assertThat(client.receive(22)).isEqualTo("hello Ada\nhello Grace\n");
        client.send("bad\n");
        client.awaitEnd();
      }
      assertThat(steps.take()).isEqualTo("setup");
      assertThat(steps.take()).isEqualTo("finish");
      try (Client client = new Client(server.address())) {
        client.send("01234567890\n");
        client.awaitEnd();
      }
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().malformed()).isEqualTo(1);
      assertThat(log.warnings()).hasSize(1);
    }
  }

  @Test
  void a_server_without_address_or_handler_says_what_is_missing() {
    assertThatThrownBy(() -> echo().start()).hasMessage("a server needs an address");
    assertThatThrownBy(() -> echo().listenForSystemd().start())
        .hasMessage("a server needs an address: systemd has passed no socket to this process");
    assertThatThrownBy(() -> Server.builder().listen(SocketAddress.parse("127.0.0.1:0")).start())
        .hasMessage("a server needs a handler");
  }

  @Test
  void a_server_that_does_not_start_leaves_a_given_socket_to_its_owner() throws Exception {
    SocketAddress anyPort = SocketAddress.parse("127.0.0.1:0");
    try (Socket taken = Socket.listenOn(anyPort)) {
      Socket before = Socket.listenOn(anyPort);
      Socket behind = Socket.listenOn(anyPort);
      ServerBuilder builder = echo().listen(before).listen(taken.localAddress()).listen(behind);
      assertThatThrownBy(builder::start).isInstanceOf(BindException.class);
      assertThat(before.isOpen()).isTrue();
      assertThat(behind.isOpen()).isTrue();
      taken.close();
      try (Server server = builder.start()) { // so it can be tried again
        assertThat(server.addresses()).hasSize(3);
      }
      assertThat(before.isOpen()).isFalse();
      assertThat(behind.isOpen()).isFalse();
    }
  }

  @Test
  void only_an_ip_address_and_port_are_shared_by_several_sockets(@TempDir Path folder) {
    SocketAddress path = UnixSocketAddress.of(folder.resolve("server"));
    assertThatThrownBy(() -> echo().listen(path, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(path.toString());
    assertThatThrownBy(() -> echo().listenDatagrams(UnixSocketAddress.ofAbstract("x"), 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_packet_that_is_too_long_to_be_a_frame_ends_its_connection(@TempDir Path folder)
      throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("server"));
    BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    try (Server server =
            Server.builder()
                .listenSequenced(address)
                .frameHandler(Framing.none(), frame -> lengths.add(frame.bytes().length))
                .start();
        Socket client = Socket.open(address.family(), SocketType.SEQPACKET)) {
      int most = Framing.none().limit();
      client.connect(address);
      client.sendAll(new byte[most]);
      assertThat(lengths.take()).isEqualTo(most);
      client.sendAll(new byte[most + 1]);
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().malformed()).isEqualTo(1);
      assertThat(server.totals().failed()).isZero();
      assertThat(lengths).isEmpty();
    }
  }

  @Test
  void a_frame_of_many_packets_loses_none_of_them(@TempDir Path folder) throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("server"));
    BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    try (Server server =
        Server.builder()
            .listenSequenced(address)
            .frameHandler(Framing.lines(100_000), line -> lengths.add(line.bytes().length))
            .start()) {
      int most = Framing.none().limit();
      try (Socket client = Socket.open(address.family(), SocketType.SEQPACKET)) {
        client.connect(address);
        for (int size : new int[] {5000, most, 1, most}) client.sendAll(new byte[size]);
        client.sendAll(new byte[] {'\n'});
        assertThat(lengths.take()).isEqualTo(5001 + 2 * most);
        client.sendAll(new byte[1]);
        client.sendAll(new byte[most + 1]);
        StreamServerTest.awaitNobody(server);
        assertThat(server.totals().malformed()).isEqualTo(1);
      }
      try (Socket client = Socket.open(address.family(), SocketType.SEQPACKET)) {
        client.connect(address);
        client.sendAll(new byte[most]);
        client.shutdown(Socket.Half.SEND);
        assertThat(lengths.take()).isEqualTo(most);
      }
    }
  }
}

package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpSet;
import lisle.socket.InetAddressAndPort;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LimitsTest {
  private static ServerBuilder builder() {
    return Server.builder()
        .listen(SocketAddress.parse("127.0.0.1:0"))
        .handler(StreamServerTest::echo);
  }

  private static void awaitRefused(Server server, Refusal cause, long count) {
    while (server.totals().refused().getOrDefault(cause, 0L) < count) Thread.onSpinWait();
    assertThat(server.totals().refused()).containsExactly(java.util.Map.entry(cause, count));
  }

  /** Whether a client from an address of this machine is served. */
  private static boolean served(Server server, String from) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.connect(((InetAddressAndPort) server.address()).toInetSocketAddress());
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() == 1;
    } catch (java.net.SocketException e) {
      return false; // reset
    }
  }

  @Test
  void over_the_limit_clients_wait_until_one_has_ended() throws Exception {
    try (Server server = builder().maxConnections(2).start();
        Client first = new Client(server.address());
        Client second = new Client(server.address());
        Client third = new Client(server.address())) {
      assertThat(first.echo("1")).isEqualTo("1");
      assertThat(second.echo("2")).isEqualTo("2");
      third.send("3");
      assertThat(server.totals().active()).isEqualTo(2);
      assertThat(server.totals().accepted()).isEqualTo(2);
      first.close();
      assertThat(third.receive(1)).isEqualTo("3");
    }
  }

  @Test
  void a_listener_that_waits_for_clients_takes_no_room_from_another() throws Exception {
    SocketAddress anyPort = SocketAddress.parse("127.0.0.1:0");
    try (Server server = builder().listen(anyPort).listen(anyPort).maxConnections(1).start()) {
      for (int i = 0; i < 4; i++) {
        for (SocketAddress address : server.addresses()) {
          try (Client client = new Client(address)) {
            assertThat(client.echo("hello")).isEqualTo("hello");
          }
        }
      }
      assertThat(server.totals().accepted()).isEqualTo(12);
    }
  }

  @Test
  void over_the_limit_clients_are_refused_where_that_is_wanted() throws Exception {
    try (Server server = builder().maxConnectionsOrRefuse(1).start();
        Client first = new Client(server.address())) {
      assertThat(first.echo("1")).isEqualTo("1");
      assertThat(served(server, "127.0.0.1")).isFalse();
      awaitRefused(server, Refusal.FULL, 1);
      first.close();
      StreamServerTest.awaitNobody(server);
      assertThat(served(server, "127.0.0.1")).isTrue();
    }
  }

  @Test
  void one_address_has_so_many_connections_and_others_are_served() throws Exception {
    try (Server server = builder().maxConnectionsPerAddress(2).start();
        Client first = new Client(server.address());
        Client second = new Client(server.address())) {
      assertThat(first.echo("1")).isEqualTo("1");
      assertThat(second.echo("2")).isEqualTo("2");
      assertThat(served(server, "127.0.0.1")).isFalse();
      assertThat(served(server, "127.0.0.2")).isTrue();
      awaitRefused(server, Refusal.TOO_MANY, 1);
      second.close();
      while (server.totals().active() > 1) Thread.onSpinWait();
      assertThat(served(server, "127.0.0.1")).isTrue();
    }
  }

  @Test
  void who_is_allowed_and_who_is_denied_can_change_while_the_server_runs() throws Exception {
    IpSet loopback = IpSet.of(IpNetwork.parse("127.0.0.0/8"));
    IpSet one = IpSet.of(IpNetwork.parse("127.0.0.1/32"));
    try (Server server = builder().deny(one).start()) {
      assertThat(served(server, "127.0.0.1")).isFalse();
      assertThat(served(server, "127.0.0.2")).isTrue();
      server.deny(IpSet.EMPTY);
      assertThat(served(server, "127.0.0.1")).isTrue();
      server.allow(one);
      assertThat(served(server, "127.0.0.1")).isTrue();
      assertThat(served(server, "127.0.0.2")).isFalse();
      server.allow(loopback);
      server.deny(one);
      assertThat(served(server, "127.0.0.1")).isFalse();
      server.allow(null);
      server.deny(IpSet.EMPTY);
      assertThat(served(server, "127.0.0.1")).isTrue();
      awaitRefused(server, Refusal.DENIED, 3);
    }
  }

  @Test
  void a_source_that_comes_too_often_is_refused_and_others_are_not() throws Exception {
    try (Server server = builder().acceptRate(3, Duration.ofHours(1)).start()) {
      for (int i = 0; i < 3; i++) assertThat(served(server, "127.0.0.1")).isTrue();
      for (int i = 0; i < 3; i++) assertThat(served(server, "127.0.0.1")).isFalse();
      assertThat(served(server, "127.0.0.2")).isTrue();
      awaitRefused(server, Refusal.TOO_OFTEN, 3);
    }
  }

  @Test
  void any_time_can_be_asked_for_however_long() throws Exception {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
    ServerBuilder builder = builder().acceptRate(1, longest).idleEvery(longest);
    builder.idleTimeout(longest).readTimeout(longest).writeTimeout(longest).requestTimeout(longest);
    try (Server server = builder.start()) {
      assertThat(served(server, "127.0.0.1")).isTrue();
      assertThat(served(server, "127.0.0.1")).isFalse();
      awaitRefused(server, Refusal.TOO_OFTEN, 1);
      server.shutdown(longest);
    }
  }

  @Test
  void what_a_client_has_taken_before_it_was_too_slow_counts_as_sent(@TempDir Path folder)
      throws Exception {
    int size = 64 << 20;
    Path file = folder.resolve("zeros");
    try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
      zeros.setLength(size);
    }
    ServerBuilder builder = builder().writeTimeout(Duration.ofMillis(50));
    for (ConnectionHandler handler :
        List.<ConnectionHandler>of(
            connection -> connection.sendAll(new byte[size]),
            connection -> connection.sendAll(ByteBuffer.allocate(size)),
            connection -> connection.sendFile(file, 0, size))) {
      try (Server server = builder.handler(handler).start();
          Client client = new Client(server.address())) {
        while (server.totals().timedOut() == 0) Thread.onSpinWait();
        StreamServerTest.awaitNobody(server);
        long sent = server.totals().bytesSent();
        assertThat(sent).isBetween(1L, size - 1L);
        assertThat(client.receive(size).length()).isEqualTo((int) sent);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"array", "buffer", "file", "another thread"})
  void what_was_sent_before_a_close_counts(String how, @TempDir Path folder) throws Exception {
    int size = 64 << 20;
    Path file = folder.resolve("zeros");
    try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
      zeros.setLength(size);
    }
    BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    BlockingQueue<IOException> thrown = new LinkedBlockingQueue<>();
    ConnectionHandler handler =
        connection -> {
          connections.add(connection);
          try {
            switch (how) {
              case "array" -> connection.sendAll(new byte[size]);
              case "buffer" -> connection.sendAll(ByteBuffer.allocateDirect(size));
              case "file" -> connection.sendFile(file, 0, size);
              default -> connection.receive(); // another thread sends
            }
          } catch (IOException e) {
            if (!how.equals("another thread")) thrown.add(e);
            throw e;
          }
        };
    try (Server server = builder().handler(handler).start();
        Client client = new Client(server.address())) {
      Connection connection = connections.take();
      if (how.equals("another thread")) {
        Thread.startVirtualThread(
            () -> {
              try {
                connection.sendAll(new byte[size]);
              } catch (IOException e) {
                thrown.add(e);
              }
            });
      }
      assertThat(client.receive(1)).hasSize(1);
      connection.close();
      assertThat(thrown.take()).isInstanceOf(SocketClosedException.class);
      StreamServerTest.awaitNobody(server);
      long sent = connection.bytesSent();
      assertThat(sent).isBetween(1L, size - 1L);
      assertThat(server.totals().bytesSent()).isEqualTo(sent);
      assertThat(client.receive(size)).hasSize((int) sent - 1);
    }
  }

  @Test
  void what_was_sent_before_a_client_vanished_counts() throws Exception {
    int size = 64 << 20;
    try (Server server = builder().handler(c -> c.sendAll(new byte[size])).start();
        Client client = new Client(server.address())) {
      assertThat(client.receive(1)).hasSize(1);
      client.vanish();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().vanished()).isOne();
      assertThat(server.totals().bytesSent()).isBetween(1L, size - 1L);
    }
  }

  @Test
  void a_client_that_is_too_slow_for_another_thread_is_ended_too() throws Exception {
    BlockingQueue<Frame> lines = new LinkedBlockingQueue<>();
    try (Server server =
            builder()
                .writeTimeout(Duration.ofMillis(50))
                .frameHandler(Framing.lines(9), lines::add)
                .start();
        Client client = new Client(server.address())) {
      client.send("\n");
      Frame line = lines.take();
      assertThatThrownBy(() -> line.reply(new byte[64 << 20]))
          .isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> line.reply("more")).isInstanceOf(SocketException.class);
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isEqualTo(1);
      client.awaitEnd();
    }
  }

  @Test
  void nothing_is_sent_after_half_a_frame() throws Exception {
    BlockingQueue<Frame> lines = new LinkedBlockingQueue<>();
    try (Server server = builder().frameHandler(Framing.lines(9), lines::add).start();
        Client client = new Client(server.address())) {
      client.send("\n");
      Frame line = lines.take();
      BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  line.reply(new byte[64 << 20]);
                } catch (IOException e) {
                  thrown.add(e);
                }
              });
      client.receive(1);
      sender.interrupt();
      assertThat(thrown.take()).isInstanceOf(InterruptedIOException.class);
      assertThatThrownBy(() -> line.reply("more")).isInstanceOf(SocketException.class);
      client.awaitEnd();
    }
  }

  @Test
  void what_fails_after_a_timeout_does_not_make_it_a_failure() throws Exception {
    ConnectionHandler handler =
        connection -> {
          try {
            connection.receive();
          } catch (SocketTimeoutException e) {
            connection.close();
            assertThatThrownBy(() -> connection.sendAll(new byte[1]))
                .isInstanceOf(SocketException.class);
            throw e;
          }
        };
    try (Server server = builder().idleTimeout(Duration.ofMillis(1)).handler(handler).start();
        Client client = new Client(server.address())) {
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isEqualTo(1);
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void hooks_are_called_in_their_places_and_harm_nobody() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    Semaphore closed = new Semaphore(0);
    Semaphore failed = new Semaphore(0);
    Semaphore refused = new Semaphore(0);
    CountDownLatch idle = new CountDownLatch(2);
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public boolean admit(SocketAddress client) {
            String address = ((InetAddressAndPort) client).address().toString();
            if (address.equals("127.0.0.3")) throw new IllegalStateException("admit");
            return !address.equals("127.0.0.2");
          }

          @Override
          public void refused(SocketAddress client, Refusal cause) {
            if (cause == Refusal.NOT_ADMITTED) refused.release();
            throw new IllegalStateException("refused");
          }

          @Override
          public void failed(SocketAddress client, Throwable reason) {
            failed.release();
            throw new IllegalStateException("failed");
          }

          @Override
          public void closed(Connection connection, End end) {
            closed.release();
            throw new IllegalStateException("closed");
          }

          @Override
          public void turn(Server server) {
            turns.incrementAndGet();
            throw new IllegalStateException("turn");
          }

          @Override
          public void idle(Server server) {
            idle.countDown();
            throw new IllegalStateException("idle");
          }
        };
    ConnectionHandler handler =
        connection -> {
          byte[] buffer = new byte[1];
          if (connection.receive(buffer) > 0 && buffer[0] == 'x') throw new Exception("poison");
          connection.sendAll(buffer);
        };
    try (LogCapture log = new LogCapture();
        Server server =
            builder().handler(handler).hooks(hooks).idleEvery(Duration.ofMillis(5)).start()) {
      assertThat(served(server, "127.0.0.1")).isTrue();
      closed.acquire();
      assertThat(served(server, "127.0.0.2")).isFalse();
      assertThat(served(server, "127.0.0.3")).isFalse();
      awaitRefused(server, Refusal.NOT_ADMITTED, 2);
      refused.acquire(2);
      try (Client client = new Client(server.address())) {
        client.send("x");
        client.awaitEnd();
      }
      failed.acquire();
      closed.acquire();
      idle.await();
      assertThat(turns.get()).isGreaterThanOrEqualTo(4);
      assertThat(served(server, "127.0.0.1")).isTrue();
      assertThat(log.warnings()).isNotEmpty();
    }
  }

  @Test
  void an_interrupt_that_a_hook_leaves_stops_nobody() throws Exception {
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void turn(Server server) {
            Thread.currentThread().interrupt();
          }
        };
    try (LogCapture log = new LogCapture();
        Server server = builder().hooks(hooks).start()) {
      for (int i = 0; i < 3; i++) assertThat(served(server, "127.0.0.1")).isTrue();
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void a_full_executor_refuses_and_one_at_a_time_is_one_at_a_time() throws Exception {
    try (ExecutorService one = Executors.newSingleThreadExecutor()) {
      Server server =
          builder()
              .executor(
                  task -> {
                    if (Thread.currentThread().isInterrupted()) throw new AssertionError();
                    one.execute(task);
                  })
              .start();
      assertThat(served(server, "127.0.0.1")).isTrue();
      one.shutdown();
      assertThat(served(server, "127.0.0.1")).isFalse();
      awaitRefused(server, Refusal.REJECTED, 1);
      server.close();
    }
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ConnectionHandler handler =
        connection -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          StreamServerTest.echo(connection);
          running.decrementAndGet();
        };
    try (Server server = builder().handler(handler).oneAtATime().start()) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) clients.add(new Client(server.address()));
      for (int i = 0; i < 20; i++) {
        Client client = clients.get(i);
        assertThat(client.echo("x")).isEqualTo("x");
        assertThat(server.totals().accepted()).as("while it is served").isEqualTo(i + 1);
        client.close();
      }
      assertThat(most).hasValue(1);
    }
  }

  @Test
  void an_interrupt_that_a_handler_leaves_is_not_the_next_ones() throws Exception {
    ConnectionHandler handler =
        connection -> {
          connection.sendAll(new byte[] {(byte) (Thread.currentThread().isInterrupted() ? 0 : 1)});
          Thread.currentThread().interrupt();
        };
    try (Server server = builder().handler(handler).oneAtATime().start()) {
      for (int i = 0; i < 3; i++) assertThat(served(server, "127.0.0.1")).isTrue();
    }
  }

  @Test
  void sources_are_limited_like_a_plain_model_says() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    var random = new java.util.Random(seed);
    int visits = 1 + random.nextInt(5);
    long interval = 1000;
    SourceRates rates = new SourceRates(interval, visits, random.nextLong(), 0);
    // The model: a bucket of so many tokens a source, filled in proportion to time.
    double[] tokens = new double[20];
    java.util.Arrays.fill(tokens, visits);
    long[] last = new long[20];
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt(200) * 5L;
      int who = random.nextInt(20);
      tokens[who] = Math.min(visits, tokens[who] + (now - last[who]) / (double) interval);
      last[who] = now;
      boolean expected = tokens[who] >= 1 - 1e-9;
      if (expected) tokens[who]--;
      var address = lisle.ipaddress.Ipv4Address.ofBits(who * 7919);
      assertThat(rates.admit(address, now)).as("visit " + i).isEqualTo(expected);
    }
  }

  @Test
  void a_flood_of_sources_takes_no_memory_and_forgets_nobody_who_is_ahead() {
    SourceRates rates = new SourceRates(1_000_000_000_000L, 3, 42, 0);
    var persistent = lisle.ipaddress.Ipv4Address.ofBits(1);
    for (int i = 0; i < 3; i++) assertThat(rates.admit(persistent, 1)).isTrue();
    // Twice as many as there are places, each of which comes once.
    for (int i = 2; i < 65_536; i++) {
      rates.admit(lisle.ipaddress.Ipv4Address.ofBits(i), 2);
    }
    assertThat(rates.admit(persistent, 3)).isFalse();
  }

  @Test
  void who_sees_that_it_is_refused_has_been_counted() throws Exception {
    IpSet us = IpSet.of(IpNetwork.parse("127.0.0.0/8"));
    try (Server server = builder().deny(us).start()) {
      for (long i = 1; i <= 50; i++) {
        try (Client client = new Client(server.address())) {
          client.awaitEnd();
          assertThat(server.totals().refused()).isEqualTo(Map.of(Refusal.DENIED, i));
        }
      }
    }
  }
}

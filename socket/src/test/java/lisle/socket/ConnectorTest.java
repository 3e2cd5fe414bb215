package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On loopback alone; {@link PrivateNetworkTest} has what needs names and routes. */
@Timeout(60)
class ConnectorTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  /** Whatever the first connection opens for good, such as the pollers, is opened. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      Connector.toAnyOf(List.of(listener.localAddress())).timeout(LONG).connect().close();
    }
  }

  /** A listener that answers nobody, for its backlog is full: the kernel drops what comes. */
  private static final class Silent implements AutoCloseable {
    final Socket listener = Socket.open(Family.INET, SocketType.STREAM);
    final List<Socket> first = new ArrayList<>();
    final SocketAddress address;

    Silent() throws IOException {
      listener.bind(SocketAddress.parse("127.0.0.1:0"));
      listener.listen(0);
      address = listener.localAddress();
      for (boolean full = false; !full; ) {
        Socket socket = Socket.open(Family.INET, SocketType.STREAM);
        first.add(socket);
        try {
          socket.connect(address, Duration.ofMillis(100));
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
    }

    @Override
    public void close() {
      listener.close();
      first.forEach(Socket::close);
    }
  }

  /** An address of loopback where nothing listens. */
  private static SocketAddress refusing() throws IOException {
    try (Socket socket = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      return socket.localAddress();
    }
  }

  @Test
  void an_address_in_figures_is_of_the_family_that_was_asked_for() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      int port = ((InetAddressAndPort) listener.localAddress()).port();
      Connector connector = Connector.to("127.0.0.1", port).timeout(LONG);
      connector.family(Family.INET).connect().close();
      assertThatThrownBy(() -> connector.family(Family.INET6).connect())
          .isInstanceOf(LookupException.class)
          .hasMessageStartingWith(
              "look up 127.0.0.1, AF_INET6: the name has no address of that family");
      assertThatThrownBy(() -> Connector.to("::1", port).family(Family.INET).connect())
          .isInstanceOf(LookupException.class)
          .hasMessageStartingWith("look up ::1, AF_INET: the name has no address of that family");
      Connector.to("::ffff:127.0.0.1", port).family(Family.INET).timeout(LONG).connect().close();
    }
  }

  @Test
  void the_first_address_that_answers_is_taken_and_the_others_are_closed() throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("ConnectorTest: -Dlisle.seed=" + seed);
    Random random = new Random(seed);
    try (Silent silent = new Silent();
        Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      int before = Child.descriptors();
      for (int round = 0; round < 50; round++) {
        List<SocketAddress> addresses = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          addresses.add(random.nextBoolean() ? silent.address : refusing());
        }
        addresses.add(random.nextInt(addresses.size() + 1), listener.localAddress());
        Connector connector =
            Connector.toAnyOf(addresses).delay(Connector.LEAST_DELAY).timeout(LONG);
        try (Socket socket = connector.connect();
            Socket accepted = listener.accept()) {
          assertThat(socket.remoteAddress()).isEqualTo(listener.localAddress());
          assertThat(accepted.remoteAddress()).isEqualTo(socket.localAddress());
          assertThat(Child.descriptors()).isEqualTo(before + 2);
        }
      }
      assertThat(Child.descriptors()).isEqualTo(before);
    }
  }

  @Test
  void when_all_fail_the_error_lists_every_attempt() throws Exception {
    SocketAddress one = refusing();
    SocketAddress two = refusing();
    while (two.equals(one)) two = refusing(); // the system may give a port out again
    List<SocketAddress> both = List.of(one, two);
    int before = Child.descriptors();
    assertThatThrownBy(() -> Connector.toAnyOf(both).connect())
        .isInstanceOf(ConnectException.class)
        .hasMessage(
            "connect [%s, %s]: all 2 attempts failed: %s: connection refused (ECONNREFUSED); %s: connection refused (ECONNREFUSED)"
                .formatted(one, two, one, two))
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .hasSize(2)
                    .hasOnlyElementsOfType(ConnectException.class));
    assertThat(Child.descriptors()).isEqualTo(before);
  }

  @Test
  void a_socket_that_has_met_itself_is_not_connected() throws Exception {
    SocketAddress own = refusing();
    Connector connector =
        Connector.toAnyOf(List.of(own))
            .timeout(LONG)
            .preparing(
                (socket, address) -> {
                  socket.set(SocketOption.SO_REUSEADDR, true);
                  socket.bind(address);
                });
    assertThatThrownBy(connector::connect)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("met itself");
  }

  @Test
  void what_fails_before_the_connect_is_told_as_what_it_is() {
    SocketAddress elsewhere = SocketAddress.parse("192.0.2.5:0");
    assertThatThrownBy(
            () ->
                Connector.toAnyOf(List.of(refusing(), refusing()))
                    .preparing((socket, _) -> socket.bind(elsewhere))
                    .connect())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(": bind " + elsewhere + ": cannot assign requested address");
  }

  @Test
  void a_single_failure_is_thrown_as_it_is() throws Exception {
    SocketAddress address = refusing();
    assertThatThrownBy(() -> Connector.toAnyOf(List.of(address)).connect())
        .isInstanceOf(ConnectException.class)
        .isInstanceOf(SocketFailure.class)
        .hasMessageStartingWith("connect " + address + ": connection refused");
  }

  @Test
  void the_deadline_bounds_the_whole_and_says_what_was_tried() throws Exception {
    try (Silent silent = new Silent()) {
      SocketAddress refusing = refusing();
      int before = Child.descriptors();
      assertThatThrownBy(
              () ->
                  Connector.toAnyOf(List.of(refusing, silent.address))
                      .timeout(Duration.ofSeconds(1))
                      .connect())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage(
              "connect [%s, %s]: timed out after 1000 ms: %s: connection refused (ECONNREFUSED); %s: no answer yet"
                  .formatted(refusing, silent.address, refusing, silent.address));
      assertThat(Child.descriptors()).isEqualTo(before);
    }
  }

  @Test
  void an_interrupt_ends_all_attempts() throws Exception {
    try (Silent silent = new Silent()) {
      int before = Child.descriptors();
      for (boolean virtual : new boolean[] {true, false}) {
        CountDownLatch attempting = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> marked = new AtomicReference<>();
        Connector connector =
            Connector.toAnyOf(List.of(silent.address)).preparing((_, _) -> attempting.countDown());
        Thread caller =
            (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
                .start(
                    () -> {
                      try {
                        connector.connect();
                      } catch (IOException e) {
                        thrown.set(e);
                        marked.set(Thread.currentThread().isInterrupted());
                      }
                    });
        attempting.await();
        caller.interrupt();
        caller.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(marked.get()).isTrue();
        assertThat(Child.descriptors()).isEqualTo(before);
      }
    }
  }

  @Test
  void interrupted_at_any_moment_nothing_stays_open() throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("ConnectorTest: -Dlisle.seed=" + seed);
    Random random = new Random(seed);
    try (Silent silent = new Silent();
        Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      List<SocketAddress> addresses =
          List.of(refusing(), silent.address, refusing(), listener.localAddress());
      Connector connector = Connector.toAnyOf(addresses).delay(Connector.LEAST_DELAY);
      int before = Child.descriptors();
      for (int round = 0; round < 200; round++) {
        AtomicReference<Throwable> unexpected = new AtomicReference<>();
        boolean virtual = random.nextBoolean();
        Thread caller =
            (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
                .start(
                    () -> {
                      try {
                        connector.connect().close();
                      } catch (InterruptedIOException e) {
                        return;
                      } catch (Throwable t) {
                        unexpected.set(t);
                      }
                    });
        for (int spins = random.nextInt(20_000); spins > 0; spins--) Thread.onSpinWait();
        caller.interrupt();
        caller.join();
        assertThat(unexpected.get()).isNull();
        for (Socket taken; (taken = listener.tryAccept()) != null; ) taken.close();
        assertThat(Child.descriptors()).isEqualTo(before);
      }
    }
  }

  @Test
  void a_socket_can_be_prepared_and_what_goes_wrong_there_fails_its_attempt() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      Connector connector = Connector.toAnyOf(List.of(listener.localAddress()));
      try (Socket socket =
          connector.preparing((s, _) -> s.bind(SocketAddress.parse("127.0.0.3:0"))).connect()) {
        assertThat(socket.localAddress().toString()).startsWith("127.0.0.3:");
      }
      int before = Child.descriptors();
      assertThatThrownBy(
              () ->
                  connector
                      .preparing(
                          (_, _) -> {
                            throw new IllegalStateException("not today");
                          })
                      .connect())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not today");
      assertThat(Child.descriptors()).isEqualTo(before);
    }
  }

  @Test
  void a_preparation_is_interrupted_when_its_attempt_is_given_up() throws Exception {
    Connector connector =
        Connector.toAnyOf(List.of(SocketAddress.parse("127.0.0.1:9")))
            .timeout(Duration.ofMillis(20))
            .preparing(
                (_, _) -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                });
    assertThatThrownBy(connector::connect).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void a_unix_socket_is_connected_to_in_the_same_way() throws Exception {
    SocketAddress address =
        SocketAddress.parse("unix:@lisle-connector-" + ProcessHandle.current().pid());
    try (Socket listener = Socket.listenOn(address);
        Socket socket = Connector.toAnyOf(List.of(address)).timeout(LONG).connect()) {
      assertThat(socket.remoteAddress()).isEqualTo(address);
    }
  }

  @Test
  void one_listener_takes_clients_of_both_families() throws Exception {
    try (Socket listener = DualStack.listen(0)) {
      int port = ((InetAddressAndPort) listener.localAddress()).port();
      try (Socket v4 = Connector.connect("127.0.0.1", port, LONG);
          Socket accepted = listener.accept()) {
        var remote = (InetAddressAndPort) Objects.requireNonNull(accepted.remoteAddress());
        assertThat(remote.address().unmapped().toString()).isEqualTo("127.0.0.1");
        assertThat(v4.family()).isEqualTo(Family.INET);
      }
      if (!DualStack.isSupported()) return;
      try (Socket v6 = Connector.connect("::1", port, LONG);
          Socket accepted = listener.accept()) {
        assertThat(accepted.remoteAddress()).isEqualTo(v6.localAddress());
      }
    }
  }

  @Test
  void what_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> Connector.to("localhost", 65_536))
        .hasMessageContaining("out of range");
    assertThatThrownBy(() -> Connector.toAnyOf(List.of())).hasMessageContaining("no address");
    Connector connector = Connector.to("localhost", 80);
    assertThatThrownBy(() -> connector.timeout(Duration.ofNanos(-1)))
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> connector.delay(Duration.ZERO)).hasMessageContaining("less than");
  }
}

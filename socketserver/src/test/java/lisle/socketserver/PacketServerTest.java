package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static lisle.socket.SocketType.DATAGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpSet;
import lisle.socket.Datagram;
import lisle.socket.DatagramBatch;
import lisle.socket.Family;
import lisle.socket.InetAddressAndPort;
import lisle.socket.IpOption;
import lisle.socket.MulticastMembership;
import lisle.socket.NetworkInterface;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import lisle.socket.SocketType;
import lisle.socket.UnixSocketAddress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PacketServerTest {
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  /** A client made of the JDK's own socket. */
  private static DatagramSocket client(SocketAddress server) throws IOException {
    InetSocketAddress address = ((InetAddressAndPort) server).toInetSocketAddress();
    DatagramSocket client = new DatagramSocket(0, address.getAddress());
    client.connect(address);
    client.setSoTimeout(30_000);
    return client;
  }

  private static void send(DatagramSocket client, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    client.send(new DatagramPacket(bytes, bytes.length));
  }

  private static String receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
    client.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  /** Has packets handled one at a time, by an executor, or by threads of the server's. */
  private static void handle(ServerBuilder builder, String how, ExecutorService executor) {
    if (how.equals("one at a time")) builder.oneAtATime();
    if (how.equals("executor")) builder.executor(executor);
  }

  /** A client takes answers from the address alone that it has asked. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1",
    "0.0.0.0, 127.0.0.77",
    "::, 127.0.0.77",
    "::, ::1",
  })
  void a_listener_for_all_addresses_answers_from_the_one_that_was_asked(String all, String asked)
      throws Exception {
    Assumptions.assumeTrue(!all.contains(":") || hasIpv6(), "needs IPv6");
    try (Server server =
            Server.builder()
                .listenDatagrams(SocketAddress.of(IpAddress.parse(all), 0))
                .packetHandler(
                    packet -> {
                      packet.reply(packet.bytes());
                      if (packet.bytes().length == 6) packet.reply(packet.bytes(), 0, 5);
                    })
                .start();
        Socket client = Socket.open(asked.contains(":") ? Family.INET6 : Family.INET, DATAGRAM)) {
      int port = ((InetAddressAndPort) server.address()).port();
      client.connect(SocketAddress.of(IpAddress.parse(asked), port));
      client.receiveTimeout(Duration.ofSeconds(30));
      byte[] answer = new byte[10];
      for (int i = 0; i < 5; i++) {
        client.sendAll(new byte[] {1, 2, (byte) i});
        assertThat(client.receive(answer)).isEqualTo(3);
        client.sendAll(new byte[6]); // two answers, sent as a batch
        assertThat(client.receive(answer)).isEqualTo(6);
        assertThat(client.receive(answer)).isEqualTo(5);
      }
      DatagramBatch many = DatagramBatch.of(20, 10);
      for (byte b = 0; b < 20; b++) many.add(new byte[] {b, b, b, b}, 0, 4);
      client.send(many);
      for (byte b = 0; b < 20; b++) assertThat(client.receive(answer)).isEqualTo(4);
    }
  }

  /** There is no address to answer from but the one that the routes choose. */
  @Test
  void who_asks_a_group_is_answered_too() throws Exception {
    try (Socket group = Socket.open(Family.INET, DATAGRAM)) {
      group.bind(SocketAddress.parse("0.0.0.0:0"));
      InetAddressAndPort bound = (InetAddressAndPort) group.localAddress();
      IpAddress address = IpAddress.parse("233.252.0.9");
      int loopback = NetworkInterface.indexOf("lo");
      group.join(new MulticastMembership(address, loopback));
      try (Server server =
              Server.builder().listen(group).packetHandler(p -> p.reply(p.bytes())).start();
          Socket client = Socket.open(Family.INET, DATAGRAM)) {
        assertThat(server.address()).isEqualTo(bound);
        client.bind(SocketAddress.parse("127.0.0.1:0"));
        client.set(IpOption.IP_MULTICAST_IF, loopback);
        client.receiveTimeout(Duration.ofSeconds(30));
        client.sendTo(new byte[3], SocketAddress.of(address, bound.port()));
        Datagram answer = client.receiveFrom(new byte[9]);
        assertThat(answer.length()).isEqualTo(3);
        assertThat(((InetAddressAndPort) answer.from()).port()).isEqualTo(bound.port());
      }
    }
  }

  private static boolean hasIpv6() {
    try (Socket socket = Socket.open(Family.INET6, DATAGRAM)) {
      socket.bind(SocketAddress.parse("[::1]:0"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static ServerBuilder builder(boolean oneAtATime) {
    ServerBuilder builder =
        Server.builder()
            .listenDatagrams(ANY_PORT)
            .packetHandler(
                packet -> {
                  String text = new String(packet.bytes(), UTF_8);
                  packet.reply(text.getBytes(UTF_8));
                  if (text.startsWith("twice")) packet.reply(packet.bytes());
                  if (text.startsWith("throw")) throw new StackOverflowError("as asked");
                });
    return oneAtATime ? builder.oneAtATime() : builder;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void one_packet_in_replies_out_and_none_after_a_failure(boolean oneAtATime) throws Exception {
    try (LogCapture log = new LogCapture();
        Server server = builder(oneAtATime).start();
        DatagramSocket client = client(server.address());
        DatagramSocket other = client(server.address())) {
      for (int i = 0; i < 100; i++) {
        send(client, "packet " + i);
        assertThat(receive(client)).isEqualTo("packet " + i);
      }
      send(client, "throw");
      while (server.totals().failed() < 1) Thread.onSpinWait();
      send(other, "twice");
      assertThat(receive(other)).isEqualTo("twice");
      assertThat(receive(other)).isEqualTo("twice");
      send(client, "after");
      assertThat(receive(client)).isEqualTo("after"); // and not the answer to what failed
      send(client, "x".repeat(60_000));
      assertThat(receive(client)).hasSize(60_000);
      while (server.totals().packetsSent() < 104) Thread.onSpinWait();
      assertThat(server.totals().packetsReceived()).isEqualTo(104);
      assertThat(server.totals().packetsSent()).isEqualTo(104);
      assertThat(log.warnings()).hasSize(1);
    }
  }

  @Test
  void a_packet_that_is_too_long_is_cut_and_says_so() throws Exception {
    try (Server server =
            Server.builder()
                .listenDatagrams(ANY_PORT)
                .packetSize(10)
                .packetHandler(
                    packet ->
                        packet.reply(
                            (packet.bytes().length + " " + packet.isTruncated()).getBytes(UTF_8)))
                .start();
        DatagramSocket client = client(server.address())) {
      send(client, "short");
      assertThat(receive(client)).isEqualTo("5 false");
      send(client, "longer than ten");
      assertThat(receive(client)).isEqualTo("10 true");
    }
  }

  @Test
  void a_slow_handler_holds_up_no_other_and_there_are_no_more_than_may_be() throws Exception {
    Semaphore running = new Semaphore(0);
    CountDownLatch released = new CountDownLatch(1);
    try (Server server =
            Server.builder()
                .listenDatagrams(ANY_PORT)
                .maxPackets(3)
                .packetHandler(
                    packet -> {
                      if (packet.bytes()[0] == 's') {
                        running.release();
                        released.await();
                      }
                      packet.reply(packet.bytes());
                    })
                .start();
        DatagramSocket client = client(server.address())) {
      send(client, "slow 1");
      send(client, "slow 2");
      running.acquire(2);
      send(client, "quick");
      assertThat(receive(client)).isEqualTo("quick");
      send(client, "slow 3");
      running.acquire();
      send(client, "slow 4"); // waits: there are three
      assertThat(running.availablePermits()).isZero();
      released.countDown();
      String[] rest = {receive(client), receive(client), receive(client), receive(client)};
      Arrays.sort(rest);
      assertThat(rest).containsExactly("slow 1", "slow 2", "slow 3", "slow 4");
    }
  }

  @Test
  void handlers_that_wait_hold_up_no_other_however_many() throws Exception {
    int stuck = 200;
    CountDownLatch released = new CountDownLatch(1);
    Semaphore running = new Semaphore(0);
    try (Server server =
            Server.builder()
                .listenDatagrams(ANY_PORT)
                .packetHandler(
                    packet -> {
                      packet.reply(packet.bytes());
                      if (packet.bytes()[0] == 's') {
                        running.release();
                        released.await();
                      }
                    })
                .start();
        DatagramSocket slow = client(server.address());
        DatagramSocket quick = client(server.address())) {
      for (int i = 0; i < stuck; i++) {
        send(slow, "slow " + i);
        send(quick, "quick " + i);
        assertThat(receive(quick)).isEqualTo("quick " + i);
      }
      running.acquire(stuck);
      released.countDown();
      Set<String> answers = new HashSet<>();
      for (int i = 0; i < stuck; i++) answers.add(receive(slow));
      assertThat(answers).hasSize(stuck);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "one at a time", "executor"})
  void many_clients_get_their_own_answers(String how) throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    Random random = new Random(seed);
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      ServerBuilder builder = builder(how.equals("one at a time"));
      if (how.equals("executor")) builder.executor(executor).maxPackets(5);
      List<DatagramSocket> clients = new ArrayList<>();
      try (Server server = builder.start()) {
        for (int i = 0; i < 10; i++) clients.add(client(server.address()));
        for (int round = 0; round < 30; round++) {
          Map<DatagramSocket, Set<String>> expected = new HashMap<>();
          for (int i = 0; i < 60; i++) {
            DatagramSocket client = clients.get(random.nextInt(clients.size()));
            String text = round + "/" + i + "x".repeat(random.nextInt(3) * random.nextInt(100));
            expected.computeIfAbsent(client, _ -> new HashSet<>()).add(text);
            send(client, text);
          }
          for (var one : expected.entrySet()) {
            Set<String> answers = new HashSet<>();
            while (answers.size() < one.getValue().size()) answers.add(receive(one.getKey()));
            assertThat(answers).isEqualTo(one.getValue());
          }
        }
        assertThat(server.totals().packetsReceived()).isEqualTo(1800);
        while (server.totals().packetsSent() < 1800) Thread.onSpinWait();
        assertThat(server.totals().handlerTime().count()).isEqualTo(1800);
      } finally {
        for (DatagramSocket client : clients) client.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "one at a time", "executor"})
  void a_shutdown_waits_for_packets_in_hand_and_their_replies_go_out(String how) throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Semaphore running = new Semaphore(0);
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      ServerBuilder builder =
          Server.builder()
              .listenDatagrams(ANY_PORT)
              .packetHandler(
                  packet -> {
                    running.release();
                    released.await();
                    packet.reply(packet.bytes());
                  });
      handle(builder, how, executor);
      Server server = builder.start();
      try (DatagramSocket client = client(server.address())) {
        send(client, "in hand");
        running.acquire();
        FutureTask<Shutdown> shutdown =
            new FutureTask<>(() -> server.shutdown(Duration.ofSeconds(30)));
        Thread.startVirtualThread(shutdown);
        while (!server.isStopping()) Thread.onSpinWait();
        released.countDown();
        assertThat(receive(client)).isEqualTo("in hand");
        assertThat(shutdown.get().closed()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "one at a time", "executor"})
  void a_shutdown_interrupts_packets_that_take_too_long(String how) throws Exception {
    Semaphore running = new Semaphore(0);
    try (LogCapture log = new LogCapture();
        ExecutorService executor = Executors.newFixedThreadPool(3)) {
      ServerBuilder builder =
          Server.builder()
              .listenDatagrams(ANY_PORT)
              .packetHandler(
                  packet -> {
                    running.release();
                    new CountDownLatch(1).await();
                  });
      handle(builder, how, executor);
      Server server = builder.start();
      try (DatagramSocket client = client(server.address())) {
        send(client, "stuck");
        running.acquire();
        assertThat(server.shutdown(Duration.ofMillis(20))).isEqualTo(new Shutdown(0, 1, 0));
        assertThat(server.totals().failed()).isEqualTo(1);
        assertThat(log.warnings()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "one at a time", "executor"})
  void a_packet_handler_can_shut_its_server_down(String how) throws Exception {
    CompletableFuture<Shutdown> report = new CompletableFuture<>();
    try (LogCapture log = new LogCapture();
        ExecutorService executor = Executors.newFixedThreadPool(3)) {
      Server[] server = new Server[1];
      CountDownLatch started = new CountDownLatch(1);
      ServerBuilder builder =
          Server.builder()
              .listenDatagrams(ANY_PORT)
              .packetHandler(
                  packet -> {
                    started.await();
                    report.complete(server[0].shutdown(Duration.ofDays(1)));
                  });
      handle(builder, how, executor);
      server[0] = builder.start();
      started.countDown();
      try (DatagramSocket client = client(server[0].address())) {
        send(client, "stop");
        assertThat(report.get()).isEqualTo(new Shutdown(0, 0, 0));
        assertThat(log.warnings()).isEmpty();
      }
    }
  }

  /** So fast that the server lets them gather; who then asks alone is answered all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"each on a thread", "one at a time", "executor", "as they come"})
  void datagrams_that_come_fast_are_all_answered_and_a_shutdown_is_soon_done(String how)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerBuilder builder = Server.builder().listenDatagrams(ANY_PORT);
      handle(builder, how, executor);
      if (how.equals("as they come")) builder.packetGathering(false);
      Server server = builder.packetHandler(packet -> packet.reply(packet.bytes())).start();
      try (Socket client = Socket.open(Family.INET, DATAGRAM)) {
        client.connect(server.address());
        client.receiveTimeout(Duration.ofSeconds(30));
        DatagramBatch out = DatagramBatch.of(40, 10).coalescing(false);
        DatagramBatch in = DatagramBatch.of(64, 10);
        for (int round = 0; round < 300; round++) {
          out.clear();
          for (int i = 0; i < 40; i++) out.add(new byte[] {(byte) round, (byte) i}, 0, 2);
          assertThat(client.send(out)).isEqualTo(40);
          Set<Integer> answers = new HashSet<>();
          while (answers.size() < 40) {
            int count = client.receive(in);
            for (int i = 0; i < count; i++) {
              byte[] answer = new byte[2];
              in.copy(i, answer, 0);
              assertThat(answer[0]).isEqualTo((byte) round);
              answers.add((int) answer[1]);
            }
          }
        }
        for (int i = 0; i < 20; i++) {
          client.sendAll(new byte[] {1});
          assertThat(client.receive(new byte[2])).isEqualTo(1);
        }
        assertThat(server.shutdown(Duration.ofSeconds(30)).abandoned()).isZero();
      } finally {
        server.close();
      }
    }
  }

  @Test
  void who_is_denied_gets_no_answer() throws Exception {
    try (Server server = builder(true).start();
        DatagramSocket client = client(server.address())) {
      server.deny(IpSet.of(IpNetwork.parse("127.0.0.1/32")));
      send(client, "hello");
      while (server.totals().refused().isEmpty()) Thread.onSpinWait();
      assertThat(server.totals().refused()).containsOnlyKeys(Refusal.DENIED);
      server.deny(IpSet.EMPTY);
      send(client, "again");
      assertThat(receive(client)).isEqualTo("again");
    }
  }

  @Test
  void a_wildcard_takes_packets_of_both_versions_by_their_own_address() throws Exception {
    List<String> admitted = new CopyOnWriteArrayList<>();
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public boolean admit(SocketAddress client) {
            admitted.add(((InetAddressAndPort) client).address().toString());
            return true;
          }
        };
    Server server;
    try {
      server =
          Server.builder()
              .listenDatagrams(SocketAddress.parse("[::]:0"))
              .hooks(hooks)
              .packetHandler(
                  packet -> {
                    byte[] seen =
                        ((InetAddressAndPort) packet.from()).address().toString().getBytes(UTF_8);
                    packet.reply(seen);
                    packet.send(seen, 0, seen.length, packet.from()); // that is an address, too
                  })
              .start();
    } catch (IOException e) {
      Assumptions.abort("no IPv6 here: " + e.getMessage());
      return;
    }
    try (server) {
      int port = ((InetAddressAndPort) server.address()).port();
      for (String address : List.of("127.0.0.1", "::1")) {
        try (DatagramSocket client = client(SocketAddress.of(IpAddress.parse(address), port))) {
          send(client, "hello");
          assertThat(receive(client)).isEqualTo(address);
          assertThat(receive(client)).isEqualTo(address);
        }
      }
      assertThat(admitted).containsExactly("127.0.0.1", "::1");
      server.deny(IpSet.of(IpNetwork.parse("127.0.0.1/32")));
      try (DatagramSocket client = client(SocketAddress.parse("127.0.0.1:" + port))) {
        send(client, "hello");
        while (server.totals().refused().isEmpty()) Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:0, 65507", "[::1]:0, 65527"})
  void a_reply_is_as_long_as_a_datagram_can_be(String address, int most) throws Exception {
    PacketHandler handler =
        packet -> {
          try {
            packet.reply(new byte[most + 1]);
          } catch (IllegalArgumentException e) {
            packet.reply(String.valueOf(e.getMessage()).getBytes(UTF_8));
          }
          packet.reply(new byte[most]);
        };
    try (Server server =
            Server.builder()
                .listenDatagrams(SocketAddress.parse(address))
                .packetHandler(handler)
                .start();
        DatagramSocket client = client(server.address())) {
      send(client, "?");
      assertThat(receive(client))
          .startsWith("a datagram of " + (most + 1) + " bytes to ")
          .endsWith(", where UDP takes " + most);
      assertThat(receive(client)).hasSize(most);
    } catch (java.net.BindException e) {
      Assumptions.abort("no IPv6 here: " + e.getMessage());
    }
  }

  @Test
  void a_reply_that_cannot_be_sent_costs_nobody_else_theirs() throws Exception {
    try (Server server =
            Server.builder()
                .listenDatagrams(ANY_PORT)
                .oneAtATime()
                .packetHandler(
                    packet -> {
                      byte[] bytes = packet.bytes();
                      packet.send(bytes, 0, bytes.length, SocketAddress.parse("127.0.0.1:0"));
                      packet.reply(bytes);
                    })
                .start();
        DatagramSocket client = client(server.address())) {
      for (int i = 0; i < 20; i++) {
        send(client, "packet " + i);
        assertThat(receive(client)).isEqualTo("packet " + i);
      }
    }
  }

  @Test
  void datagrams_come_by_unix_sockets_too(@TempDir Path folder) throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("server"));
    try (Server server =
            Server.builder()
                .listenDatagrams(address)
                .packetHandler(packet -> packet.reply(packet.bytes()))
                .start();
        Socket client = Socket.open(address.family(), SocketType.DATAGRAM)) {
      client.bind(UnixSocketAddress.of(folder.resolve("client")));
      client.sendTo("hello".getBytes(UTF_8), address);
      byte[] buffer = new byte[100];
      assertThat(client.receiveFrom(buffer).from()).isEqualTo(address);
      assertThat(new String(buffer, 0, 5, UTF_8)).isEqualTo("hello");
      assertThatThrownBy(
              () -> Server.builder().listenDatagrams(address).packetHandler(p -> {}).start())
          .isInstanceOf(java.net.BindException.class);
      assertThat(server.totals().packetsReceived()).isEqualTo(1);
    }
    assertThat(folder.resolve("server")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_unix_client_that_takes_no_replies_holds_up_nobody(boolean oneAtATime, @TempDir Path folder)
      throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("server"));
    ServerBuilder builder =
        Server.builder()
            .listenDatagrams(address)
            .packetHandler(packet -> packet.reply(packet.bytes()));
    if (oneAtATime) builder.oneAtATime();
    try (Server server = builder.start();
        Socket slow = Socket.open(address.family(), SocketType.DATAGRAM);
        Socket other = Socket.open(address.family(), SocketType.DATAGRAM)) {
      slow.bind(UnixSocketAddress.of(folder.resolve("slow")));
      other.bind(UnixSocketAddress.of(folder.resolve("other")));
      slow.timeout(Duration.ofSeconds(30));
      other.timeout(Duration.ofSeconds(30));
      byte[] buffer = new byte[100];
      int many = 500; // more than it has room for, and fewer than may wait
      for (int i = 0; i < many; i++) slow.sendTo(("slow " + i).getBytes(UTF_8), address);
      for (int i = 0; i < 100; i++) {
        other.sendTo(("other " + i).getBytes(UTF_8), address);
        int length = other.receive(buffer);
        assertThat(new String(buffer, 0, length, UTF_8)).isEqualTo("other " + i);
      }
      for (int i = 0; i < many; i++) {
        int length = slow.receive(buffer);
        String got = new String(buffer, 0, length, UTF_8);
        if (oneAtATime) assertThat(got).isEqualTo("slow " + i);
        else assertThat(got).startsWith("slow ");
      }
      while (server.totals().packetsSent() < many + 100) Thread.onSpinWait();
      for (int i = 0; i < many; i++) slow.sendTo(("slow " + i).getBytes(UTF_8), address);
      while (server.totals().packetsReceived() < 2 * many + 100) Thread.onSpinWait();
      Shutdown report = server.shutdown(Duration.ofMillis(50));
      assertThat(report.closed()).isPositive();
      assertThat(report.abandoned()).isZero();
    }
  }

  @Test
  void streams_and_datagrams_are_served_by_one_server() throws Exception {
    try (Server server = builder(false).listen(ANY_PORT).handler(StreamServerTest::echo).start();
        DatagramSocket packets = client(server.addresses().get(0));
        Client stream = new Client(server.addresses().get(1))) {
      send(packets, "a packet");
      assertThat(receive(packets)).isEqualTo("a packet");
      assertThat(stream.echo("a stream")).isEqualTo("a stream");
      assertThat(server.connections().getFirst().tcpInfo().state().name()).contains("ESTABLISHED");
    }
  }

  @Test
  void a_unix_client_without_a_name_is_heard_and_gets_no_replies(@TempDir Path folder)
      throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("log"));
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (Server server =
            Server.builder()
                .listenDatagrams(address)
                .packetHandler(
                    packet -> {
                      packet.reply(packet.bytes());
                      lines.add(new String(packet.bytes(), UTF_8) + " from " + packet.from());
                    })
                .start();
        Socket client = Socket.open(address.family(), SocketType.DATAGRAM)) {
      client.connect(address);
      for (int i = 0; i < 3; i++) client.sendAll(("line " + i).getBytes(UTF_8));
      for (int i = 0; i < 3; i++) {
        assertThat(lines.take()).matches("line [0-2] from " + UnixSocketAddress.UNNAMED);
      }
      assertThat(server.shutdown(Duration.ofSeconds(30)).closed()).isZero();
      assertThat(server.totals().packetsSent()).isZero();
      assertThat(server.totals().failed()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_interrupt_that_a_hook_leaves_is_no_handlers(boolean oneAtATime) throws Exception {
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void turn(Server server) {
            Thread.currentThread().interrupt();
          }
        };
    ServerBuilder builder =
        Server.builder()
            .listenDatagrams(ANY_PORT)
            .hooks(hooks)
            .packetHandler(
                packet -> {
                  boolean interrupted = Thread.currentThread().isInterrupted();
                  packet.reply((interrupted ? "interrupted" : "not").getBytes(UTF_8));
                });
    if (oneAtATime) builder.oneAtATime();
    try (LogCapture log = new LogCapture();
        Server server = builder.start();
        DatagramSocket client = client(server.address())) {
      for (int i = 0; i < 5; i++) {
        send(client, "hello");
        assertThat(receive(client)).isEqualTo("not");
      }
      assertThat(log.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "executor", "one at a time"})
  void a_shutdown_in_the_hook_of_a_turn_waits_for_what_came_in_it(String how) throws Exception {
    BlockingQueue<Shutdown> reports = new LinkedBlockingQueue<>();
    ServerHooks hooks =
        new ServerHooks() {
          @Override
          public void turn(Server server) {
            reports.add(server.shutdown(Duration.ofDays(1)));
          }
        };
    ServerBuilder builder =
        Server.builder()
            .listenDatagrams(ANY_PORT)
            .hooks(hooks)
            .packetHandler(packet -> packet.reply(packet.bytes()));
    try (ExecutorService pool = Executors.newCachedThreadPool()) {
      handle(builder, how, pool);
      try (Server server = builder.start();
          DatagramSocket client = client(server.address())) {
        send(client, "hello");
        assertThat(receive(client)).isEqualTo("hello");
        assertThat(reports.take().closed()).isZero();
        assertThat(server.totals().packetsSent()).isOne();
      }
    }
  }

  @Test
  void a_reply_after_its_handler_has_returned_is_refused_and_harms_no_other() throws Exception {
    BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();
    try (Server server =
            Server.builder()
                .listenDatagrams(ANY_PORT)
                .packetHandler(
                    packet -> {
                      packet.reply(packet.bytes());
                      packets.add(packet);
                    })
                .start();
        DatagramSocket client = client(server.address())) {
      for (int i = 0; i < 5; i++) {
        send(client, "hello " + i);
        assertThat(receive(client)).isEqualTo("hello " + i); // so its handler has returned
        Packet packet = packets.take();
        assertThatThrownBy(() -> packet.reply("late".getBytes(UTF_8)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("has returned");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "executor"})
  void packet_handlers_that_shut_down_at_once_do_not_wait_for_each_other(String how)
      throws Exception {
    BlockingQueue<Shutdown> reports = new LinkedBlockingQueue<>();
    Server[] server = new Server[1];
    CyclicBarrier all = new CyclicBarrier(3);
    try (LogCapture log = new LogCapture();
        ExecutorService executor = Executors.newFixedThreadPool(3)) {
      ServerBuilder builder =
          Server.builder()
              .listenDatagrams(ANY_PORT)
              .packetHandler(
                  packet -> {
                    all.await();
                    reports.add(server[0].shutdown(Duration.ofDays(1)));
                  });
      handle(builder, how, executor);
      server[0] = builder.start();
      try (DatagramSocket client = client(server[0].address())) {
        send(client, "stop");
        send(client, "stop");
        all.await();
        assertThat(reports.take()).isEqualTo(new Shutdown(0, 0, 0));
        assertThat(reports.take()).isEqualTo(new Shutdown(0, 0, 0));
        assertThat(log.warnings()).isEmpty();
      }
    }
  }

  @Test
  void where_one_runs_at_a_time_a_handler_that_shuts_down_waits_for_no_packet_behind_it()
      throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    BlockingQueue<Shutdown> reports = new LinkedBlockingQueue<>();
    Server[] server = new Server[1];
    server[0] =
        Server.builder()
            .listenDatagrams(ANY_PORT)
            .oneAtATime()
            .packetHandler(
                packet -> {
                  sent.await();
                  reports.add(server[0].shutdown(Duration.ofDays(1)));
                })
            .start();
    try (DatagramSocket client = client(server[0].address())) {
      for (int i = 0; i < 5; i++) send(client, "stop"); // what comes at once is received at once
      sent.countDown();
      assertThat(reports.take().abandoned()).isZero();
      assertThat(reports).isEmpty();
    }
  }

  @Test
  void packets_that_an_executor_has_not_begun_with_are_dropped_and_never_handled()
      throws Exception {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    List<Packet> handled = new CopyOnWriteArrayList<>();
    try (LogCapture log = new LogCapture();
        Server server =
            Server.builder()
                .listenDatagrams(ANY_PORT)
                .executor(tasks::add)
                .packetHandler(handled::add)
                .start();
        DatagramSocket client = client(server.address())) {
      for (int i = 0; i < 3; i++) send(client, "hello");
      List<Runnable> taken = List.of(tasks.take(), tasks.take(), tasks.take());
      taken.getFirst().run();
      assertThat(handled).hasSize(1);
      assertThat(server.shutdown(Duration.ofMillis(1))).isEqualTo(new Shutdown(0, 2, 0));
      taken.forEach(Runnable::run);
      assertThat(handled).hasSize(1);
      assertThat(log.warnings()).isEmpty();
    }
  }

  /** Nobody receives while the handler waits, and the queue has room for a few. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "0.0.0.0:0", "[::]:0"})
  void datagrams_that_the_kernel_dropped_are_counted(String address) throws Exception {
    Assumptions.assumeTrue(!address.startsWith("[") || hasIpv6(), "needs IPv6");
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    Server server =
        Server.builder()
            .listenDatagrams(SocketAddress.parse(address))
            .option(SocketOption.SO_RCVBUF, 4096)
            .listenDatagrams(ANY_PORT)
            .oneAtATime()
            .packetHandler(
                packet -> {
                  running.countDown();
                  released.await();
                })
            .start();
    try (server;
        Socket client = Socket.open(Family.INET, DATAGRAM)) {
      int port = ((InetAddressAndPort) server.address()).port();
      client.connect(SocketAddress.parse("127.0.0.1:" + port));
      client.sendAll(new byte[1]);
      running.await();
      assertThat(server.totals().packetsDropped()).isZero();
      for (int i = 0; i < 1000; i++) client.sendAll(new byte[1000]);
      long dropped = server.totals().packetsDropped();
      assertThat(dropped).isBetween(900L, 1000L);
      released.countDown();
      while (server.totals().packetsReceived() < 1001 - dropped) Thread.onSpinWait();
    }
    Totals end = server.totals();
    assertThat(end.packetsReceived() + end.packetsDropped()).isEqualTo(1001);
  }

  @Test
  void what_was_dropped_before_is_not_counted() throws Exception {
    Socket given = Socket.open(Family.INET, DATAGRAM);
    given.bind(ANY_PORT);
    given.set(SocketOption.SO_RCVBUF, 4096);
    try (Socket client = Socket.open(Family.INET, DATAGRAM)) {
      for (int i = 0; i < 100; i++) client.sendTo(new byte[1000], given.localAddress());
      assertThat(given.get(SocketOption.SO_MEMINFO).dropped()).isPositive();
      try (Server server = Server.builder().listen(given).packetHandler(packet -> {}).start()) {
        assertThat(server.totals().packetsDropped()).isZero();
      }
    }
  }
}

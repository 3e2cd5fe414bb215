package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import lisle.ipaddress.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatagramTest {
  private static Socket udp(String address) throws Exception {
    SocketAddress at = SocketAddress.parse(address);
    Socket socket = Socket.open(at.family(), SocketType.DATAGRAM);
    try {
      socket.bind(at);
    } catch (BindException e) {
      socket.close();
      if (at.family().equals(Family.INET6)) abort("no IPv6 here: " + e.getMessage());
      throw e;
    }
    socket.timeout(Duration.ofSeconds(20));
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "[::1]:0"})
  void a_datagram_comes_with_its_sender(String address) throws Exception {
    try (Socket one = udp(address);
        Socket other = udp(address)) {
      one.sendTo("hello".getBytes(UTF_8), other.localAddress());
      byte[] buffer = new byte[100];
      Datagram datagram = other.receiveFrom(buffer);
      assertThat(datagram).isEqualTo(new Datagram(one.localAddress(), 5, 5));
      assertThat(new String(buffer, 0, 5, UTF_8)).isEqualTo("hello");
      ByteBuffer direct = ByteBuffer.allocateDirect(8).put(0, "direct".getBytes(UTF_8)).limit(6);
      assertThat(one.sendTo(direct, other.localAddress())).isEqualTo(6);
      assertThat(direct.hasRemaining()).isFalse();
      ByteBuffer small = ByteBuffer.allocateDirect(4);
      Datagram cut = other.receiveFrom(small);
      assertThat(cut.isTruncated()).isTrue();
      assertThat(cut).isEqualTo(new Datagram(one.localAddress(), 4, 6));
      assertThat(other.tryReceiveFrom(ByteBuffer.allocate(1))).isNull();
      one.sendTo(new byte[0], other.localAddress());
      assertThat(other.receiveFrom(buffer).length()).isZero();
    }
  }

  @Test
  void a_peek_leaves_the_datagram_and_truncation_tells_its_length() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.DATAGRAM)) {
      pair.first().sendAll(new byte[300]);
      ByteBuffer ten = ByteBuffer.allocate(10);
      MessageFlags peek = MessageFlags.PEEK.and(MessageFlags.TRUNCATED);
      assertThat(pair.second().receive(ten, peek)).isEqualTo(300);
      assertThat(ten.position()).isEqualTo(10);
      assertThat(pair.second().available()).isEqualTo(300);
      assertThat(pair.second().receive(new byte[1000])).isEqualTo(300);
      assertThat(pair.second().tryReceive(ByteBuffer.allocate(1))).isEqualTo(Socket.WOULD_BLOCK);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void a_message_larger_than_any_buffer_stays_one(int type) throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, new SocketType(type))) {
      byte[] large = new byte[150_000];
      new Random(1).nextBytes(large);
      pair.first().sendAll(large);
      byte[] received = new byte[200_000];
      assertThat(pair.second().receive(received)).isEqualTo(large.length);
      assertThat(Arrays.copyOf(received, large.length)).isEqualTo(large);
      pair.first().sendAll(large);
      assertThat(pair.second().receiveFrom(received).size()).isEqualTo(large.length);
    }
  }

  @Test
  void connecting_limits_a_socket_to_one_peer_until_it_is_disconnected() throws Exception {
    try (Socket one = udp("127.0.0.1:0");
        Socket other = udp("127.0.0.1:0");
        Socket third = udp("127.0.0.1:0")) {
      one.connect(other.localAddress());
      assertThat(one.remoteAddress()).isEqualTo(other.localAddress());
      third.sendTo(new byte[1], one.localAddress());
      other.sendTo(new byte[2], one.localAddress());
      assertThat(one.receive(new byte[10])).isEqualTo(2);
      one.disconnect();
      assertThat(one.remoteAddress()).isNull();
      assertThatThrownBy(() -> one.sendAll(new byte[1]))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("EDESTADDRREQ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "0.0.0.0:0", "[::1]:0", "[::]:0"})
  void who_is_disconnected_keeps_its_port_and_hears_everybody_there(String address)
      throws Exception {
    try (Socket one = udp(address);
        Socket other = udp(address.startsWith("[") ? "[::1]:0" : "127.0.0.1:0")) {
      SocketAddress bound = one.localAddress();
      for (int i = 0; i < 2; i++) { // what is kept once is kept in another way after that
        one.connect(other.localAddress());
        SocketAddress connected = one.localAddress();
        one.disconnect();
        assertThat(one.localAddress()).isEqualTo(bound);
        other.sendTo(new byte[3], connected);
        assertThat(one.receiveFrom(new byte[9]).from()).isEqualTo(other.localAddress());
      }
    }
  }

  @Test
  void a_port_where_nobody_listens_is_unreachable() throws Exception {
    SocketAddress nobody;
    try (Socket socket = udp("127.0.0.1:0")) {
      nobody = socket.localAddress();
    }
    try (Socket socket = udp("127.0.0.1:0")) {
      socket.connect(nobody);
      socket.sendAll(new byte[1]);
      String why = nobody + ": connection refused (ECONNREFUSED): nothing listens there";
      assertThatThrownBy(() -> socket.receive(new byte[1]))
          .isInstanceOf(java.net.PortUnreachableException.class)
          .hasMessage("receive " + why);
      socket.sendAll(new byte[1]);
      assertThatThrownBy(() -> socket.receiveFrom(new byte[1]))
          .isInstanceOf(java.net.PortUnreachableException.class)
          .hasMessage("receiveFrom " + why);
      socket.sendAll(new byte[1]);
      assertThatThrownBy(() -> socket.receiveMessage(ByteBuffer.allocate(1)))
          .isInstanceOf(java.net.PortUnreachableException.class)
          .hasMessage("receiveMessage " + why);
    }
  }

  @Test
  void a_datagram_that_is_too_long_is_refused() throws Exception {
    try (Socket socket = udp("127.0.0.1:0")) {
      assertThatThrownBy(() -> socket.sendTo(new byte[70_000], socket.localAddress()))
          .hasMessageContaining("EMSGSIZE");
      socket.timeout(Duration.ofMillis(10));
      assertThatThrownBy(() -> socket.receiveFrom(new byte[1]))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void multicast_over_the_loopback_reaches_who_joined() throws Exception {
    IpAddress group = IpAddress.parse("233.252.0.1");
    int loopback = 1;
    try (Socket reader = udp("0.0.0.0:0");
        Socket second = udp("0.0.0.0:0");
        Socket writer = udp("127.0.0.1:0")) {
      int port = ((InetAddressAndPort) reader.localAddress()).port();
      reader.join(group, loopback);
      writer.set(IpOption.IP_MULTICAST_IF, loopback);
      writer.set(IpOption.IP_MULTICAST_TTL, 0);
      writer.sendTo("news".getBytes(UTF_8), SocketAddress.of(group, port));
      byte[] buffer = new byte[10];
      assertThat(reader.receiveFrom(buffer).from()).isEqualTo(writer.localAddress());
      reader.leave(new MulticastMembership(group, loopback));
      writer.sendTo("more".getBytes(UTF_8), SocketAddress.of(group, port));
      assertThat(reader.tryReceive(ByteBuffer.wrap(buffer))).isEqualTo(Socket.WOULD_BLOCK);

      IpAddress me = IpAddress.parse("127.0.0.1");
      MulticastMembership mine = new MulticastMembership(group, loopback, me);
      reader.join(mine);
      writer.sendTo("mine".getBytes(UTF_8), SocketAddress.of(group, port));
      assertThat(reader.receive(buffer)).isEqualTo(4);
      reader.leave(mine);
      IpAddress other = IpAddress.parse("192.0.2.1");
      reader.join(new MulticastMembership(group, loopback, other));
      writer.sendTo("his?".getBytes(UTF_8), SocketAddress.of(group, port));
      assertThat(reader.tryReceive(ByteBuffer.wrap(buffer))).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(second.tryReceive(ByteBuffer.wrap(buffer))).isEqualTo(Socket.WOULD_BLOCK);
    }
  }

  @Test
  void a_group_with_a_scope_is_joined_there() throws Exception {
    try (Socket reader = udp("[::1]:0")) {
      reader.join(IpAddress.parse("ff12::1234%lo"), 0);
      MulticastMembership there = new MulticastMembership(IpAddress.parse("ff12::1234"), 1);
      reader.leave(there);
      assertThatThrownBy(() -> reader.leave(there)).hasMessageContaining("it is not joined");
      assertThatThrownBy(() -> reader.join(IpAddress.parse("ff12::1234%nowhere"), 0))
          .hasMessageContaining("no network interface \"nowhere\"");
    }
  }

  // Batches

  /** What is sent, as a plain list, beside what a batch makes of it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_batch_arrives_as_if_sent_one_by_one(boolean coalescing) throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    Random random = new Random(seed);
    try (Socket sender = udp("127.0.0.1:0");
        Socket receiver = udp("127.0.0.1:0")) {
      receiver.set(SocketOption.SO_RCVBUF, 4 << 20);
      SocketAddress to = receiver.localAddress();
      DatagramBatch out = DatagramBatch.of(100, 9000).coalescing(coalescing);
      DatagramBatch in = DatagramBatch.of(50, 9000).coalescing(coalescing);
      for (int round = 0; round < 50; round++) {
        out.clear();
        int count = 1 + random.nextInt(20);
        List<byte[]> sent = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
          int length = random.nextInt(4) == 0 ? random.nextInt(9001) : 700 + random.nextInt(2);
          byte[] bytes = new byte[length];
          random.nextBytes(bytes);
          sent.add(bytes);
          out.add(bytes, 0, length, to);
        }
        assertThat(sender.send(out)).as("seed %d", seed).isEqualTo(count);
        List<byte[]> received = new java.util.ArrayList<>();
        while (received.size() < count) {
          int n = receiver.receive(in);
          assertThat(n).isEqualTo(in.count()).isPositive();
          for (int i = 0; i < n; i++) {
            byte[] bytes = new byte[in.length(i)];
            in.copy(i, bytes, 0);
            assertThat(in.address(i)).isEqualTo(sender.localAddress());
            assertThat(in.isTruncated(i)).isFalse();
            received.add(bytes);
          }
        }
        assertThat(received).as("seed %d", seed).hasSameSizeAs(sent);
        for (int i = 0; i < count; i++) {
          assertThat(received.get(i)).as("seed %d, %d", seed, i).isEqualTo(sent.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void datagrams_gather_and_come_together(boolean virtual) throws Exception {
    Duration whole = Duration.ofDays(1);
    try (Socket sender = udp("127.0.0.1:0");
        Socket receiver = udp("127.0.0.1:0")) {
      sender.connect(receiver.localAddress());
      DatagramBatch batch = DatagramBatch.of(64, 100);
      FutureTask<Void> all =
          new FutureTask<>(
              () -> {
                // The receive timeout is over before the time to gather is.
                receiver.receiveTimeout(Duration.ofMillis(20));
                for (int i = 0; i < 5; i++) sender.sendAll(new byte[] {(byte) i});
                assertThat(receiver.receive(batch, whole)).isEqualTo(5);
                for (int i = 0; i < 5; i++) {
                  byte[] one = new byte[1];
                  assertThat(batch.copy(i, one, 0)).isEqualTo(1);
                  assertThat(one[0]).isEqualTo((byte) i);
                }
                assertThatThrownBy(() -> receiver.receive(batch, whole))
                    .isInstanceOf(SocketTimeoutException.class);
                receiver.receiveTimeout(Duration.ZERO);
                // What comes after the time to gather is waited for.
                Thread later = Thread.ofVirtual().unstarted(() -> send(sender));
                later.start();
                assertThat(receiver.receive(batch, Duration.ofNanos(1))).isEqualTo(1);
                later.join();
                sender.sendAll(new byte[2]);
                assertThat(receiver.receive(batch, Duration.ZERO)).isEqualTo(1);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> receiver.receive(batch, whole))
                    .isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
                assertThatThrownBy(() -> receiver.receive(batch, Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a negative time to gather: PT-0.000000001S");
                return null;
              });
      Thread thread = virtual ? Thread.startVirtualThread(all) : Thread.ofPlatform().start(all);
      thread.join();
      all.get();
      FutureTask<Integer> closed = new FutureTask<>(() -> receiver.receive(batch, whole));
      Thread gathering = virtual ? Thread.startVirtualThread(closed) : new Thread(closed);
      if (!virtual) gathering.start();
      while (gathering.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
      receiver.close();
      assertThatThrownBy(closed::get).hasCauseInstanceOf(SocketClosedException.class);
    }
  }

  private static void send(Socket sender) {
    try {
      Thread.sleep(5); // most likely after the receiver has begun to wait
      sender.sendAll(new byte[1]);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_received_batch_goes_back_to_where_it_came_from() throws Exception {
    try (Socket one = udp("127.0.0.1:0");
        Socket two = udp("127.0.0.1:0");
        Socket echo = udp("127.0.0.1:0")) {
      SocketAddress to = echo.localAddress();
      for (int i = 1; i <= 3; i++) {
        one.sendTo(new byte[i], to);
        two.sendTo(new byte[10 * i], to);
      }
      DatagramBatch batch = DatagramBatch.of(16, 100);
      for (int done = 0; done < 6; done += batch.count()) {
        echo.receive(batch);
        echo.send(batch);
      }
      byte[] buffer = new byte[100];
      for (int i = 1; i <= 3; i++) {
        assertThat(one.receiveFrom(buffer)).isEqualTo(new Datagram(to, i, i));
        assertThat(two.receiveFrom(buffer)).isEqualTo(new Datagram(to, 10 * i, 10 * i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_batch_tells_which_of_our_addresses_was_asked_and_answers_from_there(boolean coalescing)
      throws Exception {
    try (Socket all = udp("0.0.0.0:0");
        Socket one = udp("127.0.0.1:0");
        Socket two = udp("127.0.0.1:0")) {
      int port = ((InetAddressAndPort) all.localAddress()).port();
      one.connect(SocketAddress.parse("127.0.0.7:" + port)); // takes nothing from elsewhere
      two.connect(SocketAddress.parse("127.0.0.8:" + port));
      DatagramBatch batch = DatagramBatch.of(16, 100).coalescing(coalescing);
      two.sendAll(new byte[1]);
      assertThat(all.receive(batch)).isEqualTo(1);
      assertThat(batch.packetInfo(0)).as("nobody has asked").isNull();
      all.set(IpOption.IP_PKTINFO, true);
      for (int i = 1; i <= 3; i++) {
        one.sendAll(new byte[i]);
        two.sendAll(new byte[10]);
      }
      for (int done = 0; done < 6; done += batch.count()) {
        all.receive(batch);
        for (int i = 0; i < batch.count(); i++) {
          IpAddress asked = IpAddress.parse(batch.length(i) == 10 ? "127.0.0.8" : "127.0.0.7");
          PacketInfo info = requireNonNull(batch.packetInfo(i));
          assertThat(info.local()).isEqualTo(asked);
          assertThat(info.destination()).isEqualTo(asked);
          assertThat(info.interfaceIndex()).isEqualTo(NetworkInterface.indexOf("lo"));
          assertThat(info.forAnswer()).isEqualTo(PacketInfo.from(asked));
        }
        all.send(batch);
      }
      byte[] buffer = new byte[100];
      for (int i = 1; i <= 3; i++) assertThat(one.receive(buffer)).isEqualTo(i);
      for (int i = 1; i <= 3; i++) assertThat(two.receive(buffer)).isEqualTo(10);

      batch.clear();
      for (int i = 0; i < 4; i++) {
        boolean first = i % 2 == 0;
        IpAddress from = IpAddress.parse(first ? "127.0.0.7" : "127.0.0.8");
        SocketAddress to = (first ? one : two).localAddress();
        batch.add(buffer, 0, 20, to, PacketInfo.from(from));
        assertThat(batch.packetInfo(i)).isEqualTo(PacketInfo.from(from));
      }
      assertThat(all.send(batch)).isEqualTo(4);
      for (int i = 0; i < 2; i++) {
        assertThat(one.receive(buffer)).isEqualTo(20);
        assertThat(two.receive(buffer)).isEqualTo(20);
      }
    }
  }

  @Test
  void an_answer_needs_the_interface_of_an_address_alone_that_every_interface_has() {
    IpAddress group = IpAddress.parse("ff02::1");
    assertThat(new PacketInfo(3, group, group).forAnswer()).isNull();
    IpAddress local = IpAddress.parse("fe80::1");
    assertThat(new PacketInfo(3, local, local).forAnswer())
        .isEqualTo(new PacketInfo(3, local, local));
    IpAddress global = IpAddress.parse("2001:db8::1");
    assertThat(new PacketInfo(3, global, global).forAnswer()).isEqualTo(PacketInfo.from(global));
    IpAddress ours = IpAddress.parse("192.0.2.1");
    assertThat(new PacketInfo(3, ours, IpAddress.parse("192.0.2.255")).forAnswer())
        .isEqualTo(PacketInfo.from(ours));
  }

  /** Some datagrams are taken by batches, the others one by one, in each way that there is. */
  @Test
  void datagrams_that_the_kernel_had_joined_come_apart_in_every_way_of_receiving()
      throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("lisle.seed=" + seed);
    Random random = new Random(seed);
    try (Socket sender = udp("127.0.0.1:0");
        Socket receiver = udp("127.0.0.1:0")) {
      receiver.set(SocketOption.SO_RCVBUF, 4 << 20);
      SocketAddress from = sender.localAddress();
      DatagramBatch in = DatagramBatch.of(3, 300);
      sender.sendTo(new byte[3], receiver.localAddress());
      assertThat(receiver.receive(in)).isEqualTo(1); // from now on the kernel joins
      for (int round = 0; round < 50; round++) {
        DatagramBatch out = DatagramBatch.of(40, 300);
        int size = 1 + random.nextInt(300);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          byte[] data = new byte[random.nextInt(8) == 0 ? random.nextInt(size) : size];
          random.nextBytes(data);
          sent.add(data);
          out.add(data, 0, data.length, receiver.localAddress());
        }
        sender.send(out);
        List<byte[]> received = new ArrayList<>();
        while (received.size() < sent.size()) receiveSome(receiver, in, from, random, received);
        for (int i = 0; i < 40; i++) assertThat(received.get(i)).isEqualTo(sent.get(i));
      }
      assertThat(receiver.tryReceive(ByteBuffer.allocate(9))).isEqualTo(Socket.WOULD_BLOCK);
    }
  }

  @Test
  void what_is_joined_comes_apart_by_another_descriptor_too() throws Exception {
    try (Socket sender = udp("127.0.0.1:0");
        Socket receiver = udp("127.0.0.1:0");
        Socket before = receiver.duplicate();
        Socket joining = udp("127.0.0.1:0")) {
      before.timeout(Duration.ofSeconds(20));
      for (Socket one : List.of(receiver, joining)) {
        sender.sendTo(new byte[3], one.localAddress());
        assertThat(one.receive(DatagramBatch.of(10, 300))).isEqualTo(1);
      }
      receiveOneByOne(before, sender);
      try (Socket after = joining.duplicate();
          Socket adopted = Socket.adopt(joining.duplicate().detach())) {
        after.timeout(Duration.ofSeconds(20));
        adopted.timeout(Duration.ofSeconds(20));
        assertThat(adopted.get(UdpOption.UDP_GRO)).isEqualTo(joining.get(UdpOption.UDP_GRO));
        receiveOneByOne(after, sender);
        receiveOneByOne(adopted, sender);
      }
    }
  }

  private static void receiveOneByOne(Socket receiver, Socket sender) throws Exception {
    DatagramBatch out = DatagramBatch.of(10, 100);
    for (int i = 0; i < 10; i++) out.add(new byte[100], 0, 100, receiver.localAddress());
    assertThat(sender.send(out)).isEqualTo(10);
    for (int i = 0; i < 10; i++) assertThat(receiver.receive(new byte[2000])).isEqualTo(100);
  }

  private static void receiveSome(
      Socket socket, DatagramBatch batch, SocketAddress from, Random random, List<byte[]> to)
      throws Exception {
    ByteBuffer buffer =
        random.nextBoolean() ? ByteBuffer.allocate(400) : ByteBuffer.allocateDirect(400);
    buffer.position(random.nextInt(100));
    int start = buffer.position();
    int length;
    switch (random.nextInt(6)) {
      case 0 -> length = socket.receive(buffer);
      case 1 -> {
        assertThat(socket.receive(buffer.duplicate(), MessageFlags.PEEK)).isLessThanOrEqualTo(300);
        length = socket.tryReceive(buffer);
      }
      case 2 -> {
        Datagram datagram = socket.receiveFrom(buffer);
        assertThat(datagram.from()).isEqualTo(from);
        length = datagram.length();
      }
      case 3 -> {
        try (ReceivedMessage message = socket.receiveMessage(buffer)) {
          assertThat(message.from()).isEqualTo(from);
          assertThat(message.ancillary()).isEmpty();
          length = message.length();
        }
      }
      case 4 -> {
        byte[] array = new byte[400];
        length = socket.receive(array, start, 300);
        buffer.put(array, start, length);
      }
      default -> {
        int n = socket.receive(batch);
        for (int i = 0; i < n; i++) {
          assertThat(batch.address(i)).isEqualTo(from);
          byte[] data = new byte[batch.length(i)];
          batch.copy(i, data, 0);
          to.add(data);
        }
        return;
      }
    }
    assertThat(buffer.position()).isEqualTo(start + length);
    byte[] data = new byte[length];
    buffer.get(start, data);
    to.add(data);
  }

  @Test
  void a_batch_tells_what_it_cut_off_and_refuses_what_is_too_much() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.DATAGRAM)) {
      pair.first().sendAll(new byte[10]);
      DatagramBatch batch = DatagramBatch.of(2, 4);
      assertThat(pair.second().receive(batch)).isEqualTo(1);
      assertThat(batch.isTruncated(0)).isTrue();
      assertThat(batch.length(0)).isEqualTo(4);
      assertThat(pair.second().tryReceive(batch)).isEqualTo(Socket.WOULD_BLOCK);
      batch.clear();
      assertThatThrownBy(() -> batch.add(new byte[5], 0, 5))
          .isInstanceOf(IllegalArgumentException.class);
      batch.add(new byte[4], 0, 4);
      batch.add(new byte[4], 0, 4);
      assertThatThrownBy(() -> batch.add(new byte[4], 0, 4))
          .isInstanceOf(IllegalStateException.class);
      assertThat(pair.first().send(batch)).isEqualTo(2);
      assertThatThrownBy(() -> batch.data(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** The kernel calls such a socket ready for ever: a wait that asked again would never rest. */
  @ParameterizedTest
  @ValueSource(strings = {"receive", "receiveFrom", "receiveMessage", "batch"})
  void who_waits_for_datagrams_is_told_that_none_will_come(String how) throws Exception {
    for (boolean virtual : new boolean[] {true, false}) {
      for (boolean connected : new boolean[] {true, false}) {
        try (Socket one = udp("127.0.0.1:0");
            Socket other = udp("127.0.0.1:0")) {
          if (connected) one.connect(other.localAddress());
          FutureTask<?> receiving =
              new FutureTask<>(
                  () -> {
                    switch (how) {
                      case "receive" -> one.receive(new byte[9]);
                      case "receiveFrom" -> one.receiveFrom(new byte[9]);
                      case "receiveMessage" -> one.receiveMessage(ByteBuffer.allocate(9)).close();
                      default -> one.receive(DatagramBatch.of(2, 9));
                    }
                    return null;
                  });
          Thread thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(receiving);
          while (virtual && thread.getState() == Thread.State.RUNNABLE) Thread.onSpinWait();
          if (connected) one.shutdown(Socket.Half.RECEIVE);
          else
            assertThatThrownBy(() -> one.shutdown(Socket.Half.BOTH)).hasMessageContaining("ENOT");
          assertThatThrownBy(receiving::get).hasMessageContaining("shut down for receiving");
          assertThatThrownBy(() -> one.tryReceive(ByteBuffer.allocate(9)))
              .isInstanceOf(SocketException.class)
              .hasMessage("receive: shut down for receiving");
        }
      }
    }
  }

  @Test
  void a_stream_has_no_datagrams_to_be_batched() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      DatagramBatch batch = DatagramBatch.of(2, 10);
      batch.add(new byte[1], 0, 1);
      assertThatThrownBy(() -> pair.first().send(batch))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> pair.second().tryReceive(batch))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void a_unix_sender_without_a_name_is_one_all_the_same() throws Exception {
    try (Socket receiver = Socket.open(Family.UNIX, SocketType.DATAGRAM);
        Socket sender = Socket.open(Family.UNIX, SocketType.DATAGRAM)) {
      receiver.bind(UnixSocketAddress.UNNAMED);
      for (int i = 0; i < 4; i++) sender.sendTo(new byte[1], receiver.localAddress());
      assertThat(receiver.receiveFrom(new byte[9]).from()).isEqualTo(UnixSocketAddress.UNNAMED);
      assertThat(receiver.receiveFrom(ByteBuffer.allocateDirect(9)).from())
          .isEqualTo(UnixSocketAddress.UNNAMED);
      try (ReceivedMessage message = receiver.receiveMessage(ByteBuffer.allocate(9))) {
        assertThat(message.from()).isEqualTo(UnixSocketAddress.UNNAMED);
      }
      DatagramBatch batch = DatagramBatch.of(2, 10);
      assertThat(receiver.receive(batch)).isEqualTo(1);
      assertThat(batch.address(0)).isEqualTo(UnixSocketAddress.UNNAMED);

      sender.bind(UnixSocketAddress.UNNAMED);
      sender.sendTo(new byte[1], receiver.localAddress());
      assertThat(receiver.receiveFrom(new byte[9]).from()).isEqualTo(sender.localAddress());
    }
  }

  /** The kernel calls the sender writable all the while: a wait that asked it would never rest. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_sends_to_a_full_queue_waits_until_there_is_room(boolean virtual) throws Exception {
    try (Socket receiver = Socket.open(Family.UNIX, SocketType.DATAGRAM);
        Socket sender = Socket.open(Family.UNIX, SocketType.DATAGRAM)) {
      receiver.bind(UnixSocketAddress.UNNAMED);
      SocketAddress to = receiver.localAddress();
      int queued = 0;
      while (sender.trySendTo(ByteBuffer.allocate(1), to) > 0) queued++;
      FutureTask<Integer> sending = new FutureTask<>(() -> sender.sendTo(new byte[2], to));
      Thread thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(sending);
      while (!sleeps(thread)) Thread.onSpinWait();
      for (int i = 0; i < queued; i++) receiver.receive(new byte[9]);
      assertThat(sending.get()).isEqualTo(2);
      assertThat(receiver.receive(new byte[9])).isEqualTo(2);

      while (sender.trySendTo(ByteBuffer.allocate(1), to) > 0) {}
      sender.sendTimeout(Duration.ofMillis(20));
      assertThatThrownBy(() -> sender.sendTo(new byte[2], to))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static boolean sleeps(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}

package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.IpAddress;
import lisle.selectors.Descriptor;
import lisle.sys.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MessageTest {
  private static Socket udp(String address) throws Exception {
    SocketAddress at = SocketAddress.parse(address);
    Socket socket = Socket.open(at.family(), SocketType.DATAGRAM);
    socket.bind(at);
    socket.timeout(Duration.ofSeconds(20));
    return socket;
  }

  @Test
  void bytes_are_gathered_and_scattered() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.DATAGRAM)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(4).put("cdef".getBytes(UTF_8)).flip();
      ByteBuffer readOnly = ByteBuffer.wrap("gh".getBytes(UTF_8)).asReadOnlyBuffer();
      ByteBuffer array = ByteBuffer.wrap("xabx".getBytes(UTF_8), 1, 2);
      assertThat(pair.first().sendMessage(Message.of(array, direct, readOnly))).isEqualTo(8);
      assertThat(array.remaining() + direct.remaining() + readOnly.remaining()).isZero();
      ByteBuffer one = ByteBuffer.allocate(3);
      ByteBuffer two = ByteBuffer.allocateDirect(100);
      try (ReceivedMessage message = pair.second().receiveMessage(one, two)) {
        assertThat(message.length()).isEqualTo(8);
        assertThat(message.isTruncated()).isFalse();
      }
      assertThat(one.flip()).isEqualTo(ByteBuffer.wrap("abc".getBytes(UTF_8)));
      assertThat(two.flip()).isEqualTo(ByteBuffer.wrap("defgh".getBytes(UTF_8)));

      pair.first().sendAll(new byte[50]);
      MessageFlags full = MessageFlags.TRUNCATED;
      try (ReceivedMessage message =
          pair.second().receiveMessage(0, full, ByteBuffer.allocate(7))) {
        assertThat(message.length()).isEqualTo(7);
        assertThat(message.size()).isEqualTo(50);
        assertThat(message.isTruncated()).isTrue();
      }
    }
  }

  private static SocketPair stream(String kind) throws Exception {
    if (kind.equals("unix")) return Socket.pair(Family.UNIX, SocketType.STREAM);
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      return new SocketPair(Socket.connectTo(listener.localAddress()), listener.accept());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "tcp"})
  void a_stream_takes_and_gives_long_messages_in_parts(String kind) throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(6).nextBytes(data);
    try (SocketPair pair = stream(kind)) {
      FutureTask<Integer> sending =
          new FutureTask<>(
              () -> {
                ByteBuffer first = ByteBuffer.wrap(data, 0, 1_234_567);
                ByteBuffer second = ByteBuffer.allocateDirect(data.length - 1_234_567);
                second.put(data, 1_234_567, second.remaining()).flip();
                int sent = 0;
                while (sent < data.length) {
                  sent += pair.first().sendMessage(Message.of(first, second));
                }
                return sent;
              });
      Thread.startVirtualThread(sending);
      ByteBuffer first = ByteBuffer.allocateDirect(1_000_001);
      ByteBuffer second = ByteBuffer.allocate(data.length - 1_000_001);
      while (second.hasRemaining()) {
        try (ReceivedMessage part = pair.second().receiveMessage(first, second)) {
          assertThat(part.length()).isPositive();
        }
      }
      assertThat(sending.get()).isEqualTo(data.length);
      byte[] received = new byte[data.length];
      first.flip().get(received, 0, 1_000_001);
      second.flip().get(received, 1_000_001, second.remaining());
      assertThat(received).isEqualTo(data);
    }
  }

  @Test
  void of_a_stream_more_than_any_message_can_have_is_sent_and_received_in_part() throws Exception {
    ByteBuffer[] more = new ByteBuffer[1025];
    ByteBuffer one = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < more.length; i++) more[i] = one.duplicate();
    try (SocketPair pair = stream("unix");
        SocketPair packets = Socket.pair(Family.UNIX, SocketType.SEQPACKET)) {
      int sent = pair.first().sendMessage(Message.of(more));
      assertThat(sent).isBetween(1, 1 << 20);
      assertThat(more[0].position()).isEqualTo(sent);
      more[0].clear();
      try (ReceivedMessage message = pair.second().receiveMessage(more)) {
        assertThat(message.length()).isBetween(1, sent);
        more[0].clear();
      }
      assertThatThrownBy(() -> packets.first().sendMessage(Message.of(more)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> packets.second().receiveMessage(more))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Also of what was taken from the kernel before, and was put back. */
  @ParameterizedTest
  @CsvSource({"unix, true", "unix, false", "tcp, true", "tcp, false"})
  void tcp_alone_throws_away_what_is_received_truncated(String kind, boolean putBack)
      throws Exception {
    byte[] data = "abcdef".getBytes(UTF_8);
    byte[] expected = kind.equals("unix") ? data : new byte[data.length];
    SocketAddress nobody = new OtherSocketAddress(new Family(0), new byte[0]);
    try (SocketPair pair = stream(kind)) {
      Socket receiver = pair.second();
      for (int way = 0; way < 3; way++) {
        if (putBack) receiver.receiver().putBack(data, nobody);
        else pair.first().sendAll(data);
        ByteBuffer buffer = way == 0 ? ByteBuffer.allocateDirect(6) : ByteBuffer.allocate(6);
        if (way == 2) {
          receiver.receiveMessage(0, MessageFlags.TRUNCATED, buffer).close();
        } else {
          assertThat(receiver.receive(buffer, MessageFlags.TRUNCATED)).isEqualTo(6);
        }
        assertThat(buffer.clear()).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(receiver.tryReceive(buffer)).isEqualTo(Socket.WOULD_BLOCK);
      }
    }
  }

  @Test
  void what_would_be_lost_on_a_stream_for_want_of_a_byte_is_refused() throws Exception {
    try (SocketPair stream = Socket.pair(Family.UNIX, SocketType.STREAM);
        SocketPair packets = Socket.pair(Family.UNIX, SocketType.SEQPACKET)) {
      Message message = Message.of().with(Rights.of(stream.first()));
      assertThatThrownBy(() -> stream.first().sendMessage(message))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> stream.first().trySendMessage(message))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(packets.first().sendMessage(message)).isZero();
      try (ReceivedMessage received = packets.second().receiveMessage()) {
        assertThat(received.find(ReceivedRights.class)).isPresent();
      }
    }
  }

  @Test
  void the_end_of_a_stream_is_the_end_whatever_comes_with_it() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      pair.first().set(UnixOption.SO_PASSCRED, true);
      pair.second().close();
      try (ReceivedMessage message = pair.first().receiveMessage(ByteBuffer.allocate(9))) {
        assertThat(message.length()).isEqualTo(-1);
      }
    }
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
        Socket client = Socket.connectTo(listener.localAddress());
        Socket server = listener.accept()) {
      server.set(TcpOption.TCP_INQ, true);
      client.close();
      try (ReceivedMessage message = server.receiveMessage(ByteBuffer.allocate(9))) {
        assertThat(message.length()).isEqualTo(-1);
        assertThat(message.find(QueuedBytes.class)).isPresent();
      }
    }
  }

  @Test
  void a_connection_of_packets_ends_with_an_empty_one_which_ends_a_stream_of_them()
      throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.SEQPACKET)) {
      pair.first().sendAll(new byte[3]);
      pair.first().close();
      assertThat(pair.second().inputStream().readAllBytes()).hasSize(3);
      assertThat(pair.second().receive(new byte[1])).isZero();
      assertThat(pair.second().inputStream().read()).isEqualTo(-1);
      for (ByteBuffer buffer : List.of(ByteBuffer.allocate(5), ByteBuffer.allocateDirect(5))) {
        assertThatThrownBy(() -> pair.second().receiveExactly(buffer))
            .isInstanceOf(EOFException.class)
            .hasMessage("the stream ended after 0 of 5 bytes");
      }
      assertThatThrownBy(() -> pair.second().receiveExactly(new byte[1]))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void a_stream_of_packets_reads_and_writes_nothing_without_a_packet() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.SEQPACKET)) {
      pair.first().sendAll(new byte[3]);
      assertThat(pair.second().inputStream().read(new byte[5], 5, 0)).isZero();
      assertThat(pair.second().inputStream().read(new byte[5])).isEqualTo(3);
      pair.first().outputStream().write(new byte[5], 5, 0);
      assertThat(pair.second().tryReceive(ByteBuffer.allocate(1))).isEqualTo(Socket.WOULD_BLOCK);
      assertThatThrownBy(() -> pair.first().outputStream().write(new byte[5], 6, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> pair.first().inputStream().read(new byte[5], 6, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void who_asks_not_to_wait_does_not() throws Exception {
    MessageFlags now = new MessageFlags(Linux.MSG_DONTWAIT);
    MessageFlags errors = now.and(MessageFlags.ERROR_QUEUE);
    ByteBuffer one = ByteBuffer.allocate(1);
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.DATAGRAM);
        Socket udp = udp("127.0.0.1:0")) {
      assertThat(pair.second().receive(one, now)).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(udp.receive(one, errors)).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(pair.second().tryReceiveMessage(0, now, one)).isNull();
      assertThatThrownBy(() -> pair.second().receiveMessage(0, now, one))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tryReceiveMessage");
      assertThat(pair.first().trySend(one.clear(), MessageFlags.MORE)).isEqualTo(1);
      while (pair.first().trySend(one.clear()) != Socket.WOULD_BLOCK) {} // until it is full
      assertThat(pair.first().send(one, now)).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(pair.first().sendMessage(Message.of(one), now)).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(pair.first().trySend(one, MessageFlags.NONE)).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(pair.first().trySendMessage(Message.of(one), MessageFlags.NONE))
          .isEqualTo(Socket.WOULD_BLOCK);
      assertThat(one.remaining()).isEqualTo(1);
    }
  }

  @Test
  void who_asks_not_to_wait_for_another_s_room_does_not(@TempDir Path folder) throws Exception {
    MessageFlags now = new MessageFlags(Linux.MSG_DONTWAIT);
    UnixSocketAddress name = UnixSocketAddress.of(folder.resolve("full"));
    ByteBuffer one = ByteBuffer.allocate(1);
    try (Socket full = Socket.open(Family.UNIX, SocketType.DATAGRAM);
        Socket sender = Socket.open(Family.UNIX, SocketType.DATAGRAM)) {
      full.bind(name);
      assertThat(sender.trySendTo(one.clear(), name, MessageFlags.MORE)).isEqualTo(1);
      while (sender.trySendTo(one.clear(), name) != Socket.WOULD_BLOCK) {} // until it is full
      assertThat(sender.sendTo(one, name, now)).isEqualTo(Socket.WOULD_BLOCK);
      assertThat(sender.trySendTo(one, name, MessageFlags.NONE)).isEqualTo(Socket.WOULD_BLOCK);
    }
  }

  @Test
  void memory_that_is_not_the_caller_s_is_not_sent_without_a_copy() throws Exception {
    MessageFlags zeroCopy = new MessageFlags(Linux.MSG_ZEROCOPY);
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      SocketAddress to = SocketAddress.parse("127.0.0.1:9");
      ByteBuffer buffer = ByteBuffer.allocate(1);
      assertThatThrownBy(() -> socket.send(buffer, zeroCopy))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("zeroCopy()");
      assertThatThrownBy(() -> socket.sendTo(buffer, to, zeroCopy))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.sendMessage(Message.of(buffer).to(to), zeroCopy))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void what_goes_by_ipv4_from_a_socket_of_ipv6_has_what_was_asked_for() throws Exception {
    try (Socket sender = udp("[::]:0");
        Socket receiver = udp("127.0.0.1:0")) {
      receiver.set(IpOption.IP_RECVTTL, true);
      receiver.set(IpOption.IP_RECVTOS, true);
      int port = ((InetAddressAndPort) receiver.localAddress()).port();
      SocketAddress mapped = SocketAddress.parse("[::ffff:127.0.0.1]:" + port);
      AncillaryData[] asked = {new HopLimit(7), new TrafficClass(0x48)};
      sender.sendMessage(Message.of(new byte[1]).to(mapped).with(asked));
      sender.sendMessage(
          Message.of(new byte[1]).to(SocketAddress.parse("127.0.0.1:" + port)).with(asked));
      sender.connect(mapped);
      sender.sendMessage(Message.of(new byte[1]).with(asked));
      try (Socket same = Socket.adopt(sender.detach())) { // whose other end is not known yet
        same.sendMessage(Message.of(new byte[1]).with(asked));
      }
      for (int i = 0; i < 4; i++) {
        try (ReceivedMessage message = receiver.receiveMessage(ByteBuffer.allocate(9))) {
          assertThat(message.ancillary()).containsExactlyInAnyOrder(asked);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_wait_for_errors_ends_at_a_deadline_that_is_set_meanwhile(boolean virtual)
      throws Exception {
    try (Socket socket = udp("127.0.0.1:0")) {
      socket.timeout(Duration.ZERO);
      FutureTask<ReceivedMessage> waiting =
          new FutureTask<>(
              () -> socket.receiveMessage(100, MessageFlags.ERROR_QUEUE, ByteBuffer.allocate(9)));
      (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(waiting);
      socket.receiveDeadline(Instant.now().plusMillis(20));
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_passed_socket_is_the_same_socket() throws Exception {
    long before = DescriptorCount.sockets();
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM);
        Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      Message message = Message.of(new byte[1]).with(Rights.of(listener));
      assertThat(pair.first().sendMessage(message)).isEqualTo(1);
      try (ReceivedMessage received = pair.second().receiveMessage(ByteBuffer.allocate(10))) {
        ReceivedRights rights = received.find(ReceivedRights.class).orElseThrow();
        assertThat(rights.count()).isEqualTo(1);
        try (Socket same = rights.takeSocket(0)) {
          assertThat(same.localAddress()).isEqualTo(listener.localAddress());
          assertThat(same.get(SocketOption.SO_COOKIE))
              .isEqualTo(listener.get(SocketOption.SO_COOKIE));
          assertThat(same.isInheritable()).isFalse();
          assertThat(same.family()).isEqualTo(Family.INET);
        }
        assertThatThrownBy(() -> rights.take(0)).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(DescriptorCount.sockets()).isEqualTo(before);
  }

  @Test
  void passed_descriptors_that_nobody_takes_are_closed() throws Exception {
    long before = DescriptorCount.sockets();
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.SEQPACKET);
        SocketPair many = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      long open = DescriptorCount.sockets();
      Socket[] sockets = new Socket[20];
      for (int i = 0; i < sockets.length; i++) sockets[i] = many.first();
      Message message = Message.of(new byte[] {1}).with(Rights.of(sockets));
      ByteBuffer buffer = ByteBuffer.allocate(8);
      // Not taken; room for some; room for none; no room at all; received without.
      for (int room : new int[] {2048, 64, 20, 16, 0}) {
        pair.first().sendMessage(Message.of(new byte[] {1}).with(Rights.of(sockets)));
        try (ReceivedMessage received =
            pair.second().receiveMessage(room, MessageFlags.NONE, buffer.clear())) {
          assertThat(received.length()).isEqualTo(1);
          assertThat(received.isControlTruncated()).isEqualTo(room < 2048);
        }
        assertThat(DescriptorCount.sockets()).as("room %d", room).isEqualTo(open);
      }
      pair.first().sendMessage(message);
      assertThat(pair.second().receive(new byte[10])).isEqualTo(1);
      pair.first().sendMessage(Message.of(new byte[] {1}).with(Rights.of(sockets)));
      assertThat(pair.second().receive(DatagramBatch.of(3, 10))).isEqualTo(1);
      assertThat(DescriptorCount.sockets()).isEqualTo(open);
    }
    assertThat(DescriptorCount.sockets()).isEqualTo(before);
  }

  @Test
  void a_closed_descriptor_is_not_passed() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      Socket closed = Socket.open(Family.INET, SocketType.STREAM);
      closed.close();
      Message message = Message.of(new byte[1]).with(Rights.of(closed));
      assertThatThrownBy(() -> pair.first().sendMessage(message))
          .isInstanceOf(SocketClosedException.class);
      assertThatThrownBy(
              () -> pair.first().sendMessage(Message.of(new byte[1]).with(Rights.ofNumbers(-1))))
          .hasMessageContaining("EBADF");
    }
  }

  @Test
  void credentials_come_from_the_kernel() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.DATAGRAM)) {
      pair.second().set(UnixOption.SO_PASSCRED, true);
      pair.first().sendAll(new byte[1]);
      try (ReceivedMessage message = pair.second().receiveMessage(ByteBuffer.allocate(1))) {
        Credentials who = message.find(Credentials.class).orElseThrow();
        assertThat(who.pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(who).isEqualTo(pair.first().get(UnixOption.SO_PEERCRED));
        pair.first().sendMessage(Message.of(new byte[1]).with(who));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "[::1]:0"})
  void what_options_ask_for_comes_with_a_datagram(String address) throws Exception {
    try (Socket sender = udp(address);
        Socket receiver = udp(address)) {
      boolean v4 = receiver.family().equals(Family.INET);
      receiver.set(v4 ? IpOption.IP_PKTINFO : Ipv6Option.IPV6_RECVPKTINFO, true);
      receiver.set(v4 ? IpOption.IP_RECVTTL : Ipv6Option.IPV6_RECVHOPLIMIT, true);
      receiver.set(v4 ? IpOption.IP_RECVTOS : Ipv6Option.IPV6_RECVTCLASS, true);
      receiver.set(SocketOption.SO_TIMESTAMPNS, true);
      receiver.set(SocketOption.SO_RXQ_OVFL, true);
      Instant before = Instant.now();
      IpAddress me = ((InetAddressAndPort) sender.localAddress()).address();
      Message message =
          Message.of(new byte[3])
              .to(receiver.localAddress())
              .with(new HopLimit(42), TrafficClass.EXPEDITED, PacketInfo.from(me));
      assertThat(sender.sendMessage(message)).isEqualTo(3);
      try (ReceivedMessage received = receiver.receiveMessage(ByteBuffer.allocate(9))) {
        assertThat(received.from()).isEqualTo(sender.localAddress());
        assertThat(received.find(PacketInfo.class)).contains(new PacketInfo(1, me, me));
        assertThat(received.find(HopLimit.class)).contains(new HopLimit(42));
        assertThat(received.find(TrafficClass.class)).contains(TrafficClass.EXPEDITED);
        PacketTimestamps stamps = received.find(PacketTimestamps.class).orElseThrow();
        assertThat(stamps.software())
            .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
      }
    }
  }

  @Test
  void an_unreachable_port_stands_in_the_error_queue() throws Exception {
    SocketAddress nobody;
    try (Socket socket = udp("127.0.0.1:0")) {
      nobody = socket.localAddress();
    }
    try (Socket socket = udp("127.0.0.1:0")) {
      socket.set(IpOption.IP_RECVERR, true);
      socket.sendTo("lost".getBytes(UTF_8), nobody);
      ByteBuffer packet = ByteBuffer.allocate(100);
      try (ReceivedMessage received =
          socket.receiveMessage(512, MessageFlags.ERROR_QUEUE, packet)) {
        ExtendedError error = received.find(ExtendedError.class).orElseThrow();
        assertThat(error.errno().name()).isEqualTo("ECONNREFUSED");
        assertThat(error.origin()).isEqualTo(2);
        assertThat(error.type()).isEqualTo(3);
        assertThat(error.code()).isEqualTo(3);
        assertThat(error.offender()).isEqualTo(SocketAddress.parse("127.0.0.1:0"));
        assertThat(received.from()).isEqualTo(nobody);
        assertThat(packet.flip()).isEqualTo(ByteBuffer.wrap("lost".getBytes(UTF_8)));
      }
      socket.timeout(Duration.ofMillis(30));
      assertThatThrownBy(() -> socket.receiveMessage(512, MessageFlags.ERROR_QUEUE, packet.clear()))
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_waits_for_errors_is_woken_by_them_and_not_by_data_and_holds_up_nobody(boolean virtual)
      throws Exception {
    SocketAddress nobody;
    try (Socket socket = udp("127.0.0.1:0")) {
      nobody = socket.localAddress();
    }
    try (Socket socket = udp("127.0.0.1:0");
        Socket peer = udp("127.0.0.1:0")) {
      socket.set(IpOption.IP_RECVERR, true);
      socket.timeout(Duration.ofSeconds(30));
      var error = new CompletableFuture<String>();
      Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
      Thread waiting =
          builder.start(
              () -> {
                ByteBuffer packet = ByteBuffer.allocate(100);
                try (ReceivedMessage received =
                    socket.receiveMessage(512, MessageFlags.ERROR_QUEUE, packet)) {
                  error.complete(received.find(ExtendedError.class).orElseThrow().errno().name());
                } catch (Throwable t) {
                  error.completeExceptionally(t);
                }
              });
      while (waiting.getState() != Thread.State.WAITING
          && waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      // Data comes, is not read at first, and can be read while the other waits.
      peer.sendTo("data".getBytes(UTF_8), socket.localAddress());
      ByteBuffer data = ByteBuffer.allocate(100);
      socket.receive(data, MessageFlags.PEEK);
      assertThat(error).isNotDone();
      assertThat(socket.receive(data.clear())).isEqualTo(4);
      assertThat(error).isNotDone();
      socket.sendTo("lost".getBytes(UTF_8), nobody);
      assertThat(error.get(30, TimeUnit.SECONDS)).isEqualTo("ECONNREFUSED");
      waiting.join();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_wait_for_errors_ends_with_its_time_a_deadline_an_interrupt_and_a_close(boolean virtual)
      throws Exception {
    for (String end : List.of("timeout", "deadline", "interrupt", "close")) {
      try (Socket socket = udp("127.0.0.1:0")) {
        if (end.equals("timeout")) socket.timeout(Duration.ofMillis(5));
        var result = new CompletableFuture<Throwable>();
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread waiting =
            builder.start(
                () -> {
                  try {
                    socket.receive(ByteBuffer.allocate(10), MessageFlags.ERROR_QUEUE);
                    result.completeExceptionally(new AssertionError("something came"));
                  } catch (IOException e) {
                    result.complete(e);
                  }
                });
        while (waiting.isAlive()
            && waiting.getState() != Thread.State.WAITING
            && waiting.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        switch (end) {
          case "deadline" -> socket.receiveDeadline(Instant.now());
          case "interrupt" -> waiting.interrupt();
          case "close" -> socket.close();
          default -> {}
        }
        Class<?> expected =
            switch (end) {
              case "interrupt" -> InterruptedIOException.class;
              case "close" -> SocketClosedException.class;
              default -> java.net.SocketTimeoutException.class;
            };
        assertThat(result.get(30, TimeUnit.SECONDS)).as(end).isExactlyInstanceOf(expected);
        waiting.join();
      }
    }
  }

  @Test
  void a_raw_control_message_reaches_what_has_no_record() throws Exception {
    try (Socket sender = udp("127.0.0.1:0");
        Socket receiver = udp("127.0.0.1:0")) {
      receiver.set(IpOption.IP_RECVTTL, true);
      byte[] seven =
          ByteBuffer.allocate(4).order(java.nio.ByteOrder.nativeOrder()).putInt(7).array();
      sender.sendMessage(
          Message.of(new byte[1])
              .to(receiver.localAddress())
              .with(new RawAncillaryData(0, 2, seven)));
      try (ReceivedMessage received = receiver.receiveMessage(ByteBuffer.allocate(9))) {
        assertThat(received.ancillary()).containsExactly(new HopLimit(7));
      }
      Message wrong = Message.of(new byte[1]).with(new DroppedPackets(1));
      assertThatThrownBy(() -> sender.sendMessage(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void urgent_data_is_received_apart() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
        Socket client = Socket.connectTo(listener.localAddress());
        Socket server = listener.accept()) {
      client.sendAll("ab".getBytes(UTF_8));
      client.send(ByteBuffer.wrap("!".getBytes(UTF_8)), MessageFlags.OUT_OF_BAND);
      client.sendAll("cd".getBytes(UTF_8));
      byte[] two = new byte[2];
      server.receiveExactly(two);
      assertThat(new String(two, UTF_8)).isEqualTo("ab");
      assertThat(server.isAtMark()).isTrue();
      ByteBuffer urgent = ByteBuffer.allocate(1);
      assertThat(server.receive(urgent, MessageFlags.OUT_OF_BAND)).isEqualTo(1);
      assertThat(urgent.get(0)).isEqualTo((byte) '!');
      server.receiveExactly(two);
      assertThat(new String(two, UTF_8)).isEqualTo("cd");
    }
  }

  /** Whatever a control buffer holds, it is read to the end or not at all, and nothing breaks. */
  @Test
  void control_messages_of_any_bytes_are_read_without_harm() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    Random random = new Random(seed);
    int[] levels = {0, 1, 6, 17, 41, 263, random.nextInt()};
    try (Arena arena = Arena.ofConfined()) {
      for (int round = 0; round < 20_000; round++) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        MemorySegment control = arena.allocate(Math.max(1, bytes.length), 8);
        control.copyFrom(MemorySegment.ofArray(bytes));
        for (int at = 0; at + 16 <= bytes.length; ) {
          int length = 16 + random.nextInt(Math.min(60, bytes.length - at - 15));
          boolean absurd = random.nextInt(8) == 0;
          control.set(
              ValueLayout.JAVA_LONG_UNALIGNED, at, absurd ? random.nextLong() : (long) length);
          control.set(
              ValueLayout.JAVA_INT_UNALIGNED, at + 8, levels[random.nextInt(levels.length)]);
          // Never descriptors: these are numbers of files that somebody else has open.
          int type = random.nextInt(90);
          control.set(ValueLayout.JAVA_INT_UNALIGNED, at + 12, type == 1 || type == 4 ? 2 : type);
          at += (length + 7) & -8;
        }
        List<AncillaryData> all = new ArrayList<>();
        try {
          ControlReader.read(control.asSlice(0, bytes.length), all);
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + ", round " + round, e);
        }
        assertThat(all.toString()).isNotNull();
        if (round % 1000 == 999) Thread.onSpinWait();
      }
    }
  }

  @Test
  void who_asks_whether_to_receive_hears_of_what_is_left_of_what_was_put_back() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      Socket one = pair.first();
      one.receiver().putBack("hello".getBytes(UTF_8), one.localAddress());
      Descriptor descriptor = one.descriptor();
      ByteBuffer part = ByteBuffer.allocate(2);
      StringBuilder all = new StringBuilder();
      for (; ; ) {
        descriptor.lock(Descriptor.Direction.READ, Descriptor.NEVER);
        boolean ready = descriptor.hasInput();
        descriptor.unlock(Descriptor.Direction.READ);
        if (!ready) break;
        int n = one.tryReceive(part.clear());
        if (n > 0) all.append(new String(part.array(), 0, n, UTF_8));
      }
      assertThat(all).hasToString("hello");
    }
  }
}

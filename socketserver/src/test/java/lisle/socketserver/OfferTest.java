package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import lisle.socket.UnixSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OfferTest {
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

  /** Its handlers wait for their clients, and others offer. */
  private ServerBuilder feed() {
    return Server.builder()
        .listen(ANY_PORT)
        .handler(
            connection -> {
              connections.add(connection);
              while (connection.receive() != null) {}
            });
  }

  /** A frame: its length, who sends it, which of theirs it is, and so many bytes of that. */
  private static byte[] frame(int sender, int number, int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) number);
    return ByteBuffer.allocate(12 + length)
        .putInt(length)
        .putInt(sender)
        .putInt(number)
        .put(content)
        .array();
  }

  @Test
  void a_client_that_takes_nothing_ends_and_holds_up_nobody() throws Exception {
    int limit = 1 << 20;
    int size = 10_000;
    int count = 1_500;
    try (Server server = feed().maxOffered(limit).start();
        Client mute = new Client(server.address())) {
      Connection slow = connections.take();
      List<FutureTask<Integer>> readers = new ArrayList<>();
      List<Connection> quick = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Client client = new Client(server.address());
        quick.add(connections.take());
        FutureTask<Integer> reader =
            new FutureTask<>(
                () -> {
                  try (client) {
                    return client.receive(size * count).length();
                  }
                });
        Thread.startVirtualThread(reader);
        readers.add(reader);
      }
      byte[] message = new byte[size];
      int took = 0;
      for (int i = 0; i < count; i++) {
        if (slow.offer(message)) took++;
        assertThat(slow.bytesWaiting()).isLessThanOrEqualTo(limit);
        for (Connection one : quick) {
          while (one.bytesWaiting() > limit / 2) Thread.sleep(1);
          assertThat(one.offer(message)).isTrue();
        }
      }
      for (FutureTask<Integer> reader : readers) assertThat(reader.get()).isEqualTo(size * count);
      assertThat(took).isBetween(limit / size, count - 1);
      assertThat(slow.offer(message)).isFalse();
      assertThat(slow.bytesWaiting()).isZero();
      mute.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().timedOut()).isOne();
    }
  }

  @Test
  void many_small_messages_are_a_lot_too() throws Exception {
    int limit = 64 << 20;
    int rest = 1 << 20;
    try (Server server = feed().maxOffered(limit).start();
        Client mute = new Client(server.address())) {
      Connection connection = connections.take();
      assertThat(connection.offer(new byte[limit - rest])).isTrue(); // more than the kernel takes
      int took = 0;
      while (connection.offer(new byte[1])) took++;
      assertThat(took).isBetween(1, rest / 32);
      mute.awaitEnd();
    }
  }

  @Test
  void frames_of_many_threads_come_whole_and_in_the_order_of_each() throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    int senders = 4;
    int each = 400;
    try (Server server = feed().maxOffered(1 << 26).start();
        Client client = new Client(server.address())) {
      Connection connection = connections.take();
      for (int sender = 0; sender < senders; sender++) {
        int own = sender;
        Random random = new Random(seed + sender);
        Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < each; i++) {
                byte[] frame = frame(own, i, random.nextInt(10) == 0 ? 50_000 : random.nextInt(90));
                try { // two senders only offer, the others do both
                  if (own < 2 || random.nextBoolean()) connection.offer(frame);
                  else connection.sendAll(frame);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            });
      }
      DataInputStream in = new DataInputStream(client.socket.getInputStream());
      int[] next = new int[senders];
      for (int i = 0; i < senders * each; i++) {
        byte[] content = new byte[in.readInt()];
        int sender = in.readInt();
        assertThat(in.readInt()).isEqualTo(next[sender]);
        in.readFully(content);
        byte[] expected = new byte[content.length];
        Arrays.fill(expected, (byte) next[sender]);
        assertThat(content).isEqualTo(expected);
        next[sender]++;
      }
      assertThat(next).containsOnly(each);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_waits_when_the_handler_has_returned_still_goes(boolean frames) throws Exception {
    byte[] message = new byte[500_000];
    ServerBuilder builder = Server.builder().listen(ANY_PORT).maxOffered(6_000_000);
    if (frames) {
      builder.frameHandler(
          Framing.lines(10),
          line -> {
            for (int i = 0; i < 10; i++) line.connection().offer(message);
            line.connection().finish();
          });
    } else {
      builder.handler(
          connection -> {
            for (int i = 0; i < 10; i++) connection.offer(message);
          });
    }
    try (Server server = builder.start();
        Client client = new Client(server.address())) {
      client.send("\n");
      assertThat(client.receiveAll()).hasSize(5_000_000);
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().bytesSent()).isEqualTo(5_000_000);
    }
  }

  @Test
  void who_has_ended_a_connection_is_told_and_nothing_is_left() throws Exception {
    try (Server server = feed().start();
        Client client = new Client(server.address())) {
      Connection connection = connections.take();
      assertThatThrownBy(() -> connection.offer(new byte[(1 << 20) + 1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(connection.offer(new byte[0])).isTrue();
      assertThat(connection.offer("hello".getBytes(UTF_8))).isTrue();
      assertThat(client.receive(5)).isEqualTo("hello");
      connection.close();
      assertThat(connection.offer("hello".getBytes(UTF_8))).isFalse();
      StreamServerTest.awaitNobody(server);
    }
  }

  @Test
  void a_send_that_waits_for_what_was_offered_ends_with_the_connection() throws Exception {
    BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
    try (Server server = feed().maxOffered(1 << 26).start();
        Client client = new Client(server.address())) {
      Connection connection = connections.take();
      for (int i = 0; i < 60; i++) assertThat(connection.offer(new byte[1 << 20])).isTrue();
      CountDownLatch begun = new CountDownLatch(1);
      Thread.startVirtualThread(
          () -> {
            try {
              begun.countDown();
              connection.sendAll(new byte[1]);
            } catch (Throwable t) {
              thrown.add(t);
            }
          });
      begun.await();
      connection.close();
      assertThat(thrown.take()).isInstanceOf(IOException.class);
      assertThat(client.receiveAll().length()).isLessThan(60 << 20);
    }
  }

  @Test
  void packets_keep_their_bounds(@TempDir Path folder) throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("server"));
    try (Server server = feed().listenSequenced(address).start();
        Socket client = Socket.open(address.family(), SocketType.SEQPACKET)) {
      client.connect(address);
      assertThat(server.addresses()).contains(address);
      Connection connection = connections.take();
      for (int i = 1; i < 50; i++) assertThat(connection.offer(new byte[i])).isTrue();
      for (int i = 1; i < 50; i++) assertThat(client.receive(new byte[100])).isEqualTo(i);
    }
  }
}

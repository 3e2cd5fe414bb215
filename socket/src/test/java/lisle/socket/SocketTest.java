package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import lisle.sys.Linux;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SocketTest {
  private static Thread.Builder threads(boolean virtual) {
    return virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
  }

  private static SocketPair tcp() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      return new SocketPair(Socket.connectTo(listener.localAddress()), listener.accept());
    }
  }

  private static SocketPair pair(String kind) throws Exception {
    return kind.equals("tcp") ? tcp() : Socket.pair(Family.UNIX, SocketType.STREAM);
  }

  // Life

  @Test
  void a_duplicate_keeps_the_connection_open() throws Exception {
    try (SocketPair pair = tcp()) {
      Socket duplicate = pair.first().duplicate();
      pair.first().close();
      assertThat(duplicate.isInheritable()).isFalse();
      duplicate.sendAll("still".getBytes(UTF_8));
      byte[] five = new byte[5];
      pair.second().receiveExactly(five);
      duplicate.close();
      assertThat(pair.second().receive(five)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x800, 0x80000, 0x80800})
  void a_type_with_flags_is_the_type(int flags) throws Exception {
    SocketType type = new SocketType(SocketType.STREAM.number() | flags);
    try (SocketPair pair = Socket.pair(Family.UNIX, type);
        Socket socket = Socket.open(Family.INET, type)) {
      assertThat(socket.type()).isEqualTo(SocketType.STREAM);
      pair.first().close();
      assertThat(pair.second().receive(new byte[1])).isEqualTo(-1);
      assertThat(pair.second().type()).isEqualTo(SocketType.STREAM);
    }
  }

  @Test
  void what_has_come_is_received_after_a_shutdown() throws Exception {
    for (String kind : List.of("tcp", "unix")) {
      try (SocketPair pair = pair(kind)) {
        pair.first().sendAll(new byte[3]);
        while (pair.second().available() < 3) Thread.onSpinWait();
        pair.second().shutdown(Socket.Half.RECEIVE);
        assertThat(pair.second().receive(new byte[9])).isEqualTo(3);
        assertThat(pair.second().receive(new byte[9])).isEqualTo(-1);
      }
    }
  }

  @Test
  void what_is_detached_can_be_adopted_and_is_known_for_what_it_is() throws Exception {
    long before = DescriptorCount.sockets();
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.SEQPACKET)) {
      int number = pair.first().detach();
      assertThat(pair.first().isOpen()).isFalse();
      assertThatThrownBy(() -> pair.first().sendAll(new byte[1]))
          .isInstanceOf(SocketClosedException.class);
      assertThatThrownBy(pair.first()::detach).isInstanceOf(SocketClosedException.class);
      try (Socket adopted = Socket.adopt(number)) {
        assertThat(adopted.family()).isEqualTo(Family.UNIX);
        assertThat(adopted.type()).isEqualTo(SocketType.SEQPACKET);
        adopted.sendAll(new byte[3]);
        assertThat(pair.second().receive(new byte[9])).isEqualTo(3);
      }
    }
    assertThat(DescriptorCount.sockets()).isEqualTo(before);
    assertThatThrownBy(() -> Socket.adopt(999_999)).hasMessageContaining("EBADF");
    assertThatThrownBy(() -> Socket.adopt(-1)).isInstanceOf(SocketException.class);
  }

  private static Socket cipher() throws Exception {
    Family alg = new Family(Linux.AF_ALG);
    byte[] hash = new byte[86]; // struct sockaddr_alg, less its family
    System.arraycopy("hash".getBytes(UTF_8), 0, hash, 0, 4); // salg_type
    System.arraycopy("sha256".getBytes(UTF_8), 0, hash, 22, 6); // salg_name
    try {
      Socket socket = Socket.open(alg, SocketType.SEQPACKET);
      socket.bind(new OtherSocketAddress(alg, hash));
      return socket;
    } catch (SocketException e) {
      return abort("no ciphers of the kernel here: " + e.getMessage());
    }
  }

  @Test
  void a_connection_to_a_cipher_of_the_kernel_has_no_addresses() throws Exception {
    try (Socket listener = cipher();
        Socket accepted = listener.accept()) {
      assertThat(accepted.remoteAddress()).isNull();
      byte[] text = "abc".getBytes(UTF_8);
      accepted.sendAll(text);
      byte[] digest = new byte[32];
      assertThat(accepted.receive(digest)).isEqualTo(32);
      assertThat(digest).isEqualTo(MessageDigest.getInstance("SHA-256").digest(text));
    }
  }

  @Test
  void sockets_are_inherited_by_choice_alone() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
        Socket client = Socket.connectTo(listener.localAddress());
        Socket server = listener.acceptInheritable()) {
      assertThat(client.isInheritable()).isFalse();
      assertThat(server.isInheritable()).isTrue();
      client.inheritable(true);
      assertThat(client.isInheritable()).isTrue();
    }
  }

  /** To the kernel a Unix stream is as writable as it has room, whether it is shut down or not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_waits_for_room_is_told_that_nothing_more_is_sent(boolean virtual) throws Exception {
    for (boolean unix : new boolean[] {true, false}) {
      try (SocketPair pair = unix ? Socket.pair(Family.UNIX, SocketType.STREAM) : tcp()) {
        Socket socket = pair.first();
        while (socket.trySend(ByteBuffer.allocate(1 << 16)) > 0) {}
        FutureTask<Void> sending =
            inTheBackground(virtual, () -> socket.sendAll(new byte[1 << 22]));
        socket.shutdown(Socket.Half.SEND);
        assertThatThrownBy(sending::get)
            .cause()
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("EPIPE");
      }
    }
  }

  /** To the kernel a Unix listener that is shut down has something, and then it has nothing yet. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_waits_for_a_connection_is_told_that_none_comes(boolean virtual) throws Exception {
    for (String address : List.of("unix:", "127.0.0.1:0")) {
      for (Socket.Half half : List.of(Socket.Half.RECEIVE, Socket.Half.BOTH)) {
        try (Socket listener = Socket.listenOn(SocketAddress.parse(address))) {
          FutureTask<Void> accepting = inTheBackground(virtual, () -> listener.accept().close());
          listener.shutdown(half);
          assertThatThrownBy(accepting::get)
              .cause()
              .isInstanceOf(SocketException.class)
              .hasMessageStartingWith("accept")
              .hasMessageContaining("EINVAL");
          assertThatThrownBy(listener::tryAccept).hasMessageContaining("EINVAL");
          try (Socket duplicate = listener.duplicate()) {
            assertThatThrownBy(duplicate::accept).hasMessageContaining("EINVAL");
          }
        }
      }
    }
  }

  /** Begins what has to wait; where that can be seen, it does by now. */
  private static FutureTask<Void> inTheBackground(boolean virtual, ThrowingCallable what) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                what.call();
              } catch (Exception | Error e) {
                throw e;
              } catch (Throwable t) {
                throw new AssertionError(t);
              }
              return null;
            });
    Thread thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    while (virtual && thread.getState() != Thread.State.WAITING && !task.isDone()) {
      Thread.onSpinWait();
    }
    return task;
  }

  @Test
  void a_forgotten_socket_is_closed() throws Exception {
    try (SocketPair pair = tcp()) {
      byte[] one = new byte[1];
      forget(pair.second().localAddress());
      Socket left;
      try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
        forget(listener.localAddress());
        left = listener.accept();
      } catch (SocketException e) {
        throw new AssertionError(e);
      }
      left.receiveTimeout(Duration.ofMillis(50));
      int end = 0;
      for (int i = 0; i < 200 && end == 0; i++) {
        System.gc();
        try {
          end = left.receive(one);
        } catch (SocketTimeoutException e) {
          // not yet found
        }
      }
      assertThat(end).isEqualTo(-1);
      left.close();
    }
  }

  private static void forget(SocketAddress address) {
    try {
      Socket.connectTo(address);
    } catch (java.io.IOException e) {
      // nobody listens there: it is forgotten all the same
    }
  }

  @Test
  void closes_that_linger_block_no_carrier() throws Exception {
    int carriers = Runtime.getRuntime().availableProcessors();
    List<SocketPair> pairs = new ArrayList<>();
    List<Thread> closers = new ArrayList<>();
    // Were a carrier held by each close, none would be left to run anything else.
    for (int i = 0; i < 2 * carriers; i++) {
      SocketPair pair = tcp();
      pairs.add(pair);
      pair.first().set(SocketOption.SO_LINGER, Linger.of(Duration.ofSeconds(40)));
      while (pair.first().trySend(ByteBuffer.allocate(1 << 16)) > 0) {}
    }
    CountDownLatch closing = new CountDownLatch(pairs.size());
    for (SocketPair pair : pairs) {
      closers.add(
          Thread.startVirtualThread(
              () -> {
                closing.countDown();
                pair.first().close();
              }));
    }
    closing.await();
    FutureTask<Void> reading =
        new FutureTask<>(
            () -> {
              byte[] buffer = new byte[1 << 16];
              for (SocketPair pair : pairs) {
                while (pair.second().receive(buffer) > 0) {}
                pair.second().close();
              }
              return null;
            });
    Thread.startVirtualThread(reading);
    long start = System.nanoTime();
    reading.get();
    for (Thread closer : closers) closer.join();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(35));
  }

  @Test
  void a_close_that_resets_is_seen_as_a_reset() throws Exception {
    try (SocketPair pair = tcp()) {
      pair.first().set(SocketOption.SO_LINGER, Linger.RESET);
      pair.first().close();
      assertThatThrownBy(() -> pair.second().receive(new byte[1]))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("ECONNRESET");
    }
  }

  /** The kernel says it once, to whoever is first, and then that the stream is at its end. */
  @ParameterizedTest
  @ValueSource(strings = {"receive", "send", "splice"})
  void a_reset_is_no_end_of_the_stream_however_often_one_asks(String first) throws Exception {
    try (SocketPair pair = tcp();
        SocketPair other = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      Socket socket = pair.second();
      pair.first().sendAll(new byte[3]);
      pair.first().set(SocketOption.SO_LINGER, Linger.RESET);
      pair.first().close();
      socket.receiveExactly(new byte[3]); // what has come is not lost by it
      ThrowingCallable ask =
          switch (first) {
            case "receive" -> () -> socket.receive(new byte[1]);
            case "send" -> () -> socket.sendAll(new byte[1]);
            default -> () -> socket.spliceTo(other.first(), 1);
          };
      assertThatThrownBy(ask).hasMessageContaining("ECONNRESET");
      assertSaysResetEachTime(socket, other.first());
      assertThat(socket.receive(new byte[0])).isZero();
      assertThat(socket.available()).isZero();
    }
  }

  private static void assertSaysResetEachTime(Socket socket, Socket target) throws Exception {
    assertSaysReset(() -> socket.receive(new byte[1]));
    assertSaysReset(() -> socket.tryReceive(ByteBuffer.allocateDirect(1)));
    assertSaysReset(() -> socket.receiveFrom(new byte[1]));
    assertSaysReset(() -> socket.receiveMessage(ByteBuffer.allocate(1)).close());
    assertSaysReset(() -> socket.receiveExactly(new byte[1]));
    assertSaysReset(() -> socket.spliceTo(target, 1));
    assertSaysReset(() -> socket.inputStream().read());
    try (Socket duplicate = socket.duplicate()) {
      assertSaysReset(() -> duplicate.receive(new byte[1]));
    }
  }

  @Test
  void a_unix_stream_that_is_left_with_something_unread_says_so_each_time() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      pair.first().sendAll(new byte[1]);
      pair.second().close();
      for (int i = 0; i < 2; i++) assertSaysReset(() -> pair.first().receive(new byte[1]));
    }
  }

  /**
   * Of messages the kernel says it before it gives what had come, and then that this is the end.
   */
  @ParameterizedTest
  @ValueSource(strings = {"receive", "send", "splice"})
  void a_reset_is_no_end_of_a_connection_of_messages(String first) throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.SEQPACKET);
        SocketPair other = Socket.pair(Family.UNIX, SocketType.SEQPACKET)) {
      Socket socket = pair.first();
      pair.second().sendAll(new byte[3]);
      socket.sendAll(new byte[1]);
      pair.second().close(); // which has not received that
      assertSaysReset(
          switch (first) {
            case "receive" -> () -> socket.receive(new byte[3]);
            case "send" -> () -> socket.sendAll(new byte[1]);
            default -> () -> socket.spliceTo(other.first(), 3);
          });
      assertThat(socket.receive(new byte[3])).isEqualTo(3);
      assertSaysResetEachTime(socket, other.first());
    }
  }

  private static void assertSaysReset(ThrowingCallable receive) {
    assertThatThrownBy(receive)
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("ECONNRESET");
  }

  // Time

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_deadline_ends_waits_that_go_on(boolean virtual) throws Exception {
    try (SocketPair pair = tcp()) {
      FutureTask<Integer> waiting = new FutureTask<>(() -> pair.first().receive(new byte[1]));
      Thread thread = threads(virtual).start(waiting);
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
      pair.first().receiveDeadline(Instant.now());
      assertThatThrownBy(waiting::get).hasCauseInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> pair.first().receive(new byte[1]))
          .isInstanceOf(SocketTimeoutException.class);
      pair.first().receiveDeadline(Instant.MAX);
      pair.second().sendAll(new byte[1]);
      assertThat(pair.first().receive(new byte[1])).isEqualTo(1);
    }
  }

  @Test
  void a_deadline_that_is_over_counts_where_there_is_no_wait() throws Exception {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
        Socket client = Socket.connectTo(listener.localAddress())) {
      for (Instant over : List.of(Instant.now(), Instant.EPOCH, Instant.MIN)) {
        listener.receiveDeadline(over);
        assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
      }
      for (Instant never : List.of(Instant.now().plusNanos(Long.MAX_VALUE), Instant.MAX)) {
        listener.receiveDeadline(never);
        listener.receiveTimeout(Duration.ofSeconds(20));
        listener.accept().close();
        listener.receiveTimeout(Duration.ofMillis(1)); // which still counts
        assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        Socket.connectTo(listener.localAddress()).close();
      }
      client.sendDeadline(Instant.now());
      assertThatThrownBy(() -> client.sendAll(new byte[1]))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("send: timed out");
      assertThat(client.trySend(ByteBuffer.allocate(1))).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_interrupt_leaves_the_socket_or_closes_it_as_chosen(boolean virtual) throws Exception {
    for (boolean closes : new boolean[] {false, true}) {
      try (SocketPair pair = tcp()) {
        pair.first().interruptCloses(closes);
        AtomicReference<Boolean> still = new AtomicReference<>();
        FutureTask<Integer> waiting =
            new FutureTask<>(
                () -> {
                  try {
                    return pair.first().receive(new byte[1]);
                  } finally {
                    still.set(Thread.interrupted());
                  }
                });
        Thread thread = threads(virtual).start(waiting);
        thread.interrupt();
        assertThatThrownBy(waiting::get)
            .hasCauseInstanceOf(
                closes ? SocketClosedException.class : InterruptedIOException.class);
        assertThat(still.get()).isTrue();
        assertThat(pair.first().isOpen()).isNotEqualTo(closes);
        if (!closes) {
          pair.second().sendAll(new byte[1]);
          assertThat(pair.first().receive(new byte[1])).isEqualTo(1);
        }
      }
    }
  }

  // Streams of bytes

  @Test
  void receiving_exactly_tells_of_an_early_end() throws Exception {
    try (SocketPair pair = tcp()) {
      pair.first().sendAll(new byte[3]);
      pair.first().shutdown(Socket.Half.SEND);
      assertThatThrownBy(() -> pair.second().receiveExactly(new byte[5]))
          .isInstanceOf(EOFException.class)
          .hasMessage("the stream ended after 3 of 5 bytes");
    }
  }

  /** All the ways to look at a stream, in any order, see all of its bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void mixed_ways_of_receiving_lose_nothing(String kind) throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    byte[] data = new byte[300_000];
    new Random(seed).nextBytes(data);
    try (SocketPair pair = pair(kind)) {
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                Random random = new Random(seed + 1);
                try {
                  for (int at = 0; at < data.length; ) {
                    int n = Math.min(1 + random.nextInt(2000), data.length - at);
                    pair.first().sendAll(data, at, n);
                    at += n;
                    if (random.nextInt(4) == 0) Thread.onSpinWait();
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      FutureTask<byte[]> receiving =
          new FutureTask<>(
              () -> {
                Random random = new Random(seed + 2);
                ByteBuffer all = ByteBuffer.allocate(data.length);
                while (all.hasRemaining()) {
                  int most = Math.min(1 + random.nextInt(3000), all.remaining());
                  ByteBuffer part = all.slice(all.position(), most);
                  int n =
                      switch (random.nextInt(5)) {
                        case 0 -> pair.second().receive(part);
                        case 1 -> Math.max(0, pair.second().tryReceive(part));
                        case 2 -> pair.second().receiveFrom(part).length();
                        case 3 -> {
                          try (ReceivedMessage message = pair.second().receiveMessage(part)) {
                            yield message.length();
                          }
                        }
                        default -> {
                          int seen = pair.second().receive(part.duplicate(), MessageFlags.PEEK);
                          byte[] exact = new byte[seen];
                          pair.second().receiveExactly(exact);
                          part.put(exact);
                          yield seen;
                        }
                      };
                  all.position(all.position() + n);
                }
                return all.array();
              });
      Thread.startVirtualThread(receiving);
      assertThat(Arrays.equals(receiving.get(), data)).as("seed %d", seed).isTrue();
      sender.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp tcp", "tcp unix", "unix tcp", "unix unix"})
  void a_stream_is_spliced_into_another(String kinds) throws Exception {
    byte[] data = new byte[2_000_000];
    new Random(3).nextBytes(data);
    try (SocketPair in = pair(kinds.split(" ", -1)[0]);
        SocketPair out = pair(kinds.split(" ", -1)[1])) {
      FutureTask<Long> moving =
          new FutureTask<>(
              () -> {
                try {
                  return in.second().spliceTo(out.first(), Long.MAX_VALUE);
                } finally {
                  out.first().shutdown(Socket.Half.SEND);
                }
              });
      Thread.startVirtualThread(moving);
      Thread.startVirtualThread(
          () -> {
            try {
              in.first().sendAll(data);
              in.first().shutdown(Socket.Half.SEND);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThat(Arrays.equals(out.second().inputStream().readAllBytes(), data)).isTrue();
      assertThat(moving.get()).isEqualTo(data.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp tcp", "tcp unix", "unix tcp", "unix unix"})
  void what_a_splice_could_not_hand_on_is_received_again(String kinds) throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(4).nextBytes(data);
    try (SocketPair in = pair(kinds.split(" ", -1)[0]);
        SocketPair out = pair(kinds.split(" ", -1)[1])) {
      out.first().set(SocketOption.SO_SNDBUF, 100_000);
      out.second().set(SocketOption.SO_RCVBUF, 100_000);
      Thread sending =
          Thread.startVirtualThread(
              () -> {
                try {
                  in.first().sendAll(data);
                  in.first().shutdown(Socket.Half.SEND);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      out.first().sendTimeout(Duration.ofMillis(20)); // nobody reads at the other end
      int moved =
          assertThrows(
                  SocketTimeoutException.class,
                  () -> in.second().spliceTo(out.first(), Long.MAX_VALUE))
              .bytesTransferred;
      out.first().shutdown(Socket.Half.SEND);
      byte[] first = out.second().inputStream().readAllBytes();
      assertThat(first).hasSize(moved);
      assertThat(Arrays.equals(first, Arrays.copyOf(data, moved))).isTrue();
      byte[] peeked = new byte[10];
      in.second().receive(ByteBuffer.wrap(peeked), MessageFlags.PEEK);
      // A splice to a socket that is gone, and then a plain receive, get the rest.
      assertThatThrownBy(() -> in.second().spliceTo(out.first(), Long.MAX_VALUE))
          .isInstanceOf(SocketException.class);
      byte[] rest = in.second().inputStream().readAllBytes();
      sending.join();
      assertThat(Arrays.equals(rest, Arrays.copyOfRange(data, moved, data.length))).isTrue();
      assertThat(Arrays.copyOf(rest, 10)).isEqualTo(peeked);
    }
  }

  @Test
  void datagrams_are_relayed_where_they_cannot_be_spliced() throws Exception {
    try (SocketPair in = Socket.pair(Family.UNIX, SocketType.DATAGRAM);
        SocketPair out = Socket.pair(Family.UNIX, SocketType.DATAGRAM)) {
      in.first().sendAll("one".getBytes(UTF_8));
      assertThat(in.second().spliceTo(out.first(), 3)).isEqualTo(3);
      assertThat(out.second().receive(new byte[10])).isEqualTo(3);
      in.first().sendAll(new byte[100_000]);
      in.first().sendAll(new byte[5]);
      assertThat(in.second().spliceTo(out.first(), 100_005)).isEqualTo(100_005);
      assertThat(out.second().receive(new byte[200_000])).isEqualTo(100_000);
      assertThat(out.second().receive(new byte[10])).isEqualTo(5);
    }
  }

  @Test
  void a_timeout_is_told_as_it_was_set() throws Exception {
    try (SocketPair pair = pair("unix")) {
      Socket socket = pair.first();
      assertThat(socket.receiveTimeout()).isZero();
      assertThat(socket.sendTimeout()).isZero();
      socket.timeout(Duration.ofSeconds(30));
      assertThat(socket.receiveTimeout()).isEqualTo(Duration.ofSeconds(30));
      socket.receiveTimeout(Duration.ofNanos(1));
      socket.sendTimeout(Duration.ZERO);
      assertThat(socket.receiveTimeout()).isEqualTo(Duration.ofNanos(1));
      assertThat(socket.sendTimeout()).isZero();
      try (Socket duplicate = socket.duplicate()) {
        assertThat(duplicate.receiveTimeout()).isZero();
      }
    }
  }

  @Test
  void what_a_timeout_cuts_off_is_counted_and_the_buffer_stands_behind_it() throws Exception {
    try (SocketPair pair = pair("unix")) {
      pair.first().receiveTimeout(Duration.ofMillis(20));
      pair.second().sendAll(new byte[3]);
      ByteBuffer in = ByteBuffer.allocate(10).position(2);
      SocketTimeoutException received =
          assertThrows(SocketTimeoutException.class, () -> pair.first().receiveExactly(in));
      assertThat(received.bytesTransferred).isEqualTo(3);
      assertThat(in.position()).isEqualTo(5);
    }
    for (ByteBuffer out :
        List.of(
            ByteBuffer.allocate(3_000_000),
            ByteBuffer.allocateDirect(3_000_000),
            ByteBuffer.allocate(3_000_000).asReadOnlyBuffer())) {
      try (SocketPair pair = pair("unix")) {
        pair.first().sendTimeout(Duration.ofMillis(20));
        out.position(7);
        SocketTimeoutException sent =
            assertThrows(SocketTimeoutException.class, () -> pair.first().sendAll(out));
        assertThat(sent.bytesTransferred).isPositive();
        assertThat(out.position()).isEqualTo(7 + sent.bytesTransferred);
        pair.first().shutdown(Socket.Half.SEND);
        assertThat(pair.second().inputStream().readAllBytes()).hasSize(sent.bytesTransferred);
      }
    }
  }

  @Test
  void what_was_received_and_not_handed_on_is_available() throws Exception {
    try (SocketPair in = tcp();
        SocketPair out = tcp()) {
      out.first().shutdown(Socket.Half.SEND);
      in.first().sendAll(new byte[10]);
      assertThatThrownBy(() -> in.second().spliceTo(out.first(), 100))
          .hasMessageContaining("EPIPE");
      assertThat(in.second().available()).isEqualTo(10);
      assertThat(in.second().receive(new byte[4])).isEqualTo(4);
      in.first().sendAll(new byte[5]);
      in.second().receive(new byte[1]);
      while (in.second().available() < 10) Thread.onSpinWait(); // 5 that were kept, 5 on their way
      assertThat(in.second().available()).isEqualTo(10);
    }
  }

  @Test
  void memory_is_sent_without_a_copy_and_told_of_when_it_is_free() throws Exception {
    try (SocketPair pair = tcp();
        Arena arena = Arena.ofShared()) {
      ZeroCopy zeroCopy = pair.first().zeroCopy();
      MemorySegment memory = arena.allocate(1_000_000);
      memory.fill((byte) 7);
      FutureTask<byte[]> receiving =
          new FutureTask<>(
              () -> {
                byte[] received = new byte[5_000_000];
                pair.second().receiveExactly(received);
                return received;
              });
      Thread.startVirtualThread(receiving);
      long ticket = 0;
      for (int i = 0; i < 5; i++) ticket = zeroCopy.send(memory);
      byte[] received = receiving.get();
      zeroCopy.await(ticket);
      assertThat(zeroCopy.isDone(ticket)).isTrue();
      assertThat(received).containsOnly(7);
      assertThatThrownBy(() -> zeroCopy.send(MemorySegment.ofArray(new byte[1])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void all_who_send_without_a_copy_wait_for_the_same_calls() throws Exception {
    try (SocketPair pair = tcp();
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(1_000);
      pair.first().sendTimeout(Duration.ofSeconds(20));
      for (int i = 0; i < 3; i++) {
        ZeroCopy zeroCopy = pair.first().zeroCopy();
        zeroCopy.await(zeroCopy.send(memory));
      }
    }
  }

  @Test
  void a_wait_for_memory_ends_at_the_deadline_and_an_interrupt_closes() throws Exception {
    try (SocketPair pair = tcp();
        Arena arena = Arena.ofShared()) {
      ZeroCopy zeroCopy = pair.first().zeroCopy();
      long never = zeroCopy.send(arena.allocate(1_000)) + 1;
      pair.first().sendDeadline(Instant.now().minusSeconds(1));
      assertThatThrownBy(() -> zeroCopy.await(never)).isInstanceOf(SocketTimeoutException.class);
      pair.first().sendDeadline(Instant.MAX);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> zeroCopy.await(never)).isInstanceOf(InterruptedIOException.class);
      assertThat(pair.first().isOpen()).isTrue();
      pair.first().interruptCloses(true);
      assertThatThrownBy(() -> zeroCopy.await(never)).isInstanceOf(SocketClosedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(pair.first().isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void what_was_put_back_comes_first_whoever_receives(String kind) throws Exception {
    try (SocketPair pair = pair(kind);
        SocketPair out = pair(kind)) {
      Socket socket = pair.second();
      pair.first().sendAll("one two three four".getBytes(UTF_8));
      byte[] buffer = new byte[18];
      socket.receiveExactly(buffer);
      socket.unread(buffer, 4, 14);
      assertThat(socket.available()).isEqualTo(14);
      byte[] word = new byte[4];
      assertThat(socket.receive(word)).isEqualTo(4);
      assertThat(word).isEqualTo("two ".getBytes(UTF_8));
      socket.unread(word, 0, 3);
      socket.unread(word, 0, 0);
      assertThat(socket.tryReceive(buffer, 0, 3)).isEqualTo(3);
      assertThat(socket.spliceTo(out.first(), 6)).isEqualTo(6);
      pair.first().sendAll(" five".getBytes(UTF_8));
      byte[] rest = new byte[9];
      socket.receiveExactly(rest);
      assertThat(rest).isEqualTo("four five".getBytes(UTF_8));
      byte[] spliced = new byte[6];
      out.second().receiveExactly(spliced);
      assertThat(spliced).isEqualTo("three ".getBytes(UTF_8));
      assertThatThrownBy(() -> socket.unread(word, 2, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    try (Socket datagrams = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      assertThatThrownBy(() -> datagrams.unread(new byte[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith("is no stream: a message is received once");
    }
  }

  @Test
  void memory_of_either_kind_is_filled() throws Exception {
    try (SocketPair pair = tcp();
        Arena arena = Arena.ofShared()) {
      MemorySegment sent = arena.allocate(1_000_000);
      sent.fill((byte) 7);
      for (MemorySegment memory :
          List.of(arena.allocate(1_000_000), MemorySegment.ofArray(new byte[1_000_000]))) {
        Thread sender =
            Thread.startVirtualThread(
                () -> {
                  try {
                    pair.first().sendAll(sent);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        pair.second().receiveExactly(memory);
        sender.join();
        assertThat(memory.mismatch(sent)).isEqualTo(-1);
      }
      pair.second().receiveExactly(MemorySegment.NULL); // nothing to wait for
      assertThatThrownBy(() -> pair.second().receiveExactly(sent.asReadOnly()))
          .isInstanceOf(java.nio.ReadOnlyBufferException.class);
      pair.first().sendAll(new byte[3]);
      pair.first().shutdown(Socket.Half.SEND);
      assertThatThrownBy(() -> pair.second().receiveExactly(sent))
          .isInstanceOf(EOFException.class)
          .hasMessage("the stream ended after 3 of 1000000 bytes");
    }
  }

  @Test
  void a_splice_between_two_who_never_wait_heeds_an_interrupt() throws Exception {
    try (SocketPair in = tcp();
        SocketPair out = tcp()) {
      Thread source = pump(() -> in.first().sendAll(new byte[1 << 16]));
      Thread sink = pump(() -> out.second().receive(new byte[1 << 20]));
      FutureTask<Long> splicing =
          new FutureTask<>(() -> in.second().spliceTo(out.first(), Long.MAX_VALUE));
      Thread splicer = Thread.startVirtualThread(splicing);
      while (out.first().get(TcpOption.TCP_INFO).bytesAcknowledged() < 1 << 20) Thread.onSpinWait();
      splicer.interrupt();
      assertThatThrownBy(splicing::get).hasCauseInstanceOf(InterruptedIOException.class);
      in.close();
      out.close();
      source.join();
      sink.join();
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Does something again and again until it fails. */
  private static Thread pump(Step step) {
    return Thread.startVirtualThread(
        () -> {
          try {
            while (true) step.run();
          } catch (IOException e) {
            // it was closed
          }
        });
  }

  /** Whatever is asked of it, and whoever closes it meanwhile, a socket answers or throws. */
  @Test
  void absurd_closed_and_concurrent_use_gives_exceptions() throws Exception {
    try (SocketPair pair = tcp()) {
      Socket socket = pair.first();
      Arena closed = Arena.ofShared();
      MemorySegment gone = closed.allocate(10);
      closed.close();
      assertThatThrownBy(() -> socket.sendAll(gone)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> socket.receive(gone)).isInstanceOf(IllegalStateException.class);
      pair.second().sendAll(new byte[1]);
      assertThat(socket.receive(new byte[2])).isOne(); // so it is known that there is no more
      assertThatThrownBy(() -> socket.receive(gone)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> socket.receive(new byte[1], 1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> socket.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()))
          .isInstanceOf(java.nio.ReadOnlyBufferException.class);
      assertThatThrownBy(() -> Socket.open(new Family(-5), new SocketType(77), -1))
          .isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> socket.receiveMessage(-1, MessageFlags.NONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.rawOption(1 << 30, -9, 4))
          .isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> socket.timeout(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(socket.receive(new byte[0])).isZero();
      assertThat(socket.send(new byte[0], 0, 0)).isZero();
    }
    for (int round = 0; round < 30; round++) {
      SocketPair pair = tcp();
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Socket socket = i % 2 == 0 ? pair.first() : pair.second();
        int kind = i / 2;
        all.add(
            threads(i < 4)
                .start(
                    () -> {
                      ByteBuffer buffer = ByteBuffer.allocateDirect(50_000);
                      try {
                        for (; ; ) {
                          switch (kind) {
                            case 0 -> socket.sendAll(buffer.clear());
                            case 1 -> socket.receive(buffer.clear());
                            case 2 -> socket.get(TcpOption.TCP_INFO);
                            default -> socket.receiveMessage(buffer.clear()).close();
                          }
                        }
                      } catch (java.io.IOException e) {
                        // closed under our feet, as it should be
                      }
                    }));
      }
      Thread.sleep(Duration.ofMillis(2)); // for the mix alone: nothing depends on it
      pair.close();
      for (Thread thread : all) thread.join();
    }
  }
}

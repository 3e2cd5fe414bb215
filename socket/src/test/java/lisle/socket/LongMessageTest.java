package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages over TCP that come in many parts: the receiver sleeps until many of them are there. */
@Timeout(60)
class LongMessageTest {
  private static final int LENGTH = 1_000_000;

  private Socket sender;
  private Socket receiver;

  @BeforeEach
  void connect() throws IOException {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      sender = Socket.connectTo(listener.localAddress());
      receiver = listener.accept();
    }
  }

  @AfterEach
  void close() {
    sender.close();
    receiver.close();
  }

  private static <T> FutureTask<T> start(boolean virtual, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    return task;
  }

  /** Receives until a buffer is full; the mark after that. */
  private FutureTask<Integer> receive(boolean virtual, ByteBuffer buffer) {
    return start(
        virtual,
        () -> {
          receiver.receiveExactly(buffer);
          return lowWater();
        });
  }

  private int lowWater() throws IOException {
    return receiver.get(SocketOption.SO_RCVLOWAT);
  }

  /** Waits until who receives a long message waits for much of it. */
  private void awaitRaised(FutureTask<?> waiting) throws IOException {
    assumeTrue(LowWater.SAFE, "needs Linux 5.10");
    while (lowWater() != 256 << 10) assertThat(waiting.isDone()).isFalse();
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void is_woken_for_many_parts_at_once_and_for_the_last(boolean virtual) throws Exception {
    byte[] sent = random(1, LENGTH);
    byte[] received = new byte[LENGTH];
    FutureTask<Integer> waiting = receive(virtual, ByteBuffer.wrap(received));
    awaitRaised(waiting);
    sender.sendAll(sent, 0, LENGTH - 5000);
    sender.sendAll(sent, LENGTH - 5000, 5000);
    assertThat(waiting.get()).as("as it was before").isEqualTo(1);
    assertThat(received).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void comes_whole_in_whatever_pieces(boolean virtual) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] sent = random(seed, 20 * LENGTH);
    int[] lengths = random.ints(20, 1, LENGTH).toArray();
    FutureTask<Void> sending =
        start(
            !virtual,
            () -> {
              for (int at = 0; at < sent.length; ) {
                int most = random.nextBoolean() ? 2000 : 300_000;
                int n = Math.min(1 + random.nextInt(most), sent.length - at);
                sender.sendAll(sent, at, n);
                at += n;
              }
              sender.shutdown(Socket.Half.SEND);
              return null;
            });
    FutureTask<Integer> receiving =
        start(
            virtual,
            () -> {
              int at = 0;
              for (int i = 0; i < lengths.length; i++) {
                ByteBuffer part =
                    i % 2 == 0 ? ByteBuffer.allocate(LENGTH) : ByteBuffer.allocateDirect(LENGTH);
                receiver.receiveExactly(part.limit(lengths[i]));
                assertThat(part.flip())
                    .as("message %d, seed %d", i, seed)
                    .isEqualTo(ByteBuffer.wrap(sent, at, lengths[i]));
                at += lengths[i];
              }
              return at;
            });
    int at = receiving.get();
    byte[] rest = receiver.inputStream().readAllBytes();
    assertThat(ByteBuffer.wrap(rest)).isEqualTo(ByteBuffer.wrap(sent, at, sent.length - at));
    sending.get();
    assertThat(lowWater()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_came_before_the_end_is_told(boolean virtual) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    FutureTask<Integer> waiting = receive(virtual, buffer);
    sender.sendAll(new byte[1000]);
    sender.shutdown(Socket.Half.SEND);
    assertThatThrownBy(waiting::get)
        .hasRootCauseInstanceOf(EOFException.class)
        .hasRootCauseMessage("the stream ended after 1000 of 1000000 bytes");
    assertThat(buffer.position()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_deadline_leaves_what_came_to_the_next(boolean virtual) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    sender.sendAll(new byte[1000]);
    receiver.receiveDeadline(Instant.now().plusMillis(50));
    FutureTask<Integer> waiting = receive(virtual, buffer);
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(SocketTimeoutException.class);
    receiver.receiveDeadline(Instant.MAX);
    assertThat(lowWater()).isEqualTo(1);
    sender.sendAll(new byte[1]);
    receiver.receiveExactly(new byte[1001 - buffer.position()]);
    assertThat(receiver.tryReceive(new byte[1], 0, 1)).isEqualTo(Socket.WOULD_BLOCK);
  }

  /** It counts from the last part, however small, so that the receiver must see each of them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_timeout_counts_for_each_part(boolean virtual) throws Exception {
    receiver.receiveTimeout(Duration.ofSeconds(30));
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    FutureTask<Integer> waiting = receive(virtual, buffer);
    for (int sent = 0; sent < LENGTH; sent += 100_000) {
      sender.sendAll(new byte[100_000]);
      while (receiver.available() > 0) Thread.onSpinWait(); // taken, though there is little of it
    }
    waiting.get();
  }

  @Test
  void the_caller_s_own_low_water_mark_stays() throws Exception {
    receiver.set(SocketOption.SO_RCVLOWAT, 1000);
    FutureTask<Integer> waiting = receive(true, ByteBuffer.allocate(LENGTH));
    sender.sendAll(new byte[LENGTH]);
    assertThat(waiting.get()).isEqualTo(1000);
  }

  @Test
  void a_mark_that_the_caller_sets_meanwhile_stays() throws Exception {
    FutureTask<Integer> waiting = receive(true, ByteBuffer.allocate(LENGTH));
    awaitRaised(waiting);
    receiver.set(SocketOption.SO_RCVLOWAT, 1000);
    sender.sendAll(new byte[LENGTH]);
    assertThat(waiting.get()).isEqualTo(1000);
  }

  /** Who receives by way of a duplicate must not wait for as much as a long message wants. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void with_a_duplicate_the_mark_is_low(boolean virtual) throws Exception {
    FutureTask<Integer> waiting = receive(virtual, ByteBuffer.allocate(LENGTH));
    awaitRaised(waiting);
    try (Socket duplicate = receiver.duplicate()) {
      while (lowWater() != 1) assertThat(waiting.isDone()).isFalse();
      sender.sendAll(new byte[LENGTH]);
      assertThat(waiting.get()).isEqualTo(1);
      assertThat(duplicate.available()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closing_wakes_who_waits_for_the_rest(boolean virtual) throws Exception {
    FutureTask<Integer> waiting = receive(virtual, ByteBuffer.allocate(LENGTH));
    sender.sendAll(new byte[1000]);
    receiver.close();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(SocketClosedException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closing_ends_a_receive_to_which_more_and_more_comes(boolean virtual) throws Exception {
    byte[] room = new byte[64 << 20];
    FutureTask<Void> waiting =
        start(
            virtual,
            () -> {
              for (; ; ) receiver.receiveExactly(room);
            });
    FutureTask<Void> sending =
        start(
            !virtual,
            () -> {
              byte[] part = new byte[1 << 20];
              for (int i = 0; i < 1024; i++) sender.sendAll(part);
              return null;
            });
    receiver.close();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(SocketClosedException.class);
    assertThatThrownBy(sending::get).isInstanceOf(ExecutionException.class);
  }

  @Test
  void each_of_two_receivers_gets_a_whole_message() throws Exception {
    Callable<byte[]> receive =
        () -> {
          byte[] message = new byte[LENGTH];
          receiver.receiveExactly(message);
          return message;
        };
    FutureTask<byte[]> one = start(true, receive);
    FutureTask<byte[]> other = start(false, receive);
    for (byte filling = 1; filling <= 2; filling++) {
      byte[] message = new byte[LENGTH];
      Arrays.fill(message, filling);
      for (int at = 0; at < LENGTH; at += 10_000) sender.sendAll(message, at, 10_000);
    }
    for (byte[] message : new byte[][] {one.get(), other.get()}) {
      byte[] filled = new byte[LENGTH];
      Arrays.fill(filled, message[0]);
      assertThat(message).isEqualTo(filled);
    }
  }
}

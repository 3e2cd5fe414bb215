package lisle.socketserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import lisle.socket.Family;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketClosedException;
import lisle.socket.SocketPair;
import lisle.socket.SocketType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FramesOverSocketTest {
  private static final Framing LINES = Framing.lines(1000);
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  /** Two sockets that are connected. */
  private record Ends(Socket here, Socket there) implements AutoCloseable {
    static Ends of(String kind) throws IOException {
      if (kind.equals("tcp")) {
        try (Socket listener = Socket.listenOn(ANY_PORT)) {
          Socket here = Socket.connectTo(listener.localAddress());
          return new Ends(here, listener.accept());
        }
      }
      SocketType type = kind.equals("unix") ? SocketType.STREAM : SocketType.SEQPACKET;
      SocketPair pair = Socket.pair(Family.UNIX, type);
      return new Ends(pair.first(), pair.second());
    }

    /** What the other side says. */
    void say(String text) throws IOException {
      there.sendAll(text.getBytes(UTF_8));
    }

    /** What the other side hears. */
    String hear(int length) throws IOException {
      byte[] bytes = new byte[length];
      there.receiveExactly(bytes);
      return new String(bytes, UTF_8);
    }

    @Override
    public void close() {
      here.close();
      there.close();
    }
  }

  @Test
  void a_client_asks_and_is_answered() throws Exception {
    try (Server server =
            Server.builder()
                .listen(ANY_PORT)
                .frameHandler(LINES, line -> line.reply("you said " + line.text()))
                .start();
        Socket socket = Socket.connectTo(server.address())) {
      Frames lines = Frames.over(socket, LINES);
      for (String word : List.of("one", "two", "three")) {
        lines.send(word);
        assertThat(lines.receiveText()).isEqualTo("you said " + word);
      }
      for (int i = 0; i < 1000; i++) lines.sendLater("number " + i);
      for (int i = 0; i < 1000; i++) {
        assertThat(lines.receiveText()).isEqualTo("you said number " + i);
      }
      socket.shutdown(Socket.Half.SEND);
      assertThat(lines.receive()).isNull();
      assertThat(lines.receive()).isNull();
      assertThatThrownBy(lines::connection).isInstanceOf(IllegalStateException.class);
    }
  }

  // However the stream is cut

  /** In place of a frame over its limit. */
  private static final String OVER = "over";

  /** The stream ended within a frame. */
  private static final String CUT_OFF = "cut off";

  /** Cuts a whole stream, one frame at a time, as plainly as can be. */
  private static List<String> naive(String kind, int limit, String stream) {
    List<String> frames = new ArrayList<>();
    for (String rest = stream; !rest.isEmpty(); ) {
      int begin = 0;
      int end;
      int next;
      switch (kind) {
        case "lines" -> {
          int feed = rest.indexOf('\n');
          end = feed < 0 ? rest.length() : feed;
          next = feed < 0 ? end : feed + 1;
          if (feed > 0 && rest.charAt(feed - 1) == '\r') end--;
        }
        case "delimiter" -> {
          end = rest.indexOf("ab");
          next = end + 2;
          if (end < 0 && rest.length() - 1 > limit) {
            end = rest.length();
            next = end;
          }
        }
        case "prefix" -> {
          begin = 1;
          end = 1 + rest.charAt(0);
          next = end - begin > limit ? Math.min(end, rest.length()) : end;
          if (next > rest.length()) end = -1;
        }
        default -> {
          end = rest.length() < limit ? -1 : limit;
          next = end;
        }
      }
      if (end < 0) {
        frames.add(CUT_OFF);
        return frames;
      }
      frames.add(end - begin > limit ? OVER : "frame " + rest.substring(begin, end));
      rest = rest.substring(next);
    }
    return frames;
  }

  private static Framing framing(String kind, int limit) {
    return switch (kind) {
      case "lines" -> Framing.lines(limit);
      case "delimiter" -> Framing.delimitedBy("ab".getBytes(UTF_8), limit);
      case "prefix" -> Framing.lengthPrefixed(1, limit);
      default -> Framing.fixed(limit);
    };
  }

  private static String stream(Random random, int limit) {
    String letters = random.nextInt(2) == 0 ? "abab\r\n" : "abcdefghijklmnopqrstu\r\n";
    StringBuilder stream = new StringBuilder();
    for (int length = random.nextInt(30 * limit); stream.length() < length; ) {
      if (random.nextInt(limit) == 0) stream.append((char) random.nextInt(limit + limit / 3));
      else stream.append(letters.charAt(random.nextInt(letters.length())));
    }
    return stream.toString();
  }

  /** Sends it in pieces, each a packet where there are such, and ends the stream. */
  private static void sendInPieces(Socket socket, byte[] bytes, Random random) throws IOException {
    for (int i = 0; i < bytes.length; ) {
      int n = Math.min(bytes.length - i, 1 + random.nextInt(random.nextInt(9) == 0 ? 8000 : 9));
      socket.sendAll(bytes, i, n);
      i += n;
    }
    socket.shutdown(Socket.Half.SEND);
  }

  private static List<String> cut(Ends ends, Framing framing, Random random) throws IOException {
    boolean stream = ends.here.type().equals(SocketType.STREAM);
    List<String> got = new ArrayList<>();
    Frames frames = Frames.over(ends.here, framing);
    for (; ; ) {
      try {
        byte[] frame = frames.receive();
        if (frame == null) return got;
        got.add("frame " + new String(frame, ISO_8859_1));
        if (stream && random.nextInt(5) == 0) {
          frames.release();
          frames = Frames.over(ends.here, framing);
        }
      } catch (FrameException e) {
        got.add(e.isOverLimit() ? OVER : CUT_OFF);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, lines", "tcp, delimiter", "tcp, prefix", "tcp, fixed",
    "unix, lines", "unix, delimiter", "unix, prefix", "unix, fixed",
    "packets, lines", "packets, delimiter", "packets, prefix", "packets, fixed"
  })
  void any_bytes_are_cut_as_if_they_had_come_at_once(String ends, String kind) throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      int limit = random.nextInt(3) == 0 ? 150 : 1 + random.nextInt(9);
      String stream = stream(random, limit);
      byte[] bytes = stream.getBytes(ISO_8859_1);
      Random pieces = new Random(random.nextLong());
      try (Ends both = Ends.of(ends)) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    sendInPieces(both.there, bytes, pieces);
                    sent.complete(null);
                  } catch (IOException e) {
                    sent.completeExceptionally(e);
                  }
                });
        assertThat(cut(both, framing(kind, limit), random))
            .as(kind + " of " + limit + ": " + Arrays.toString(bytes))
            .isEqualTo(naive(kind, limit, stream));
        sent.get();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix", "packets"})
  void a_long_frame_is_received_and_sent_whole(String kind) throws Exception {
    Framing framing = Framing.lengthPrefixed(3, 1_000_000);
    byte[] content = new byte[600_000];
    new Random(1).nextBytes(content);
    try (Ends ends = Ends.of(kind)) {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  if (kind.equals("packets")) {
                    byte[] whole = framing.wrap(content, 0, content.length);
                    for (int i = 0; i < whole.length; i += 8000) {
                      ends.there.sendAll(whole, i, Math.min(8000, whole.length - i));
                    }
                  } else {
                    Frames.over(ends.there, framing).send(content);
                  }
                  sent.complete(null);
                } catch (IOException e) {
                  sent.completeExceptionally(e);
                }
              });
      assertThat(Frames.over(ends.here, framing).receive()).isEqualTo(content);
      sent.get();
    }
  }

  // One after the other

  @Test
  void a_head_is_followed_by_the_body_that_it_announces() throws Exception {
    try (Ends ends = Ends.of("tcp")) {
      Frames lines = Frames.over(ends.here, LINES);
      ends.say("5\na\nb\nclast\n");
      assertThat(lines.receiveText()).isEqualTo("5");
      assertThat(new String(lines.receiveExactly(5, 9), UTF_8)).isEqualTo("a\nb\nc");
      assertThat(lines.receiveText()).isEqualTo("last");
      assertThatThrownBy(() -> lines.receiveExactly(10, 9)).isInstanceOf(FrameException.class);
      ends.say("0123456789after\n");
      assertThat(lines.receiveText()).isEqualTo("after");
    }
  }

  @Test
  void what_has_come_beyond_the_last_frame_is_for_whoever_receives_next() throws Exception {
    try (Ends ends = Ends.of("unix")) {
      Frames lines = Frames.over(ends.here, LINES);
      ends.say("one\ntwo\nrest");
      assertThat(lines.receiveText()).isEqualTo("one");
      lines.sendLater("upgrade");
      lines.release();
      assertThat(ends.hear(8)).isEqualTo("upgrade\n");
      byte[] rest = new byte[8];
      ends.here.receiveExactly(rest);
      assertThat(new String(rest, UTF_8)).isEqualTo("two\nrest");
      ends.say("three\n");
      assertThat(lines.receiveText()).isEqualTo("three");
    }
  }

  @Test
  void packets_that_were_received_cannot_be_put_back() throws Exception {
    try (Ends ends = Ends.of("packets")) {
      Frames lines = Frames.over(ends.here, LINES);
      ends.say("one\ntwo\n");
      assertThat(lines.receiveText()).isEqualTo("one");
      assertThatThrownBy(lines::release).isInstanceOf(IllegalStateException.class);
      assertThat(lines.receiveText()).isEqualTo("two");
      lines.sendLater("three");
      lines.sendLater("four");
      byte[] packet = new byte[20];
      assertThat(ends.there.receive(packet)).isEqualTo(6);
      assertThat(ends.there.receive(packet)).isEqualTo(5);
      ends.there.sendAll(ByteBuffer.allocate(9000));
      assertThatThrownBy(() -> Frames.over(ends.here, Framing.none()).receive())
          .hasMessageContaining("9000 bytes");
    }
  }

  // Time, interrupts, the end

  @Test
  void the_receive_timeout_of_the_socket_ends_the_wait_and_loses_nothing() throws Exception {
    try (Ends ends = Ends.of("tcp")) {
      ends.here.receiveTimeout(Duration.ofMillis(20));
      Frames lines = Frames.over(ends.here, LINES);
      assertThatThrownBy(lines::receive).isInstanceOf(SocketTimeoutException.class);
      ends.say("hal");
      assertThatThrownBy(lines::receive).isInstanceOf(SocketTimeoutException.class);
      ends.here.receiveTimeout(Duration.ZERO);
      ends.say("f\n");
      assertThat(lines.receiveText()).isEqualTo("half");
      assertThat(ends.here.receiveTimeout()).isZero();
      ends.here.receiveDeadline(Instant.now());
      ends.say("late\n");
      assertThatThrownBy(lines::receive).isInstanceOf(SocketTimeoutException.class);
      ends.here.receiveDeadline(Instant.MAX);
      assertThat(lines.receiveText()).isEqualTo("late");
    }
  }

  /** What receiving a line comes to, on a thread that is done something to once it waits. */
  private static Throwable failure(Frames lines, Threatened threat) throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    failure.complete(new AssertionError(lines.receiveText()));
                  } catch (Throwable t) {
                    failure.complete(t);
                  }
                });
    while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
    threat.to(thread);
    return failure.get();
  }

  private interface Threatened {
    void to(Thread thread);
  }

  @Test
  void an_interrupt_and_a_close_end_the_wait() throws Exception {
    try (Ends ends = Ends.of("tcp")) {
      Frames lines = Frames.over(ends.here, LINES);
      ends.say("hal");
      assertThat(failure(lines, Thread::interrupt)).isInstanceOf(InterruptedIOException.class);
      ends.say("f\n");
      assertThat(lines.receiveText()).isEqualTo("half");
      assertThat(failure(lines, thread -> ends.here.close()))
          .isInstanceOf(SocketClosedException.class);
      assertThatThrownBy(() -> lines.send("x")).isInstanceOf(SocketClosedException.class);
      assertThatThrownBy(() -> lines.sendLater("x")).isInstanceOf(SocketClosedException.class);
    }
  }

  @Test
  void who_takes_nothing_is_no_longer_waited_for_than_the_send_timeout() throws Exception {
    try (Ends ends = Ends.of("unix")) {
      ends.here.sendTimeout(Duration.ofMillis(50));
      Frames frames = Frames.over(ends.here, Framing.lengthPrefixed(4, 9));
      assertThatThrownBy(
              () -> {
                for (; ; ) frames.send(new byte[3_000_000]);
              })
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(ends.here.isOpen()).isFalse(); // a part has gone
    }
  }

  @Test
  void what_is_sent_later_goes_out_before_something_is_waited_for() throws Exception {
    try (Ends ends = Ends.of("tcp")) {
      Frames lines = Frames.over(ends.here, LINES);
      lines.sendLater("one");
      lines.sendLater("two");
      Thread other =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      if (ends.hear(8).equals("one\ntwo\n")) ends.say("three\n");
                    } catch (IOException e) {
                      ends.there.close();
                    }
                  });
      assertThat(lines.receiveText()).isEqualTo("three");
      other.join();
      lines.sendLater("four");
      lines.flush();
      assertThat(ends.hear(5)).isEqualTo("four\n");
      lines.sendLater("five");
      lines.send("six");
      assertThat(ends.hear(9)).isEqualTo("five\nsix\n");
    }
  }

  @Test
  void datagrams_are_not_cut_into_frames() throws Exception {
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      assertThatThrownBy(() -> Frames.over(socket, LINES))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

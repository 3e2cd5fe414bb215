package lisle.socketserver;

import static java.lang.Integer.parseInt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import lisle.socket.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FramingTest {
  private static final SocketAddress ANY_PORT = SocketAddress.parse("127.0.0.1:0");

  /** What a handler made of what a client sent: frames, and how it ended. */
  private record Cut(List<byte[]> frames, String end) {}

  /** In place of a frame that was over its limit. */
  private static final byte[] OVER = "over".getBytes(UTF_8);

  /** Sends in pieces of random sizes, and returns what the handler got. */
  private static Cut cut(Framing framing, byte[] sent, Random random) throws Exception {
    return cut(framing, sent, random, false);
  }

  /** The same, where the handler goes on behind a frame that is over its limit. */
  private static Cut cut(Framing framing, byte[] sent, Random random, boolean goesOn)
      throws Exception {
    BlockingQueue<Cut> result = new LinkedBlockingQueue<>();
    ConnectionHandler handler =
        connection -> {
          List<byte[]> got = new ArrayList<>();
          String end = "end";
          Frames frames = connection.frames(framing);
          for (; ; ) {
            try {
              byte[] frame = frames.receive();
              if (frame == null) break;
              got.add(frame);
            } catch (FrameException e) {
              end = String.valueOf(e.getMessage());
              if (!goesOn || !e.isOverLimit()) break;
              got.add(OVER);
            }
          }
          result.add(new Cut(got, end));
        };
    try (Server server = Server.builder().listen(ANY_PORT).handler(handler).start();
        Client client = new Client(server.address())) {
      try {
        for (int i = 0; i < sent.length; ) {
          int n =
              Math.min(sent.length - i, 1 + random.nextInt(random.nextInt(20) == 0 ? 20000 : 9));
          client.socket.getOutputStream().write(sent, i, n);
          i += n;
        }
        client.socket.shutdownOutput();
      } catch (IOException e) {
        // the server has had enough of us
      }
      return result.take();
    }
  }

  private static Random random() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    return new Random(seed);
  }

  private static byte[] content(Random random, int limit) {
    byte[] content = new byte[random.nextInt(5) == 0 ? limit : random.nextInt(limit + 1)];
    for (int i = 0; i < content.length; i++) content[i] = (byte) ('a' + random.nextInt(4));
    return content;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "crlf", "prefix", "little", "fixed", "delimiter"})
  void frames_come_out_as_they_went_in_however_the_stream_is_cut(String kind) throws Exception {
    Random random = random();
    int limit = random.nextInt(2) == 0 ? 40 : 30_000;
    Framing framing = framing(kind, limit);
    List<byte[]> frames = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      byte[] content = content(random, limit);
      if (kind.equals("fixed")) content = Arrays.copyOf(content, limit);
      frames.add(content);
      if (kind.equals("crlf")) {
        stream.write(content);
        stream.write('\r');
        stream.write('\n');
      } else {
        stream.write(framing.wrap(content, 0, content.length));
      }
    }
    Cut cut = cut(framing, stream.toByteArray(), random);
    assertThat(cut.end).isEqualTo("end");
    assertCutInto(frames, cut);
  }

  private static void assertCutInto(List<byte[]> expected, Cut cut) {
    assertThat(cut.frames).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(cut.frames.get(i)).as("frame " + i).isEqualTo(expected.get(i));
    }
  }

  private static Framing framing(String kind, int limit) {
    return switch (kind) {
      case "prefix" -> Framing.lengthPrefixed(2, limit);
      case "little" -> Framing.lengthPrefixed(3, ByteOrder.LITTLE_ENDIAN, limit);
      case "fixed" -> Framing.fixed(limit);
      case "delimiter" -> Framing.delimitedBy("aab|".getBytes(UTF_8), limit);
      default -> Framing.lines(limit);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "prefix", "little", "delimiter"})
  void who_goes_on_behind_frames_over_their_limit_misses_no_other(String kind) throws Exception {
    Random random = random();
    int limit = random.nextInt(2) == 0 ? 40 : 20_000;
    Framing framing = framing(kind, limit);
    List<byte[]> expected = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      byte[] content = content(random, random.nextInt(3) == 0 ? 3 * limit : limit);
      expected.add(content.length > limit ? OVER : content);
      stream.write(framing.wrap(content, 0, content.length));
    }
    Cut cut = cut(framing, stream.toByteArray(), random, true);
    assertCutInto(expected, cut);
  }

  @Test
  void a_stream_that_ends_within_what_is_dropped_has_ended() throws Exception {
    Random random = random();
    byte[] frame = "aab|abcdefg".getBytes(UTF_8);
    assertThat(cut(framing("delimiter", 3), frame, random, true).frames)
        .containsExactly(new byte[0], OVER);
    byte[] prefixed = {0, 1, 'a', 0, 9, 'b'};
    assertThat(cut(framing("prefix", 3), prefixed, random, true).frames)
        .containsExactly(new byte[] {'a'}, OVER);
    byte[] halfAnEnd = "abcdefgaab".getBytes(UTF_8);
    assertThat(cut(framing("delimiter", 3), halfAnEnd, random, true))
        .extracting(Cut::end, cut -> cut.frames().size())
        .containsExactly("a frame over its limit of 3 bytes", 1);
    Cut half = cut(framing("prefix", 3), new byte[] {0, 2, 'a'}, random, true);
    assertThat(half.frames).isEmpty();
    assertThat(half.end).isEqualTo("the stream ended after 3 bytes of a frame");
  }

  @Test
  void a_frame_over_its_limit_ends_the_connection() throws Exception {
    Random random = random();
    byte[] endless = new byte[1 << 20];
    Arrays.fill(endless, (byte) 'x');
    assertThat(cut(Framing.lines(100), endless, random).end)
        .isEqualTo("a line over its limit of 100 bytes");
    assertThat(cut(Framing.delimitedBy("||".getBytes(UTF_8), 100), endless, random).end)
        .isEqualTo("a frame over its limit of 100 bytes");
    byte[] huge = ByteBuffer.allocate(20).putInt(-1).array();
    assertThat(cut(Framing.lengthPrefixed(4, 100), huge, random).end)
        .isEqualTo("a frame of 4294967295 bytes is over its limit of 100 bytes");
  }

  @Test
  void a_stream_that_ends_within_a_frame_says_so_and_a_last_line_needs_no_end() throws Exception {
    Random random = random();
    assertThat(cut(Framing.fixed(4), "abcdef".getBytes(UTF_8), random).end)
        .isEqualTo("the stream ended after 2 bytes of a frame");
    assertThat(cut(Framing.lengthPrefixed(1, 9), new byte[] {5, 1, 2}, random).end)
        .isEqualTo("the stream ended after 3 bytes of a frame");
    Cut lines = cut(Framing.lines(9), "one\ntwo".getBytes(UTF_8), random);
    assertThat(lines.end).isEqualTo("end");
    assertThat(lines.frames).containsExactly("one".getBytes(UTF_8), "two".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_line_is_within_its_limit_also_where_the_stream_ends(boolean framed) throws Exception {
    String tooLong = "a line over its limit of 3 bytes";
    assertThat(lines("abc", framed)).containsExactly("abc");
    assertThat(lines("abc\n", framed)).containsExactly("abc");
    assertThat(lines("abc\r\n", framed)).containsExactly("abc");
    assertThat(lines("ab\r", framed)).containsExactly("ab\r");
    assertThat(lines("a\n\nb\n", framed)).containsExactly("a", "", "b");
    assertThat(lines("\r\n\n", framed)).containsExactly("", "");
    for (String line : List.of("abcd", "abcd\n", "abc\r", "abc\r\r\n", "abc\rx")) {
      assertThat(lines(line, framed)).as(line).containsExactly(tooLong);
    }
    assertThat(lines("abcdefghi\n\nabcd\nabc", framed))
        .containsExactly(tooLong, "", tooLong, "abc");
  }

  /** What comes of lines of at most three bytes, read in one of the two ways. */
  private static List<String> lines(String sent, boolean framed) throws Exception {
    BlockingQueue<List<String>> result = new LinkedBlockingQueue<>();
    final class Reader extends RequestHandler {
      @Override
      protected void handle() throws IOException {
        List<String> got = new ArrayList<>();
        Frames frames = framed ? connection().frames(Framing.lines(3)) : null;
        for (; ; ) {
          try {
            String line = frames == null ? readLine(3) : frames.receiveText();
            if (line == null) break;
            got.add(line);
          } catch (FrameException e) {
            got.add(e.getMessage());
          }
        }
        result.add(got);
      }
    }
    try (Server server =
            Server.builder().listen(ANY_PORT).handler(RequestHandler.each(Reader::new)).start();
        Client client = new Client(server.address())) {
      client.send(sent);
      client.socket.shutdownOutput();
      return result.take();
    }
  }

  @Test
  void a_length_alone_takes_no_memory() throws Exception {
    // A thousand clients that each announce a gigabyte: were it believed, there is no such memory.
    ConnectionHandler handler =
        connection -> connection.frames(Framing.lengthPrefixed(4, Framing.MOST)).receive();
    List<Client> clients = new ArrayList<>();
    try (Server server = Server.builder().listen(ANY_PORT).handler(handler).start()) {
      byte[] announcement = ByteBuffer.allocate(14).putInt(Framing.MOST).array();
      for (int i = 0; i < 1000; i++) {
        Client client = new Client(server.address());
        clients.add(client);
        client.socket.getOutputStream().write(announcement);
      }
      while (server.totals().bytesReceived() < 14_000) Thread.sleep(1);
      assertThat(server.totals().active()).isEqualTo(1000);
      assertThat(server.totals().failed()).isZero();
    } finally {
      for (Client client : clients) client.vanish();
    }
  }

  @Test
  void what_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> Framing.lines(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Framing.fixed(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Framing.lengthPrefixed(5, 9)).hasMessageContaining("1 to 4");
    assertThatThrownBy(() -> Framing.lengthPrefixed(1, 256)).hasMessageContaining("limit of 256");
    assertThatThrownBy(() -> Framing.delimitedBy(new byte[0], 9)).hasMessageContaining("empty");
  }

  @Test
  void a_frame_that_its_length_cannot_tell_is_not_sent() {
    byte[] content = new byte[256];
    assertThatThrownBy(() -> Framing.lengthPrefixed(1, 255).wrap(content, 0, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("256 bytes");
    assertThat(Framing.lengthPrefixed(1, 255).wrap(content, 0, 255)).hasSize(256);
    assertThat(Framing.lengthPrefixed(2, 255).wrap(content, 0, 256)).hasSize(258);
  }

  @Test
  void a_body_after_its_line_is_a_frame_of_another_kind() throws Exception {
    ConnectionHandler handler =
        connection -> {
          Frames lines = connection.frames(Framing.lines(9));
          for (String line; (line = lines.receiveText()) != null; ) {
            try {
              byte[] body =
                  line.equals("rest")
                      ? requireNonNull(lines.receive(Framing.none()))
                      : lines.receiveExactly(parseInt(line), 9000);
              lines.send(new String(body, UTF_8).replace('\n', '.'));
            } catch (FrameException e) {
              if (!e.isOverLimit()) throw e;
              lines.send("too long");
            }
          }
        };
    try (Server server = Server.builder().listen(ANY_PORT).handler(handler).start();
        Client client = new Client(server.address())) {
      client.send("5\na\nb\nc2\n\n\n9");
      assertThat(client.receive(9)).isEqualTo("a.b.c\n..\n");
      client.send("000\n" + "x".repeat(8999));
      client.send("yrest\nz");
      assertThat(client.receive(9003)).isEqualTo("x".repeat(8999) + "y\nz\n");
      client.send("9001\n" + "\n".repeat(9001) + "1\nz");
      assertThat(client.receive(11)).isEqualTo("too long\nz\n");
      client.send("3\nab");
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEmpty();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().malformed()).isEqualTo(1);
    }
  }

  @Test
  void what_has_come_beyond_the_last_frame_is_for_whoever_receives_next() throws Exception {
    BlockingQueue<Long> received = new LinkedBlockingQueue<>();
    ConnectionHandler handler =
        connection -> {
          Frames lines = connection.frames(Framing.lines(9));
          connection.sendAll(requireNonNull(lines.receive()));
          Frames words = connection.frames(Framing.delimitedBy(" ".getBytes(UTF_8), 9));
          connection.sendAll(requireNonNull(words.receive()));
          words.release();
          connection.sendAll(requireNonNull(connection.receive()));
          for (byte[] buffer = new byte[9]; connection.receive(buffer) > 0; ) {}
          received.add(connection.bytesReceived());
        };
    try (Server server = Server.builder().listen(ANY_PORT).handler(handler).start();
        Client client = new Client(server.address())) {
      client.send("one\ntwo three");
      assertThat(client.receive(11)).isEqualTo("onetwothree");
      client.send("four");
      client.socket.shutdownOutput();
      assertThat(received.take()).isEqualTo(17);
    }
  }

  @Test
  void who_says_that_the_client_broke_the_protocol_ends_it_so() throws Exception {
    ConnectionHandler handler =
        connection -> {
          throw new FrameException("no hello");
        };
    try (LogCapture log = new LogCapture();
        Server server = Server.builder().listen(ANY_PORT).handler(handler).start();
        Client client = new Client(server.address())) {
      client.awaitEnd();
      StreamServerTest.awaitNobody(server);
      assertThat(server.totals().malformed()).isEqualTo(1);
      assertThat(server.totals().failed()).isZero();
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void what_comes_behind_a_long_line_is_cut_as_if_it_had_come_alone() throws Exception {
    int line = 20_000;
    BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    CountDownLatch sent = new CountDownLatch(1);
    ConnectionHandler handler =
        connection -> {
          Frames frames = connection.frames(Framing.lines(line));
          sent.await(); // so that much comes at once
          lengths.add(requireNonNull(frames.receive()).length);
          for (byte[] some; (some = frames.receive(Framing.none())) != null; ) {
            lengths.add(some.length);
          }
          lengths.add(0);
        };
    try (Server server = Server.builder().listen(ANY_PORT).handler(handler).start();
        Client client = new Client(server.address())) {
      client.send("x".repeat(line) + "\n" + "y".repeat(40_000));
      client.socket.shutdownOutput();
      sent.countDown();
      assertThat(lengths.take()).isEqualTo(line);
      int sum = 0;
      for (int length; (length = lengths.take()) > 0; sum += length) {
        assertThat(length).isLessThanOrEqualTo(Framing.none().limit());
      }
      assertThat(sum).isEqualTo(40_000);
    }
  }

  @Test
  void there_is_room_for_the_longest_frame_that_can_be_allowed() {
    int most = Framing.MOST;
    for (int present = most - 5000; present <= most; present += 1000) {
      assertThat(Frames.wanted(present, present + 1)).isEqualTo(present + 1);
      assertThat(Frames.size(present + 1, present, most)).isGreaterThan(present);
    }
    assertThat(Frames.wanted(1, most)).isEqualTo(2 + Buffers.SIZE);
  }

  @Test
  void a_length_has_its_bytes_in_the_order_that_is_asked_for() throws Exception {
    byte[] content = new byte[0x102];
    assertThat(Framing.lengthPrefixed(3, 999).wrap(content, 0, 0x102)).startsWith(0, 1, 2);
    Framing little = Framing.lengthPrefixed(3, ByteOrder.LITTLE_ENDIAN, 999);
    assertThat(little.wrap(content, 0, 0x102)).startsWith(2, 1, 0);
    Framing four = Framing.lengthPrefixed(4, ByteOrder.LITTLE_ENDIAN, 999);
    assertThat(cut(four, new byte[] {0, 0, 0, -1, 0}, random()).end)
        .isEqualTo("a frame of 4278190080 bytes is over its limit of 999 bytes");
  }

  @Test
  void lines_can_be_sent_with_CR_LF() throws Exception {
    byte[] content = "hello".getBytes(UTF_8);
    assertThat(Framing.crLfLines(9).wrap(content, 1, 3)).isEqualTo("ell\r\n".getBytes(UTF_8));
    assertThat(cut(Framing.crLfLines(9), "a\nb\r\n".getBytes(UTF_8), random()).frames)
        .containsExactly(new byte[] {'a'}, new byte[] {'b'});
  }

  @Test
  void a_framing_says_how_it_was_made() {
    assertThat(Framing.lines(9)).hasToString("lines(9)");
    assertThat(Framing.crLfLines(9)).hasToString("crLfLines(9)");
    assertThat(Framing.fixed(4)).hasToString("fixed(4)");
    assertThat(Framing.none()).hasToString("none()");
    assertThat(Framing.lengthPrefixed(2, 9)).hasToString("lengthPrefixed(2, 9)");
    assertThat(Framing.lengthPrefixed(2, ByteOrder.LITTLE_ENDIAN, 9))
        .hasToString("lengthPrefixed(2, LITTLE_ENDIAN, 9)");
    assertThat(Framing.delimitedBy("||".getBytes(UTF_8), 9)).hasToString("delimitedBy(7c7c, 9)");
  }

  @Test
  void a_part_that_is_not_in_its_array_is_not_sent() throws Exception {
    byte[] content = new byte[4];
    List<Framing> all =
        List.of(
            Framing.none(),
            Framing.fixed(3),
            Framing.lines(9),
            Framing.lengthPrefixed(2, 9),
            Framing.delimitedBy(content, 9));
    BlockingQueue<Frames> given = new LinkedBlockingQueue<>();
    ConnectionHandler handler =
        connection -> {
          for (Framing framing : all) given.add(connection.frames(framing));
          connection.receive();
        };
    try (Server server = Server.builder().listen(ANY_PORT).handler(handler).start();
        Client client = new Client(server.address())) {
      for (int i = 0; i < all.size(); i++) {
        Frames frames = given.take();
        for (int[] part : new int[][] {{2, 3}, {-1, 3}, {0, -1}, {5, 0}, {Integer.MAX_VALUE, 3}}) {
          assertThatThrownBy(() -> frames.send(content, part[0], part[1]))
              .isInstanceOf(IndexOutOfBoundsException.class);
        }
      }
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEmpty();
    }
  }
}

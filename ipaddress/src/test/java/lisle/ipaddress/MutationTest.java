package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Reads everything in {@code corpus.txt}, and what random changes make of it, as every noun, and
 * expects a value or a refusal, never anything else. A text that once failed belongs into the
 * corpus. {@code -Dlisle.fuzz=SECONDS} goes on for longer.
 */
class MutationTest {
  private static final int MUTATIONS = 60_000;

  private final Inputs inputs = Inputs.seeded("MutationTest");

  private static List<String> corpus() throws IOException {
    try (var in = Objects.requireNonNull(MutationTest.class.getResourceAsStream("corpus.txt"))) {
      var lines = new ArrayList<>(new String(in.readAllBytes(), UTF_8).lines().toList());
      lines.add("");
      lines.add("\0");
      lines.add("192.0.2.1\n");
      lines.add("fe80::1%\ud800");
      lines.add("1".repeat(100_000));
      lines.add(":".repeat(100_000));
      lines.add("::1%" + "x".repeat(100_000));
      return lines;
    }
  }

  @Test
  void theCorpusIsReadOrRefused() throws IOException {
    for (String text : corpus()) check(text);
  }

  @Test
  void whatChangesMakeOfTheCorpusIsReadOrRefused() throws IOException {
    List<String> corpus = corpus();
    corpus.removeIf(text -> text.length() > 100);
    long end = System.nanoTime() + Long.getLong("lisle.fuzz", 0L) * 1_000_000_000L;
    for (int i = 0; i < MUTATIONS || System.nanoTime() < end; i++) {
      String text = inputs.mutated(corpus.get(inputs.random.nextInt(corpus.size())));
      if (inputs.random.nextInt(4) == 0) {
        String other = corpus.get(inputs.random.nextInt(corpus.size()));
        text = text + other.substring(inputs.random.nextInt(other.length() + 1));
      }
      check(text);
    }
  }

  static void check(String text) {
    try {
      check(text, IpAddress::tryParse, IpAddress::parse, b -> IpAddress.tryParse(b, 0, b.length));
      check(text, IpNetwork::tryParse, IpNetwork::parse, b -> IpNetwork.tryParse(b, 0, b.length));
      check(
          text,
          IpInterface::tryParse,
          IpInterface::parse,
          b -> IpInterface.tryParse(b, 0, b.length));
      check(text, IpRange::tryParse, IpRange::parse, b -> IpRange.tryParse(b, 0, b.length));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("for the corpus: " + text, e);
    }
  }

  private static <T> void check(
      String text,
      Function<String, @Nullable T> tryParse,
      Function<String, T> parse,
      Function<byte[], @Nullable T> tryBytes) {
    T value = tryParse.apply(text);
    // A lone surrogate has no bytes.
    if (text.indexOf('\ud800') < 0) {
      same(value, tryBytes.apply(text.getBytes(UTF_8)));
    }
    if (value != null) {
      same(value, parse.apply(text));
      same(value, parse.apply(value.toString()));
      return;
    }
    try {
      throw new AssertionError("read only by parse: " + parse.apply(text));
    } catch (IpFormatException e) {
      same(text, e.input());
      if (e.index() < 0 || e.index() > text.length()) throw new AssertionError("index", e);
      String message = Objects.requireNonNull(e.getMessage());
      if (message.length() > 500 || message.contains("\n")) throw new AssertionError("long", e);
    }
  }

  private static void same(@Nullable Object expected, @Nullable Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError("expected " + expected + " but was " + actual);
    }
  }
}

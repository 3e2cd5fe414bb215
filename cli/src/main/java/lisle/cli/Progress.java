package lisle.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far a long reading, listing or answer is, on the {@link StatusLine}: only on a terminal, and
 * only once it has taken a second. Where something is read, how far that is says how far all of it
 * is. For one thread.
 */
final class Progress implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;

  /** How many inputs are being read. */
  private static final AtomicInteger READINGS = new AtomicInteger();

  /** What is counted. */
  private enum Kind {
    INPUT_BYTES,
    OUTPUT_BYTES,
    OUTPUT_LINES
  }

  private final Kind kind;
  private final boolean isShown;

  /** How much there is, or 0 where nobody knows. */
  private double size;

  private final long started = System.nanoTime();
  private long next = started + SECOND;

  private Progress(Kind kind, boolean isShown, double size) {
    this.kind = kind;
    this.isShown = isShown;
    this.size = size;
    if (kind == Kind.INPUT_BYTES) READINGS.incrementAndGet();
  }

  /** Returns that of a file in bytes, or of standard input where the name is {@code -}. */
  static Progress ofInput(String source) {
    boolean isStandard = source.equals("-");
    boolean isShown = Style.isErrorTerminal() && !(isStandard && Style.isInputTerminal());
    long size = 0;
    if (isShown) {
      try {
        size = Files.size(Path.of(isStandard ? "/dev/stdin" : source)); // of a pipe, 0
      } catch (IOException e) {
        // It is not known.
      }
    }
    return new Progress(Kind.INPUT_BYTES, isShown, size);
  }

  /** Returns that of a list in lines, which nobody sees where it goes. */
  static Progress ofList() {
    return new Progress(Kind.OUTPUT_LINES, isOutputUnseen(), 0);
  }

  /** Returns that of an answer in bytes, which nobody sees where it goes. */
  static Progress ofAnswer() {
    return new Progress(Kind.OUTPUT_BYTES, isOutputUnseen(), 0);
  }

  private static boolean isOutputUnseen() {
    return Style.isErrorTerminal() && !Style.isOutputTerminal();
  }

  /** Says that there is so much more. */
  void expect(double more) {
    size += more;
  }

  /** Draws it where a second has gone by. Cheap, but not for each line. */
  void update(long done) {
    if (!isShown || (kind != Kind.INPUT_BYTES && READINGS.get() > 0)) return;
    long now = System.nanoTime();
    if (now - next < 0) return;
    next = now + SECOND / 5;
    StatusLine.draw(text((now - started) / 1e9, done));
  }

  private String text(double seconds, long done) {
    double rate = done / seconds;
    String text = amount((double) done) + ", " + amount(rate) + "/s";
    if (size <= done || rate == 0) return text;
    return text
        + String.format(
            Locale.ROOT, ", %.0f %%, %.0f s left", 100 * done / size, (size - done) / rate);
  }

  private String amount(double of) {
    if (kind == Kind.OUTPUT_LINES) return String.format(Locale.ROOT, "%,.0f lines", of);
    return of < 1e6
        ? String.format(Locale.ROOT, "%,.0f kB", of / 1e3)
        : String.format(Locale.ROOT, "%,.0f MB", of / 1e6);
  }

  /** Nothing more comes. */
  @Override
  public void close() {
    if (kind == Kind.INPUT_BYTES) READINGS.decrementAndGet();
    StatusLine.wipe();
  }
}

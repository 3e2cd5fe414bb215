package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How far a long reading or listing is, on one line of standard error that is written over: only on
 * a terminal, and only once it has taken a second. Where something is read, how far that is says
 * how far all of it is. For one thread.
 */
final class Progress implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;

  /** Whether the line is on the terminal: there is one of each. */
  private static boolean isDrawn;

  /** How many inputs are being read. */
  private static int readings;

  private final boolean isOfInput;
  private final boolean isShown;

  /** How much there is, or 0 where nobody knows. */
  private double size;

  private final long started = System.nanoTime();
  private long next = started + SECOND;

  private Progress(boolean isOfInput, boolean isShown, double size) {
    this.isOfInput = isOfInput;
    this.isShown = isShown;
    this.size = size;
    if (isOfInput) readings++;
  }

  /** Returns that of a file in bytes, or of standard input where the name is {@code -}. */
  static Progress ofInput(String source) {
    boolean isTyped = source.equals("-") && Style.isInputTerminal();
    boolean isShown = Style.isErrorTerminal() && !isTyped;
    long size = 0;
    if (isShown && !source.equals("-")) {
      try {
        size = Files.size(Path.of(source));
      } catch (IOException e) {
        // A pipe with a name has none.
      }
    }
    return new Progress(true, isShown, size);
  }

  /** Returns that of a list in lines, which nobody sees where it goes. */
  static Progress ofList() {
    return new Progress(false, Style.isErrorTerminal() && !Style.isOutputTerminal(), 0);
  }

  /** Says that there is so much more. */
  void expect(double more) {
    size += more;
  }

  /** Draws it where a second has gone by. Cheap, but not for each line. */
  void update(long done) {
    if (!isShown || (!isOfInput && readings > 0)) return;
    long now = System.nanoTime();
    if (now - next < 0) return;
    next = now + SECOND / 5;
    write("\r" + text((now - started) / 1e9, done) + "\u001b[K");
    isDrawn = true;
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
    if (!isOfInput) return String.format(Locale.ROOT, "%,.0f lines", of);
    return of < 1e6
        ? String.format(Locale.ROOT, "%,.0f kB", of / 1e3)
        : String.format(Locale.ROOT, "%,.0f MB", of / 1e6);
  }

  /** Wipes the line away, for what else is to be seen there. */
  static void makeWay() {
    if (!isDrawn) return;
    isDrawn = false;
    write("\r\u001b[K");
  }

  /** Nothing more comes. */
  @Override
  public void close() {
    if (isOfInput) readings--;
    makeWay();
  }

  private static void write(String text) {
    // Not closed: it is the process's.
    try {
      var err = new FileOutputStream(FileDescriptor.err);
      err.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody looks.
    }
  }
}

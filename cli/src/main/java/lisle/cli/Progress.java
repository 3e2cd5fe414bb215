package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How far a long reading is, on one line of standard error that is written over: only on a
 * terminal, and only once it has taken a second. For one thread.
 */
final class Progress implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;

  private final boolean isShown = Style.isErrorTerminal();

  /** The size of what is read, or 0 where nobody knows. */
  private final long size;

  private final long started = System.nanoTime();
  private long next = started + SECOND;
  private boolean isDrawn;

  private Progress(long size) {
    this.size = size;
  }

  /** Returns that of a file, or of standard input where the name is {@code -}. */
  static Progress of(String source) {
    long size = 0;
    if (!source.equals("-")) {
      try {
        size = Files.size(Path.of(source));
      } catch (IOException e) {
        // A pipe with a name has none.
      }
    }
    return new Progress(size);
  }

  /** Draws it where a second has gone by. Cheap, but not for each line. */
  void update(long bytes) {
    if (!isShown) return;
    long now = System.nanoTime();
    if (now - next < 0) return;
    next = now + SECOND / 5;
    write("\r" + text(now, bytes) + "\u001b[K");
    isDrawn = true;
  }

  private String text(long now, long bytes) {
    double seconds = (now - started) / 1e9;
    double rate = bytes / seconds;
    String text = String.format(Locale.ROOT, "%,d MB, %,.0f MB/s", bytes / 1_000_000, rate / 1e6);
    if (size <= bytes || rate == 0) return text;
    return text
        + String.format(
            Locale.ROOT, ", %d %%, %.0f s left", 100 * bytes / size, (size - bytes) / rate);
  }

  /** Wipes the line away. */
  @Override
  public void close() {
    if (isDrawn) write("\r\u001b[K");
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

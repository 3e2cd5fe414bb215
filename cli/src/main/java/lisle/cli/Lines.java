package lisle.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file or of standard input, one after the other, in a buffer that is used again:
 * memory stays bounded however long the input. A line ends with {@code \n} or with the input; what
 * is beyond {@link #LONGEST} bytes of a line is left out. Space around a line and a comment that
 * {@code #} begins are not part of it. For one thread.
 */
final class Lines implements Closeable {
  /** The most bytes of a line that are kept. */
  static final int LONGEST = 1 << 20;

  /** Before input is waited for, what is written so far has to be seen. */
  private final @Nullable Output output;

  private final InputStream in;
  private final String name;
  private final Progress progress;
  private byte[] buffer = new byte[1 << 18];
  private int at;
  private int end;
  private boolean ended;
  private long number;
  private long bytes;

  /** The line: from here to there in {@link #buffer()}. */
  private int from;

  private int to;

  private Lines(InputStream in, String name, @Nullable Output output) {
    this.in = in;
    this.name = name;
    this.output = output;
    progress = Progress.ofInput(name);
  }

  /**
   * Opens a file, or standard input where the name is {@code -}.
   *
   * @param output what to flush before standard input is waited for
   */
  static Lines open(String name, @Nullable Output output) throws IOException {
    return new Lines(Input.open(name), name, name.equals("-") ? output : null);
  }

  /** Takes the arguments of a command, or lines in their place. */
  @FunctionalInterface
  interface Visitor {
    /** Takes one; the place is empty, or for a line {@code line 3: }. */
    void visit(String text, String place) throws IOException;
  }

  /**
   * Calls the visitor for each argument, and instead of one that is {@code -}, or where there is
   * none, for each line of standard input that is not blank.
   */
  static void forEach(List<String> arguments, Output output, Visitor visitor) throws IOException {
    for (String argument : arguments.isEmpty() ? List.of("-") : arguments) {
      if (!argument.equals("-")) {
        visitor.visit(argument, "");
        continue;
      }
      try (Lines lines = open("-", output)) {
        while (lines.next()) {
          if (!lines.isBlank()) visitor.visit(lines.text(), lines.place() + ": ");
        }
      }
    }
  }

  /** Goes to the next line; returns false at the end. */
  boolean next() throws IOException {
    int i = at;
    while (true) {
      byte[] b = buffer;
      int e = end;
      while (i < e && b[i] != '\n') i++;
      if (i < e) break;
      if (ended) {
        if (at == end) return false;
        break;
      }
      int scanned = i - at;
      if (scanned >= LONGEST) {
        take(at, i);
        skipLine();
        return true;
      }
      fill();
      i = at + scanned;
    }
    int start = at;
    at = Math.min(i + 1, end);
    take(start, i);
    return true;
  }

  private void take(int start, int stop) {
    number++;
    for (int i = start; i < stop; i++) if (buffer[i] == '#') stop = i;
    while (start < stop && buffer[start] <= ' ' && buffer[start] >= 0) start++;
    while (start < stop && buffer[stop - 1] <= ' ' && buffer[stop - 1] >= 0) stop--;
    from = start;
    to = stop;
  }

  /** Reads more, behind what is left, which moves to the front. */
  private void fill() throws IOException {
    int left = end - at;
    if (at > 0) System.arraycopy(buffer, at, buffer, 0, left);
    else if (left == buffer.length) buffer = Arrays.copyOf(buffer, 2 * left);
    at = 0;
    end = left;
    if (output != null && in.available() == 0) output.flush();
    int n = in.read(buffer, end, buffer.length - end);
    if (n < 0) {
      ended = true;
    } else {
      end += n;
      bytes += n;
      progress.update(bytes);
    }
  }

  /** Throws the rest of a line away, without touching what was taken of it. */
  private void skipLine() throws IOException {
    byte[] kept = buffer;
    int keptFrom = from;
    int keptTo = to;
    buffer = new byte[kept.length];
    at = end = 0;
    for (int c; (c = skipped()) >= 0 && c != '\n'; ) {}
    // What follows is in the new buffer; the line moves there, in front of it, at the next call.
    byte[] joined = new byte[Math.max(buffer.length, keptTo - keptFrom + end - at)];
    System.arraycopy(kept, keptFrom, joined, 0, keptTo - keptFrom);
    System.arraycopy(buffer, at, joined, keptTo - keptFrom, end - at);
    int rest = end - at;
    at = keptTo - keptFrom;
    end = at + rest;
    from = 0;
    to = at;
    buffer = joined;
  }

  private int skipped() throws IOException {
    if (at == end) {
      if (ended) return -1;
      fill();
      if (at == end) return -1;
    }
    return buffer[at++];
  }

  byte[] buffer() {
    return buffer;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Returns the line as text. */
  String text() {
    return new String(buffer, from, to - from, StandardCharsets.UTF_8);
  }

  /** Returns whether there is nothing on the line, or only a comment. */
  boolean isBlank() {
    return from == to;
  }

  /** Returns where the line is, for a message: {@code line 3}, {@code file.txt:3}. */
  String place() {
    return name.equals("-") ? "line " + number : name + ":" + number;
  }

  @Override
  public void close() throws IOException {
    progress.close();
    in.close();
  }
}

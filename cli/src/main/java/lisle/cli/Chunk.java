package lisle.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some whole lines of the input, what is to be done with them, and what comes of it. Filled by the
 * reader, worked on by one thread, then emptied by the reader again: one has it at a time.
 */
abstract class Chunk implements Runnable {
  static final int SIZE = 1 << 20;

  /** A line that can't be used: its number in the chunk, from 0, and why. */
  record Fault(long line, String reason) {}

  byte[] bytes = new byte[SIZE];
  int length;

  /** What to print. */
  final ByteArrayOutputStream result = new ByteArrayOutputStream();

  final List<Fault> faults = new ArrayList<>();

  /** How many lines there are; only where the work counts them. */
  long lines;

  /** How many lines were printed, or would have been. */
  long selected;

  private @Nullable IOException failure;

  /** Works on {@code bytes} up to {@code length}, and prints. */
  abstract void work(Output out) throws IOException;

  @Override
  public final void run() {
    try {
      var out = new Output(result);
      work(out);
      out.flush();
    } catch (IOException e) {
      failure = e;
    }
  }

  void clear() throws IOException {
    if (failure != null) throw failure;
    result.reset();
    faults.clear();
    lines = 0;
    selected = 0;
    length = 0;
  }
}

package lisle.cli;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some whole lines of the input, what is to be done with them, and what comes of it. Filled by the
 * reader, worked on by one thread, then emptied by the reader again: one has it at a time.
 */
abstract class Chunk implements Runnable {
  static final int SIZE = 1 << 20;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;

  /** A line that can't be used: its number in the chunk, from 0, and why. */
  record Fault(long line, String reason) {}

  byte[] bytes = new byte[SIZE];
  int length;

  /** What to print. */
  final Output result = Output.collecting();

  final List<Fault> faults = new ArrayList<>();

  /** How many lines there are; only where the work counts them. */
  long lines;

  /** How many lines were printed, or would have been. */
  long selected;

  private @Nullable IOException failure;

  /** Works on {@code bytes} up to {@code length}, and prints. */
  abstract void work(Output out) throws IOException;

  /** Called by the reader when the work is done, in the order of the input. */
  void finish(Output out) throws IOException {
    out.write(result);
  }

  @Override
  public final void run() {
    try {
      work(result);
    } catch (IOException e) {
      failure = e;
    }
  }

  void clear() throws IOException {
    if (failure != null) throw failure;
    result.clear();
    faults.clear();
    lines = 0;
    selected = 0;
    length = 0;
  }

  /** Returns the place of the first end of a line there, or the end of all. */
  static int lineEnd(byte[] text, int from, int to) {
    int i = from;
    for (; i <= to - 8; i += 8) {
      long others = (long) WORDS.get(text, i) ^ ('\n' * ONES);
      long found = (others - ONES) & ~others & (ONES << 7);
      if (found != 0) return i + (Long.numberOfTrailingZeros(found) >>> 3);
    }
    while (i < to && text[i] != '\n') i++;
    return i;
  }

  /** Returns where a text ends without the comment that {@code #} begins, and the space before. */
  static int withoutComment(byte[] text, int from, int to) {
    int end = from;
    while (end < to && text[end] != '#') end++;
    if (end < to) while (end > from && isSpace(text[end - 1])) end--;
    return end;
  }

  /** Returns whether it is space, or another control character; for a line they are nothing. */
  static boolean isSpace(byte c) {
    return c <= ' ' && c >= 0;
  }
}

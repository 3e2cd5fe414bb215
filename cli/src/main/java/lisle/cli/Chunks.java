package lisle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Works on an input of any length chunk by chunk, on all cores, and prints in the order of the
 * input. What can be known is printed before more input is waited for. For one thread.
 */
final class Chunks implements AutoCloseable {
  /** A line that is longer is cut into several. */
  private static final int LONGEST_LINE = 1 << 26;

  private final Supplier<? extends Chunk> chunks;
  private final Output out;
  private final Failures failures;
  private final int threads = Math.min(8, Runtime.getRuntime().availableProcessors());
  private final ExecutorService workers =
      Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
  private final ArrayDeque<Chunk> free = new ArrayDeque<>();
  private final ArrayDeque<Work> pending = new ArrayDeque<>();
  private String name = "-";
  private long lines;
  private long selected;

  private record Work(Chunk chunk, Future<?> done) {}

  Chunks(Supplier<? extends Chunk> chunks, Output out, Failures failures) {
    this.chunks = chunks;
    this.out = out;
    this.failures = failures;
  }

  /** Works on a file, or on standard input where the name is {@code -}. */
  void work(String source) throws IOException {
    name = source;
    lines = 0;
    boolean isInput = source.equals("-");
    try (InputStream in = Input.open(source);
        Progress progress = Progress.ofInput(source)) {
      work(in, isInput, progress);
    }
  }

  private void work(InputStream in, boolean mayWait, Progress progress) throws IOException {
    Chunk chunk = take();
    boolean isFirst = true;
    long bytes = 0;
    for (boolean ended = false; !ended; ) {
      int last = -1;
      // What is left of the chunk before has no end of a line.
      int searched = chunk.length;
      while (last < 0) {
        if (chunk.length == chunk.bytes.length) {
          if (chunk.length >= LONGEST_LINE) break;
          chunk.bytes = Arrays.copyOf(chunk.bytes, 2 * chunk.length);
        }
        if (mayWait && in.available() == 0) {
          drain(0);
          out.flush();
        }
        int n = in.read(chunk.bytes, chunk.length, chunk.bytes.length - chunk.length);
        if (n < 0) {
          ended = true;
          break;
        }
        bytes += n;
        chunk.length += n;
        // A full buffer is worth the work; else take what there is only when there is no more.
        if (chunk.length < chunk.bytes.length && in.available() > 0) continue;
        last = lastLineEnd(chunk.bytes, searched, chunk.length);
        searched = chunk.length;
      }
      progress.update(bytes);
      Chunk next = ended ? null : take();
      if (next != null && last >= 0) {
        int rest = chunk.length - last;
        if (next.bytes.length < chunk.bytes.length) next.bytes = new byte[chunk.bytes.length];
        System.arraycopy(chunk.bytes, last, next.bytes, 0, rest);
        next.length = rest;
        chunk.length = last;
      }
      if (ended && isFirst) {
        // A small input is not worth a thread.
        chunk.run();
        print(chunk);
        return;
      }
      isFirst = false;
      pending.add(new Work(chunk, workers.submit(chunk)));
      drain(threads);
      if (next != null) chunk = next;
    }
    drain(0);
  }

  /** The place behind the last end of a line, or -1. */
  private static int lastLineEnd(byte[] bytes, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == '\n') return i + 1;
    }
    return -1;
  }

  private Chunk take() {
    Chunk chunk = free.poll();
    return chunk != null ? chunk : chunks.get();
  }

  /** Prints what is done, in order, and waits until no more than so many are not. */
  private void drain(int left) throws IOException {
    while (!pending.isEmpty() && (pending.size() > left || pending.element().done.isDone())) {
      Work work = pending.remove();
      await(work.done);
      print(work.chunk);
    }
  }

  private void print(Chunk chunk) throws IOException {
    chunk.finish(out);
    for (Chunk.Fault fault : chunk.faults) {
      long line = lines + fault.line() + 1;
      failures.add((name.equals("-") ? "line " + line : name + ":" + line) + ": " + fault.reason());
    }
    lines += chunk.lines;
    selected += chunk.selected;
    chunk.clear();
    free.add(chunk);
  }

  private static void await(Future<?> done) throws IOException {
    try {
      done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Returns how many lines were selected so far, and begins to count again. */
  long takeSelected() {
    long count = selected;
    selected = 0;
    return count;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}

package lisle.socket;

import static lisle.selectors.Descriptor.Direction.READ;
import static lisle.selectors.Descriptor.Direction.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import lisle.selectors.Errno;
import lisle.selectors.SystemCallException;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;

/**
 * What one socket receives, sent by another, through a pipe and not through the program, splice(2).
 * Where the kernel cannot do that for a kind of socket, the bytes go through a buffer.
 */
final class Splice implements Closeable {
  private static final int FLAGS = Linux.SPLICE_F_MOVE | Linux.SPLICE_F_NONBLOCK;

  private static final int BUFFER = 64 << 10;

  private final Socket from;
  private final Socket to;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final int out;
  private final int in;

  private Splice(Socket from, Socket to) throws IOException {
    this.from = from;
    this.to = to;
    MemorySegment pair = arena.allocate(8, 4);
    int result = FileCalls.pipe2(errno, pair, Linux.O_CLOEXEC | Linux.O_NONBLOCK);
    if (result < 0) {
      arena.close();
      throw new SystemCallException("pipe2", "for splice", Errno.of(-result));
    }
    out = pair.get(ValueLayout.JAVA_INT, 0);
    in = pair.get(ValueLayout.JAVA_INT, 4);
  }

  /** Moves bytes until the stream ends or there were so many; returns how many. */
  static long run(Socket from, Socket to, long count) throws IOException {
    if (count < 0) throw new IllegalArgumentException("count " + count);
    if (from == to) throw new IllegalArgumentException("a socket cannot be spliced to itself");
    try (Splice splice = new Splice(from, to)) {
      return splice.move(count);
    } finally {
      Reference.reachabilityFence(from);
      Reference.reachabilityFence(to);
    }
  }

  private long move(long count) throws IOException {
    long moved = 0;
    boolean copies = false;
    try {
      while (moved < count) {
        long n = copies ? -Linux.EINVAL : fill(count - moved);
        if (n == -Linux.EINVAL) {
          copies = true;
          int length = (int) Math.min(BUFFER, count - moved);
          long received = from.receive(buffer.asSlice(0, length));
          if (received < 0) break;
          to.sendAll(buffer.asSlice(0, received));
          moved += received;
        } else if (n == 0) {
          break;
        } else {
          drain(n);
          moved += n;
        }
      }
      return moved;
    } catch (InterruptedIOException e) {
      e.bytesTransferred = (int) Math.min(moved, Integer.MAX_VALUE);
      throw e;
    }
  }

  /** Socket to pipe: bytes, 0 at the end, or -EINVAL where that is not possible. */
  private long fill(long most) throws IOException {
    Life life = from.life();
    long deadline = life.receiveDeadline();
    life.begin(READ, "splice", deadline, true);
    try {
      for (; ; ) {
        life.descriptor.worthReading(); // what a short read noted holds no more
        life.descriptor.reset(READ);
        MemorySegment none = MemorySegment.NULL;
        int fd = life.descriptor.number();
        long n = FileCalls.splice(errno, fd, none, in, none, Math.min(most, 1 << 20), FLAGS);
        if (n >= 0 || n == -Linux.EINVAL) return n;
        if (n == -Linux.EAGAIN) {
          life.await(READ, "splice", deadline);
        } else if (n != -Linux.EINTR) {
          throw Failures.of("splice", n, from.knownRemote());
        }
      }
    } finally {
      life.end(READ);
    }
  }

  /** Pipe to socket, all of it. */
  private void drain(long count) throws IOException {
    Life life = to.life();
    long deadline = life.sendDeadline();
    life.begin(WRITE, "splice", deadline, true);
    try {
      for (long left = count; left > 0; ) {
        life.descriptor.reset(WRITE);
        MemorySegment none = MemorySegment.NULL;
        int fd = life.descriptor.number();
        long n = FileCalls.splice(errno, out, none, fd, none, left, FLAGS);
        if (n > 0) {
          left -= n;
        } else if (n == -Linux.EAGAIN) {
          life.await(WRITE, "splice", deadline);
        } else if (n == -Linux.EINVAL) {
          copy(life, left, deadline);
          return;
        } else if (n != -Linux.EINTR) {
          throw Failures.of("splice", n, to.knownRemote());
        }
      }
    } finally {
      life.end(WRITE);
    }
  }

  /** What is in the pipe, by way of the buffer, for a socket that cannot be spliced to. */
  private void copy(Life life, long count, long deadline) throws IOException {
    for (long left = count; left > 0; ) {
      long n = FileCalls.read(errno, out, buffer, Math.min(left, BUFFER));
      if (n == -Linux.EINTR) continue;
      if (n <= 0) throw new SystemCallException("read", "a pipe", Errno.of((int) -n));
      for (long sent = 0; sent < n; ) {
        life.descriptor.reset(WRITE);
        long m =
            SocketCalls.send(
                errno,
                life.descriptor.number(),
                buffer.asSlice(sent),
                n - sent,
                Linux.MSG_NOSIGNAL);
        if (m >= 0) {
          sent += m;
        } else if (m == -Linux.EAGAIN) {
          life.await(WRITE, "splice", deadline);
        } else if (m != -Linux.EINTR) {
          throw Failures.of("splice", m, to.knownRemote());
        }
      }
      left -= n;
    }
  }

  @Override
  public void close() {
    FileCalls.close(errno, out);
    FileCalls.close(errno, in);
    arena.close();
  }
}

package lisle.socket;

import static lisle.selectors.Descriptor.Direction.READ;
import static lisle.selectors.Descriptor.Direction.WRITE;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
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

  /** With no room, how long the next message is. */
  private static final MessageFlags SIZE = MessageFlags.PEEK.and(MessageFlags.TRUNCATED);

  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  private final Socket from;
  private final Socket to;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);

  /** Has room for the largest message that came by way of it. */
  private MemorySegment buffer = arena.allocate(BUFFER);

  private final int out;
  private final int in;

  /** How many bytes the pipe holds. */
  private long piped;

  /** Which bytes of the buffer are received and not sent: before those of the pipe. */
  private long heldFrom;

  private long heldTo;

  /** Whose datagram that is. */
  private SocketAddress sender = Unread.NOBODY;

  private long moved;

  /** A part has gone, so that an interrupt counts before the next, also where none has to wait. */
  private boolean begun;

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
    if (Objects.requireNonNull(to) == from)
      throw new IllegalArgumentException("a socket cannot be spliced to itself");
    try (Splice splice = new Splice(from, to)) {
      return splice.move(count);
    } finally {
      Reference.reachabilityFence(from);
      Reference.reachabilityFence(to);
    }
  }

  private long move(long count) throws IOException {
    boolean copies = !from.type().equals(SocketType.STREAM); // a pipe would join messages
    try {
      while (moved < count) {
        if (copies || from.receiver().hasUnread()) {
          if (!copy(count - moved)) break;
          continue;
        }
        long n = fill(count - moved);
        if (n == 0) break;
        copies = n == -Linux.EINVAL;
        if (!copies) drain();
      }
      return moved;
    } catch (InterruptedIOException e) {
      e.bytesTransferred = (int) Math.min(moved, Integer.MAX_VALUE);
      throw e;
    } finally {
      putBack();
    }
  }

  /** What was received and not sent, for whoever receives next: nothing, if all went well. */
  private void putBack() {
    if (piped == 0 && heldFrom == heldTo) return;
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.writeBytes(buffer.asSlice(heldFrom, heldTo - heldFrom).toArray(ValueLayout.JAVA_BYTE));
    while (piped > 0) {
      long n = FileCalls.read(errno, out, buffer, Math.min(piped, BUFFER));
      if (n == -Linux.EINTR) continue;
      if (n <= 0) break; // not to be: what is in a pipe can be read
      rest.writeBytes(buffer.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE));
      piped -= n;
    }
    from.receiver().putBack(rest.toByteArray(), sender);
  }

  /** Receives into the buffer and sends what is there; false at the end of the stream. */
  private boolean copy(long most) throws IOException {
    if (from.type().equals(SocketType.STREAM)) {
      long received = from.receive(room(most));
      if (received < 0) return false;
      held(received);
    } else {
      int size = from.receive(NO_ROOM, SIZE);
      if (size > buffer.byteSize()) buffer = arena.allocate(Math.max(size, 2 * buffer.byteSize()));
      Datagram datagram = from.receiveFrom(room(most).asByteBuffer());
      if (datagram.length() == 0 && from.type().equals(SocketType.SEQPACKET)) return false;
      sender = datagram.from();
      held(datagram.length());
    }
    Life life = to.life();
    long deadline = life.sendDeadline();
    life.begin(WRITE, "splice", deadline, true);
    try {
      sendHeld(life, deadline);
    } finally {
      life.end(WRITE);
    }
    return true;
  }

  private MemorySegment room(long most) {
    return buffer.asSlice(0, Math.min(buffer.byteSize(), most));
  }

  /** Socket to pipe: bytes, 0 at the end, or -EINVAL where that is not possible. */
  private long fill(long most) throws IOException {
    Life life = from.life();
    long deadline = life.receiveDeadline();
    life.begin(READ, "splice", deadline, true);
    try {
      for (; ; ) {
        if (begun) life.goOn(READ, "splice", deadline);
        life.descriptor.worthReading(); // what a short read noted holds no more
        life.descriptor.reset(READ);
        MemorySegment none = MemorySegment.NULL;
        int fd = life.descriptor.number();
        long n = FileCalls.splice(errno, fd, none, in, none, Math.min(most, 1 << 20), FLAGS);
        if (n > 0) {
          begun = true;
          piped += n;
        }
        if (n == 0) from.receiver().refuseBroken("splice");
        if (n >= 0 || n == -Linux.EINVAL) return n;
        if (n == -Linux.EAGAIN) {
          life.await(READ, "splice", deadline);
        } else if (n != -Linux.EINTR) {
          throw from.receiver().failed("splice", n);
        }
      }
    } finally {
      life.end(READ);
    }
  }

  /** Pipe to socket, all of it. */
  private void drain() throws IOException {
    Life life = to.life();
    long deadline = life.sendDeadline();
    life.begin(WRITE, "splice", deadline, true);
    try {
      while (piped > 0) {
        if (begun) life.goOn(WRITE, "splice", deadline);
        life.descriptor.reset(WRITE);
        MemorySegment none = MemorySegment.NULL;
        int fd = life.descriptor.number();
        long n = FileCalls.splice(errno, out, none, fd, none, piped, FLAGS);
        if (n > 0) {
          piped -= n;
          moved += n;
        } else if (n == -Linux.EAGAIN) {
          life.await(WRITE, "splice", deadline);
        } else if (n == -Linux.EINVAL) {
          drainByCopies(life, deadline);
        } else if (n != -Linux.EINTR) {
          throw to.receiver().failed("splice", n);
        }
      }
    } finally {
      life.end(WRITE);
    }
  }

  /** What is in the pipe, by way of the buffer, for a socket that cannot be spliced to. */
  private void drainByCopies(Life life, long deadline) throws IOException {
    while (piped > 0) {
      long n = FileCalls.read(errno, out, buffer, Math.min(piped, BUFFER));
      if (n == -Linux.EINTR) continue;
      if (n <= 0) throw new SystemCallException("read", "a pipe", Errno.of((int) -n));
      piped -= n;
      held(n);
      sendHeld(life, deadline);
    }
  }

  private void held(long length) {
    heldFrom = 0;
    heldTo = length;
  }

  /** For the holder of the turn to send. */
  private void sendHeld(Life life, long deadline) throws IOException {
    boolean empty = heldTo == 0; // a datagram may be
    while (heldFrom < heldTo || empty) {
      if (begun) life.goOn(WRITE, "splice", deadline);
      life.descriptor.reset(WRITE);
      long n =
          SocketCalls.send(
              errno,
              life.descriptor.number(),
              buffer.asSlice(heldFrom),
              heldTo - heldFrom,
              Linux.MSG_NOSIGNAL);
      if (n >= 0) {
        begun = true;
        heldFrom += n;
        moved += n;
        empty = false;
      } else if (n == -Linux.EAGAIN) {
        life.await(WRITE, "splice", deadline);
      } else if (n != -Linux.EINTR) {
        throw to.receiver().failed("splice", n);
      }
    }
  }

  @Override
  public void close() {
    FileCalls.close(errno, out);
    FileCalls.close(errno, in);
    arena.close();
  }
}

package lisle.socket;

import static lisle.selectors.Descriptor.Direction.WRITE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lisle.selectors.Errno;
import lisle.selectors.SystemCallException;
import lisle.sys.FileCalls;
import lisle.sys.Linux;

/** Sends files without their bytes passing through the program, sendfile(2). */
final class FileSender {
  /** So that another thread's turn, and a close, do not wait for gigabytes. */
  private static final long MOST = 16 << 20;

  private final Socket socket;
  private final Life life;

  FileSender(Socket socket, Life life) {
    this.socket = socket;
    this.life = life;
  }

  /** Sends a part of a file; the number of bytes is smaller where the file ends before. */
  long send(Path file, long position, long count) throws IOException {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException("position " + position + ", count " + count);
    }
    int fd = open(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offset = arena.allocate(ValueLayout.JAVA_LONG);
      offset.set(ValueLayout.JAVA_LONG, 0, position);
      long sent = sendfile(fd, offset, count);
      if (sent >= 0) return sent;
    } finally {
      try (Arena arena = Arena.ofConfined()) {
        FileCalls.close(arena.allocate(ValueLayout.JAVA_INT), fd);
      }
      Reference.reachabilityFence(socket);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return send(channel, position, count);
    }
  }

  private static int open(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
      int flags = Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK; // a pipe must not block it
      int fd = FileCalls.open(errno, path, flags, 0);
      if (fd == -Linux.ENOENT) throw new NoSuchFileException(file.toString());
      if (fd < 0) throw new SystemCallException("open", file.toString(), Errno.of(-fd));
      return fd;
    }
  }

  /** Returns the bytes sent, or minus one if this kind of file or socket cannot do it. */
  private long sendfile(int fd, MemorySegment offset, long count) throws IOException {
    long deadline = life.sendDeadline();
    life.begin(WRITE, "sendFile", deadline, true);
    long sent = 0;
    try {
      while (sent < count) {
        life.descriptor.reset(WRITE);
        long n =
            FileCalls.sendfile(
                life.descriptor.errno(WRITE),
                life.descriptor.number(),
                fd,
                offset,
                Math.min(count - sent, MOST));
        if (n > 0) {
          sent += n;
        } else if (n == 0) {
          break; // the end of the file
        } else if (n == -Linux.EAGAIN) {
          life.await(WRITE, "sendFile", deadline);
        } else if (sent == 0 && (n == -Linux.EINVAL || n == -Linux.ENOSYS)) {
          return -1;
        } else if (n != -Linux.EINTR) {
          throw Failures.of("sendFile", n, socket.knownRemote());
        }
      }
      return sent;
    } catch (InterruptedIOException e) {
      e.bytesTransferred = (int) Math.min(sent, Integer.MAX_VALUE);
      throw e;
    } finally {
      life.end(WRITE);
    }
  }

  /** Sends a part of an open file by way of a buffer: the JDK tells nobody its descriptor. */
  long send(FileChannel file, long position, long count) throws IOException {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException("position " + position + ", count " + count);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(Math.clamp(count, 1, 1 << 18));
    long sent = 0;
    while (sent < count) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), count - sent));
      if (file.read(buffer, position + sent) <= 0) break;
      buffer.flip();
      int part = buffer.remaining();
      try {
        socket.sendAll(buffer);
      } catch (InterruptedIOException e) {
        e.bytesTransferred = (int) Math.min(sent + e.bytesTransferred, Integer.MAX_VALUE);
        throw e;
      }
      sent += part;
    }
    return sent;
  }
}

package lisle.socket;

import static lisle.selectors.Descriptor.Direction.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import lisle.selectors.Errno;
import lisle.selectors.SystemCallException;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;

/** Sends files: without their bytes passing through the program, sendfile(2), where that can be. */
final class FileSender {
  /** So that another thread's turn, and a close, do not wait for gigabytes. */
  private static final long MOST = 16 << 20;

  /**
   * Bytes that are read at once where they must be read. To send from a mapped view instead was
   * slower by a third at 256 KiB, and faster by a tenth at 8 MiB alone; and a file that somebody
   * cuts short meanwhile takes the ground from under it.
   */
  private static final int BUFFER = 256 << 10;

  private final Socket socket;
  private final Life life;

  FileSender(Socket socket, Life life) {
    this.socket = socket;
    this.life = life;
  }

  /** Sends a part of a file; the number of bytes is smaller where the file ends before. */
  long send(Path file, long position, long count) throws IOException {
    long most = check(position, count);
    long sent = PathBytes.has(file) ? sendfile(file, position, most) : -1;
    if (sent >= 0) return sent;
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(position);
      return send((buffer, _) -> channel.read(buffer), position, most);
    }
  }

  /** Sends a part of an open file; the number of bytes is smaller where the file ends before. */
  long send(FileChannel file, long position, long count) throws IOException {
    return send(file::read, position, check(position, count));
  }

  /** Returns how much of it there can be: the last byte of a file has a number. */
  private static long check(long position, long count) {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException("position " + position + ", count " + count);
    }
    return Math.min(count, Long.MAX_VALUE - position);
  }

  private long sendfile(Path file, long position, long count) throws IOException {
    int fd = open(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offset = arena.allocate(ValueLayout.JAVA_LONG);
      offset.set(ValueLayout.JAVA_LONG, 0, position);
      return sendfile(fd, offset, count);
    } finally {
      try (Arena arena = Arena.ofConfined()) {
        FileCalls.close(arena.allocate(ValueLayout.JAVA_INT), fd);
      }
      Reference.reachabilityFence(socket);
    }
  }

  private static int open(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      byte[] name = PathBytes.of(file.toAbsolutePath());
      MemorySegment path = arena.allocate(name.length + 1L); // and a zero
      MemorySegment.copy(name, 0, path, ValueLayout.JAVA_BYTE, 0, name.length);
      int flags = Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK; // a pipe must not block it
      int fd = FileCalls.open(errno, path, flags, 0);
      if (fd == -Linux.ENOENT) throw new NoSuchFileException(file.toString());
      if (fd == -Linux.EACCES) throw new AccessDeniedException(file.toString());
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
          if (sent < count) life.goOn(WRITE, "sendFile", deadline);
        } else if (n == 0 || n == -Linux.EOVERFLOW) {
          break; // the end of the file, or behind where one can end
        } else if (n == -Linux.EAGAIN) {
          life.await(WRITE, "sendFile", deadline);
        } else if (sent == 0 && (n == -Linux.EINVAL || n == -Linux.ENOSYS)) {
          return -1;
        } else if (n != -Linux.EINTR) {
          if (n != -Linux.ESPIPE) throw socket.receiver().failed("sendFile", n);
          String advice = "a pipe has no positions: read it";
          throw Failures.of("sendFile", n, socket.knownRemote(), advice);
        }
      }
      return sent;
    } catch (IOException e) {
      Failures.transferred(e, sent);
      throw e;
    } finally {
      life.end(WRITE);
    }
  }

  /** Where the bytes are read, from a position on. */
  private interface Source {
    int read(ByteBuffer buffer, long position) throws IOException;
  }

  /** Sends by way of a buffer, in one turn: nobody else's data comes in between. */
  private long send(Source file, long position, long count) throws IOException {
    long deadline = life.sendDeadline();
    life.begin(WRITE, "sendFile", deadline, true);
    long sent = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.clamp(count, 1, BUFFER));
      ByteBuffer buffer = memory.asByteBuffer();
      while (sent < count) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), count - sent));
        if (file.read(buffer, position + sent) <= 0) break;
        for (long done = 0, all = buffer.position(); done < all; ) {
          life.descriptor.reset(WRITE);
          long n =
              SocketCalls.send(
                  life.descriptor.errno(WRITE),
                  life.descriptor.number(),
                  memory.asSlice(done),
                  all - done,
                  Linux.MSG_NOSIGNAL);
          if (n >= 0) {
            done += n;
            sent += n;
            if (sent < count) life.goOn(WRITE, "sendFile", deadline);
          } else if (n == -Linux.EAGAIN) {
            life.await(WRITE, "sendFile", deadline);
          } else if (n != -Linux.EINTR) {
            throw socket.receiver().failed("sendFile", n);
          }
        }
      }
      return sent;
    } catch (IOException e) {
      Failures.transferred(e, sent);
      throw e;
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }
}

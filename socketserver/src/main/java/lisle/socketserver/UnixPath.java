package lisle.socketserver;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import lisle.socket.Socket;
import lisle.socket.SocketFailure;
import lisle.socket.SocketType;
import lisle.socket.UnixSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The path of a Unix socket that a server has bound. The system leaves the path behind when the
 * socket is gone, and binds no other to it.
 */
final class UnixPath {
  private static final int TYPE = 0xf000; // S_IFMT, inode(7)
  private static final int SOCKET = 0xc000; // S_IFSOCK

  /** Far more than a server takes from bind to listen. */
  private static final long MOMENT_NANOS = 5_000_000;

  /**
   * Held from the look at what is there until we listen, so that servers of one process that start
   * at once never take each other's new path for a stale one.
   */
  private static final ReentrantLock STARTING = new ReentrantLock();

  private final Path path;

  /** What file it is: somebody else may have put another in its place. */
  private final @Nullable Object key;

  private UnixPath(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  /**
   * Binds a socket to a path, and listens where its type does. Where there is a socket already that
   * nobody listens on any more, it is removed first.
   *
   * @param permissions what the path is to have; null for what the umask leaves
   * @throws BindException if somebody has it, or it is no socket
   */
  static UnixPath listen(
      Socket socket, UnixSocketAddress address, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    Path path = Objects.requireNonNull(address.path());
    STARTING.lock();
    try {
      bind(socket, address, path, permissions);
      UnixPath bound = new UnixPath(path, keyOfBound(path));
      if (!socket.type().equals(SocketType.DATAGRAM)) bound.listen(socket);
      return bound;
    } finally {
      STARTING.unlock();
    }
  }

  private static void bind(
      Socket socket,
      UnixSocketAddress address,
      Path path,
      @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    try {
      bind(socket, address, permissions);
    } catch (BindException e) {
      if (!removeIfStale(socket, address, path)) throw e;
      bind(socket, address, permissions);
    }
  }

  private static void bind(
      Socket socket, UnixSocketAddress address, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    if (permissions == null) {
      socket.bind(address);
    } else {
      socket.bind(address, permissions);
    }
  }

  private void listen(Socket socket) throws IOException {
    try {
      socket.listen(Socket.DEFAULT_BACKLOG);
      if (!Objects.equals(key, keyOfBound(path))) throw taken(path);
    } catch (Throwable t) {
      remove();
      throw t;
    }
  }

  /**
   * Asks whoever may be there: only a socket without a process refuses a connection; and one that
   * is bound and will listen in a moment. So it is asked twice, and must be the same file all the
   * time, lest servers that start at once remove each other's.
   *
   * @return whether it is worth binding again
   */
  private static boolean removeIfStale(Socket like, UnixSocketAddress address, Path path)
      throws IOException {
    try {
      Map<String, Object> found = file(path);
      if (!(found.get("mode") instanceof Integer bits) || (bits & TYPE) != SOCKET) return false;
      if (!refuses(like, address)) return false;
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOMENT_NANOS, 3 * MOMENT_NANOS));
      if (!refuses(like, address) || !file(path).equals(found)) return false;
      Files.delete(path);
      Log.debug(() -> "removed " + path + ", which nobody listened on");
      return true;
    } catch (NoSuchFileException e) {
      return true; // another has removed it: who binds first has it
    }
  }

  private static boolean refuses(Socket like, UnixSocketAddress address) throws IOException {
    try (Socket probe = Socket.open(address.family(), like.type())) {
      probe.tryConnect(address);
      return false; // also where its queue is full: it is very much alive
    } catch (ConnectException e) {
      return true;
    } catch (SocketException e) {
      if (e instanceof SocketFailure failure && failure.errno().name().equals("ENOENT"))
        return true;
      return false; // a socket of another type, or one that we may not reach: not ours to remove
    }
  }

  /** What tells a file from the next one of the same path, and the same number. */
  private static Map<String, Object> file(Path path) throws IOException {
    return Files.readAttributes(path, "unix:mode,dev,ino,ctime", LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * @throws BindException if it is gone: a server of another process that starts too has taken the
   *     socket for a stale one, as it did not listen yet
   */
  private static @Nullable Object keyOfBound(Path path) throws IOException {
    try {
      return key(path);
    } catch (NoSuchFileException e) {
      throw taken(path);
    }
  }

  private static BindException taken(Path path) {
    return new BindException(path + " was taken by another server that started at the same time");
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Removes the path, if it still is the file that we made. */
  void remove() {
    try {
      if (Objects.equals(key, key(path))) Files.delete(path);
    } catch (IOException e) {
      Log.debug(() -> path + " was not removed: " + e);
    }
  }
}

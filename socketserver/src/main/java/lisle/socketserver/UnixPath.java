package lisle.socketserver;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import lisle.socket.Socket;
import lisle.socket.UnixSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The path of a Unix socket that a server has bound. The system leaves the path behind when the
 * socket is gone, and binds no other to it.
 */
final class UnixPath {
  private static final int TYPE = 0xf000; // S_IFMT, inode(7)
  private static final int SOCKET = 0xc000; // S_IFSOCK

  private final Path path;

  /** What file it is: somebody else may have put another in its place. */
  private final @Nullable Object key;

  private UnixPath(Path path) throws IOException {
    this.path = path;
    this.key = key(path);
  }

  /**
   * Binds a socket to a path. Where there is a socket already that nobody listens on any more, it
   * is removed first.
   *
   * @throws BindException if somebody has it, or it is no socket
   */
  static UnixPath bind(Socket socket, UnixSocketAddress address) throws IOException {
    Path path = Objects.requireNonNull(address.path());
    try {
      socket.bind(address);
    } catch (BindException e) {
      if (!removeIfStale(socket, address, path)) throw e;
      socket.bind(address);
    }
    return new UnixPath(path);
  }

  /** Asks whoever may be there: only a socket without a process refuses a connection. */
  private static boolean removeIfStale(Socket like, UnixSocketAddress address, Path path)
      throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return false;
    Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (!(mode instanceof Integer bits) || (bits & TYPE) != SOCKET) return false;
    Object key = key(path);
    try (Socket probe = Socket.open(address.family(), like.type())) {
      if (!probe.tryConnect(address)) return false; // its queue is full: it is very much alive
      return false;
    } catch (ConnectException e) {
      // Refused. Between the question and now, another server may have found the same, and bound.
      if (!Objects.equals(key, key(path))) return false;
      Files.delete(path);
      Log.debug(() -> "removed " + path + ", which nobody listened on");
      return true;
    } catch (IOException e) {
      return false; // a socket of another type, or one that we may not reach: not ours to remove
    }
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

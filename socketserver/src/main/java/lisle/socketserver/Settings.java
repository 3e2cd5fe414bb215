package lisle.socketserver;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for of a listener beside its address.
 *
 * @param own the options of its sockets, in the order in which they are set
 * @param ofConnections the options of each connection that it accepts
 * @param permissions those of its Unix path; null for what the umask leaves
 */
record Settings(
    List<Setting<?>> own,
    List<Setting<?>> ofConnections,
    @Nullable Set<PosixFilePermission> permissions) {
  static final Settings NONE = new Settings(List.of(), List.of(), null);

  /** An option, and its value. */
  record Setting<T>(SocketOption<T> option, T value) {
    void set(Socket socket) throws IOException {
      socket.set(option, value);
    }
  }

  Settings with(Setting<?> one) {
    return new Settings(and(own, one), ofConnections, permissions);
  }

  Settings withOfConnections(Setting<?> one) {
    return new Settings(own, and(ofConnections, one), permissions);
  }

  Settings with(Set<PosixFilePermission> permissions) {
    return new Settings(own, ofConnections, permissions);
  }

  private static List<Setting<?>> and(List<Setting<?>> some, Setting<?> one) {
    return Stream.concat(some.stream(), Stream.<Setting<?>>of(one)).toList();
  }

  /** Sets the options of a listener. */
  void set(Socket listener, SocketAddress address) throws IOException {
    try {
      for (Setting<?> one : own) one.set(listener);
    } catch (SocketException e) { // which says the option, and why
      throw new SocketException("listener " + address + ": " + e.getMessage(), e);
    }
  }

  /** Sets the options of a connection. */
  void set(Socket connection) throws IOException {
    for (Setting<?> one : ofConnections) one.set(connection);
  }
}

package lisle.socketserver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lisle.socket.InetAddressAndPort;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import lisle.socket.SocketType;
import lisle.socket.SystemdSockets;
import lisle.socket.TcpOption;
import lisle.socket.UnixSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a server is to listen. */
sealed interface Endpoint {
  SocketType type();

  /** What is asked for beside its address. */
  Settings settings();

  /** Returns the same with other settings. */
  Endpoint with(Settings settings);

  /** Opens its sockets: bound, and listening where they are of a type that does. */
  List<Opened> open(List<Endpoint> all) throws IOException;

  /** A socket of a server, and the path that was made for it; or one that was given. */
  record Opened(Socket socket, @Nullable UnixPath path, boolean given, Settings settings) {
    /** The server does not start: what was given stays the caller's. */
    void giveUp() {
      if (!given) close();
    }

    void close() {
      // First the path: as long as we listen on it, nobody takes it for stale and makes it anew.
      if (path != null) path.remove();
      socket.close();
    }
  }

  /**
   * A socket that the caller has made, which is the server's to close.
   *
   * @param what how a message is to call it
   */
  record Given(Socket socket, String what, Settings settings) implements Endpoint {
    static Given of(Socket socket) {
      return new Given(socket, "the socket that was given", Settings.NONE);
    }

    static Given of(SystemdSockets.Passed passed) {
      int number = passed.socket().descriptor().number();
      String what = "descriptor " + number + " (" + passed.name() + ") of systemd";
      return new Given(passed.socket(), what, Settings.NONE);
    }

    @Override
    public Given with(Settings settings) {
      return new Given(socket, what, settings);
    }

    @Override
    public SocketType type() {
      return socket.type();
    }

    @Override
    public List<Opened> open(List<Endpoint> all) throws IOException {
      if (!type().equals(SocketType.DATAGRAM) && !socket.get(SocketOption.SO_ACCEPTCONN)) {
        throw new IllegalStateException(
            what
                + (", " + socket.family() + " " + type() + " on " + socket.localAddress())
                + (", does not listen, and is not for datagrams"
                    + "; a unit of systemd is to say Accept=no"));
      }
      settings.set(socket, socket.localAddress());
      return List.of(new Opened(socket, null, true, settings));
    }
  }

  /**
   * An address to bind.
   *
   * @param sockets how many share it by SO_REUSEPORT; 1 for one that has it for itself
   */
  record Bound(SocketAddress address, SocketType type, int sockets, Settings settings)
      implements Endpoint {
    @Override
    public Bound with(Settings settings) {
      return new Bound(address, type, sockets, settings);
    }

    @Override
    public List<Opened> open(List<Endpoint> all) throws IOException {
      List<Opened> opened = new ArrayList<>();
      try {
        SocketAddress where = address;
        for (int i = 0; i < sockets; i++) {
          opened.add(openOne(where, all));
          where = opened.getFirst().socket.localAddress(); // its port, if the system chose
        }
        return opened;
      } catch (Throwable t) {
        for (Opened one : opened) one.close();
        throw t;
      }
    }

    private Opened openOne(SocketAddress where, List<Endpoint> all) throws IOException {
      Socket socket = Socket.open(where.family(), type);
      try {
        if (where instanceof InetAddressAndPort inet) prepare(socket, inet, all);
        settings.set(socket, where); // last, and before the address: so what is asked for counts
        if (where instanceof UnixSocketAddress unix && unix.path() != null) {
          UnixPath path = UnixPath.listen(socket, unix, settings.permissions());
          return new Opened(socket, path, false, settings);
        }
        socket.bind(where);
        if (!type.equals(SocketType.DATAGRAM)) socket.listen(Socket.DEFAULT_BACKLOG);
        return new Opened(socket, null, false, settings);
      } catch (Throwable t) {
        socket.close();
        throw t;
      }
    }

    private void prepare(Socket socket, InetAddressAndPort where, List<Endpoint> all)
        throws IOException {
      // A server comes back at once, also while old connections linger. For datagrams this option
      // means something else: that two sockets may have the same address.
      if (!type.equals(SocketType.DATAGRAM)) socket.set(SocketOption.SO_REUSEADDR, true);
      // Connections have it of the listener. With Nagle's algorithm, the second of two answers
      // waits for the acknowledgement of the first, which clients delay by 40 ms.
      if (type.equals(SocketType.STREAM)) socket.set(TcpOption.TCP_NODELAY, true);
      if (sockets > 1) socket.set(SocketOption.SO_REUSEPORT, true);
      if (where.address().version() == 6) {
        // [::] takes IPv4 clients too, whatever the system's default, unless 0.0.0.0 is for them.
        boolean both = where.address().isUnspecified() && !hasIpv4Wildcard(all, where.port());
        socket.set(SocketOption.IPV6_V6ONLY, !both);
      }
    }

    private boolean hasIpv4Wildcard(List<Endpoint> all, int port) {
      return port != 0
          && all.stream()
              .anyMatch(
                  other ->
                      other instanceof Bound bound
                          && bound.type.equals(type)
                          && bound.address instanceof InetAddressAndPort inet
                          && inet.port() == port
                          && inet.address().version() == 4
                          && inet.address().isUnspecified());
    }
  }
}

package lisle.cli;

import java.io.IOException;
import lisle.ipaddress.IpSet;
import lisle.socket.Datagram;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Inet6SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;

/** A server of datagrams: each is sent back as it came, or thrown away. */
final class Datagrams implements AutoCloseable {
  private static final int LONGEST = 1 << 16;

  private final Socket socket;
  private final boolean echoes;
  private final Traffic traffic;
  private final @Nullable IpSet allowed;
  private final IpSet denied;

  Datagrams(
      SocketAddress address, boolean echoes, Traffic traffic, @Nullable IpSet allowed, IpSet denied)
      throws IOException {
    this.echoes = echoes;
    this.traffic = traffic;
    this.allowed = allowed;
    this.denied = denied;
    socket = Socket.open(address.family(), SocketType.DATAGRAM);
    try {
      socket.bind(address);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    Thread.ofVirtual().start(this::run);
  }

  SocketAddress address() throws IOException {
    return socket.localAddress();
  }

  private void run() {
    byte[] buffer = new byte[LONGEST];
    while (socket.isOpen()) {
      try {
        Datagram datagram = socket.receiveFrom(buffer);
        if (!isAdmitted(datagram.from(), allowed, denied)) {
          traffic.refused.incrementAndGet();
          continue;
        }
        traffic.received.add(datagram.length());
        if (!echoes) continue;
        socket.sendTo(buffer, 0, datagram.length(), datagram.from());
        traffic.sent.add(datagram.length());
      } catch (IOException e) {
        // Of one client that is gone; the others go on. Or the socket is closed, and it ends.
      }
    }
  }

  /** Whether such a client is served; one without an Internet address always is. */
  static boolean isAdmitted(@Nullable SocketAddress client, @Nullable IpSet allowed, IpSet denied) {
    var address =
        switch (client) {
          case Inet4SocketAddress v4 -> v4.address();
          case Inet6SocketAddress v6 -> v6.address().unmapped();
          case null, default -> null;
        };
    if (address == null) return true;
    return (allowed == null || allowed.contains(address)) && !denied.contains(address);
  }

  @Override
  public void close() {
    socket.close();
  }
}

package lisle.benchmarks.roundtrip;

import java.io.IOException;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;

/** Lisle's {@code Socket}. */
final class LisleSocket implements Connection {
  private final Socket client;
  private final Socket server;

  LisleSocket() throws IOException {
    try (var listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      client = Socket.connectTo(listener.localAddress());
      server = listener.accept();
    }
    client.set(SocketOption.TCP_NODELAY, true);
    server.set(SocketOption.TCP_NODELAY, true);
  }

  @Override
  public void echo() throws IOException {
    try (server) {
      var buffer = new byte[8192];
      for (int length; (length = server.receive(buffer)) > 0; ) server.sendAll(buffer, 0, length);
    }
  }

  @Override
  public void roundTrip(byte[] message) throws IOException {
    client.sendAll(message);
    client.receiveExactly(message);
  }

  @Override
  public void close() {
    client.close();
  }
}

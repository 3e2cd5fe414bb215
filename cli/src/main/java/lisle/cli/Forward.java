package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import lisle.socket.Socket;
import lisle.socketserver.Connection;

/** Passes on what a client sends to another server, and back what that answers. */
final class Forward {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int BUFFER = 16 << 10;

  private final Endpoint to;

  Forward(Endpoint to) {
    this.to = to;
  }

  void serve(Connection client) throws IOException, InterruptedException {
    try (Socket server = to.connect(CONNECT, null)) {
      Thread back = Thread.ofVirtual().start(() -> answer(server, client));
      byte[] buffer = new byte[BUFFER];
      for (int n; (n = client.receive(buffer)) >= 0; ) server.sendAll(buffer, 0, n);
      server.shutdown(Socket.Half.SEND);
      back.join();
    }
  }

  /** Until the end of the server's answers, which the client is told by the half of a close. */
  private static void answer(Socket server, Connection client) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n; (n = server.receive(buffer)) >= 0; ) client.sendAll(buffer, 0, n);
      client.socket().shutdown(Socket.Half.SEND);
    } catch (IOException e) {
      // One side is gone; closing the other tells it.
      client.close();
      server.close();
    }
  }
}

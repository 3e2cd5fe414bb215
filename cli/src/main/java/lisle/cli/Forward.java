package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import lisle.socket.Socket;
import lisle.socketserver.Connection;

/** Passes on what a client sends to another server, and back what that answers. */
final class Forward {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int BUFFER = 16 << 10;

  private final Endpoint to;
  private final Traffic traffic;

  Forward(Endpoint to, Traffic traffic) {
    this.to = to;
    this.traffic = traffic;
  }

  void serve(Connection client) throws IOException, InterruptedException {
    try (Socket server = to.connect(CONNECT, null)) {
      Thread back = Thread.ofVirtual().start(() -> passQuietly(server, client.socket()));
      pass(client.socket(), server, traffic.received);
      back.join();
    }
  }

  /** Until the end of one side, which the other is told by the half of a close. */
  private static void pass(Socket from, Socket to, LongAdder count) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = from.receive(buffer)) >= 0; ) {
      count.add(n);
      to.sendAll(buffer, 0, n);
    }
    to.shutdown(Socket.Half.SEND);
  }

  private void passQuietly(Socket server, Socket client) {
    try {
      pass(server, client, traffic.sent);
    } catch (IOException e) {
      // One side is gone; closing the other tells it.
      client.close();
      server.close();
    }
  }
}

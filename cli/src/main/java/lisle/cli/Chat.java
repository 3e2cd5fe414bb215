package lisle.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lisle.socketserver.Connection;

/** What one client of a chat writes, all others read. Safe for use by several threads. */
final class Chat {
  /** A client that reads nothing for so long is shut out: it must not hold up the others. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Set<Connection> clients = ConcurrentHashMap.newKeySet();

  void serve(Connection client) throws IOException {
    client.socket().sendTimeout(PATIENCE);
    clients.add(client);
    byte[] buffer = new byte[1 << 14];
    try {
      for (int n; (n = client.receive(buffer)) > 0; ) {
        for (Connection other : clients) {
          if (other != client) send(other, buffer, n);
        }
      }
    } finally {
      clients.remove(client);
    }
  }

  private void send(Connection to, byte[] buffer, int length) {
    try {
      synchronized (to) {
        to.sendAll(buffer, 0, length);
      }
    } catch (IOException e) {
      clients.remove(to);
      to.close();
    }
  }
}

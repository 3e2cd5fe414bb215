package lisle.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;

/**
 * A thousand clients of an echo server, on one thread: {@code LoadGenerator PORT [CLIENTS
 * [MESSAGES]]}. Each sends 64 bytes, waits until they are back, and sends the next.
 */
final class LoadGenerator {
  private static final int SIZE = 64;

  private final SocketAddress target;
  private final int clients;
  private final int messages;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
  private int active;
  private long echoed;

  LoadGenerator(SocketAddress target, int clients, int messages) {
    this.target = target;
    this.clients = clients;
    this.messages = messages;
  }

  static void main(String[] arguments) throws IOException {
    var target =
        new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), Integer.parseInt(arguments[0]));
    int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
    int messages = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
    long begin = System.nanoTime();
    long echoed = new LoadGenerator(target, clients, messages).run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    IO.println(
        "%,d clients, %,d messages in %.1f s: %,.0f a second"
            .formatted(clients, echoed, seconds, echoed / seconds));
  }

  /** Returns how many messages came back when all clients are through. */
  long run() throws IOException {
    try (Selector<Client> selector = Selector.open()) {
      for (int i = 0; i < clients; i++) {
        Client client = new Client(Socket.open(target.family(), SocketType.STREAM));
        client.connected = client.socket.tryConnect(target);
        selector.register(client.socket, Event.WRITABLE, client);
        active++;
      }
      while (active > 0) {
        var found = selector.select(Duration.ofSeconds(10));
        if (!found.iterator().hasNext()) throw new IOException(active + " clients are stuck");
        for (Registration<Client> ready : found) step(ready, ready.attachment());
      }
    }
    return echoed;
  }

  private void step(Registration<Client> ready, Client client) throws IOException {
    if (!client.connected) {
      client.connected = client.socket.finishConnect();
    } else if (ready.has(Event.WRITABLE)) {
      buffer.clear();
      client.socket.trySend(buffer); // 64 bytes always fit where nothing else is under way
      ready.modify(Event.READABLE);
    } else {
      buffer.clear().limit(SIZE - client.received);
      int length = client.socket.tryReceive(buffer);
      if (length == -1) throw new IOException("the server left");
      if (length > 0) client.received += length;
      if (client.received == SIZE) next(client);
    }
  }

  private void next(Client client) throws IOException {
    client.received = 0;
    client.done++;
    echoed++;
    if (client.done == messages) {
      client.socket.close();
      active--;
    } else {
      buffer.clear();
      client.socket.trySend(buffer);
    }
  }

  private static final class Client {
    final Socket socket;
    boolean connected;
    int received;
    int done;

    Client(Socket socket) {
      this.socket = socket;
    }
  }
}

package lisle.benchmarks.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketOption;

/** Lisle's selector, on one thread, with one direct buffer for all connections. */
final class LisleSelector {
  /** Connections are edge-triggered with {@code -Dedge=true}, and level-triggered without. */
  private static final int TRIGGER =
      Boolean.getBoolean("edge") ? Event.EDGE_TRIGGERED | Event.PEER_CLOSED : 0;

  private final Selector<Client> selector = Selector.open();
  private final Socket listener;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Lifeline.BUFFER);

  /** A connection, and what it has not taken yet; the listener is none. */
  private static final class Client {
    final Socket socket;
    ByteBuffer rest = ByteBuffer.allocate(0);

    Client(Socket socket) {
      this.socket = socket;
    }
  }

  private LisleSelector(int port) throws IOException {
    listener = Socket.listenOn(new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), port));
    selector.register(listener, Event.READABLE, new Client(listener));
  }

  static void main(String[] args) throws IOException {
    var server = new LisleSelector(Lifeline.port(args));
    Lifeline.listening(((Inet4SocketAddress) server.listener.localAddress()).port());
    while (true) {
      for (var ready : server.selector.select()) server.serve(ready);
    }
  }

  private void serve(Registration<Client> ready) {
    Client client = ready.attachment();
    try {
      if (client.socket == listener) {
        acceptAll();
      } else if (ready.has(Event.WRITABLE)) {
        finish(ready, client);
      } else {
        echo(ready, client);
      }
    } catch (IOException e) {
      client.socket.close();
    }
  }

  private void acceptAll() throws IOException {
    for (Socket socket; (socket = listener.tryAccept()) != null; ) {
      socket.set(SocketOption.TCP_NODELAY, true);
      selector.register(socket, Event.READABLE | TRIGGER, new Client(socket));
    }
  }

  private void echo(Registration<Client> ready, Client client) throws IOException {
    int length;
    do {
      buffer.clear();
      length = client.socket.tryReceive(buffer);
      if (length == Socket.WOULD_BLOCK) return;
      if (length < 0) {
        client.socket.close();
        return;
      }
      client.socket.trySend(buffer.flip());
      if (buffer.hasRemaining()) {
        // Reads no more from this client until it has taken the rest.
        client.rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        ready.modify(Event.WRITABLE | TRIGGER);
        return;
      }
      // An edge is reported once, so nothing may be left: no data, and no end behind it.
    } while (length == buffer.capacity() || ready.has(Event.PEER_CLOSED));
  }

  private static void finish(Registration<Client> ready, Client client) throws IOException {
    client.socket.trySend(client.rest);
    if (!client.rest.hasRemaining()) ready.modify(Event.READABLE | TRIGGER);
  }
}

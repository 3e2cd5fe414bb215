package lisle.examples;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.util.List;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;

/**
 * An echo server on one thread: {@code EchoServer [PORT]}.
 *
 * <p>What is attached to a registration is what to do when it is ready, so the loop knows neither
 * the listener nor the clients.
 */
final class EchoServer implements Closeable {
  /** What is done when a descriptor is ready. */
  private interface Handler {
    void ready(Registration<Handler> self) throws IOException;
  }

  private final Selector<Handler> selector = Selector.open();
  private final Socket listener;
  private final byte[] buffer = new byte[16 * 1024];

  EchoServer(SocketAddress address) throws IOException {
    listener = Socket.listenOn(address);
    selector.register(listener, Event.READABLE, this::accept);
  }

  static void main(String[] arguments) throws IOException {
    int port = arguments.length == 0 ? 8888 : Integer.parseInt(arguments[0]);
    var server = new EchoServer(new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), port));
    IO.println("echo on " + server.address());
    server.run();
  }

  SocketAddress address() throws IOException {
    return listener.localAddress();
  }

  /** Serves until it is closed. */
  void run() throws IOException {
    try {
      for (; ; ) {
        for (Registration<Handler> ready : selector.select()) ready.attachment().ready(ready);
      }
    } catch (ClosedSelectorException e) {
      // It was closed by another thread: this is the end.
    }
  }

  private void accept(Registration<Handler> self) throws IOException {
    for (Socket socket; (socket = listener.tryAccept()) != null; ) {
      selector.register(socket, Event.READABLE, new Client(socket));
    }
  }

  /** One client, and what it has not taken yet of its echo. */
  private final class Client implements Handler {
    private final Socket socket;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    Client(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void ready(Registration<Handler> self) {
      try {
        if (rest.hasRemaining()) sendRest(self);
        else echo(self);
      } catch (IOException e) {
        socket.close(); // A client that vanishes is an ordinary end.
      }
    }

    private void echo(Registration<Handler> self) throws IOException {
      int length = socket.tryReceive(buffer, 0, buffer.length);
      if (length == Socket.WOULD_BLOCK) return;
      if (length < 0) {
        socket.close(); // closed is unregistered
        return;
      }
      int sent = Math.max(0, socket.trySend(buffer, 0, length));
      if (sent == length) return;
      // It sends faster than it receives: we read no more of it until it has taken this.
      rest = ByteBuffer.allocate(length - sent).put(buffer, sent, length - sent).flip();
      self.modify(Event.WRITABLE);
    }

    private void sendRest(Registration<Handler> self) throws IOException {
      socket.trySend(rest);
      if (!rest.hasRemaining()) self.modify(Event.READABLE);
    }
  }

  @Override
  public void close() {
    List<Registration<Handler>> all = selector.registrations();
    selector.close();
    listener.close();
    all.forEach(EchoServer::closeClient);
  }

  private static void closeClient(Registration<Handler> registration) {
    if (registration.attachment() instanceof Client client) client.socket.close();
  }
}

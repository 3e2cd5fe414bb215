package lisle.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Family;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;

/**
 * Sends messages over one connection and prints what comes back, never waiting but in select:
 * {@code EchoClient PORT MESSAGE...}.
 */
final class EchoClient {
  private EchoClient() {}

  static void main(String[] arguments) throws IOException {
    var address =
        new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), Integer.parseInt(arguments[0]));
    List<String> messages = List.of(arguments).subList(1, arguments.length);
    echo(address, messages).forEach(IO::println);
  }

  /** Sends each message when the one before it has come back; returns what came back. */
  static List<String> echo(SocketAddress address, List<String> messages) throws IOException {
    List<String> replies = new ArrayList<>();
    try (Selector<Socket> selector = Selector.open();
        Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      // A connection that is under way becomes writable when it is made, or has failed.
      boolean connected = socket.tryConnect(address);
      Registration<Socket> registration = selector.register(socket, Event.WRITABLE, socket);
      ByteBuffer out = ByteBuffer.allocate(0);
      ByteBuffer in = ByteBuffer.allocate(0);
      for (; ; ) {
        for (Registration<Socket> ready : selector.select()) {
          if (!connected) {
            connected = socket.finishConnect();
          } else if (ready.has(Event.WRITABLE)) {
            if (!out.hasRemaining()) {
              if (replies.size() == messages.size()) return replies;
              out = ByteBuffer.wrap(messages.get(replies.size()).getBytes(UTF_8));
              in = ByteBuffer.allocate(out.remaining());
            }
            socket.trySend(out);
            if (!out.hasRemaining()) registration.modify(Event.READABLE);
          } else {
            if (socket.tryReceive(in) == -1) throw new IOException("the server left");
            if (in.hasRemaining()) continue;
            replies.add(UTF_8.decode(in.flip()).toString());
            registration.modify(Event.WRITABLE);
          }
        }
      }
    }
  }
}

package lisle.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;

/**
 * An echo server and its client on the same thread and the same selector, which neither notices:
 * {@code EchoBoth MESSAGE...}.
 */
final class EchoBoth {
  /** Who a socket belongs to. */
  private enum Role {
    LISTENER,
    SERVER,
    CLIENT
  }

  private EchoBoth() {}

  static void main(String[] arguments) throws IOException {
    run(List.of(arguments)).forEach(IO::println);
  }

  /** Sends each message, and returns what the client was told and what the server saw. */
  static List<String> run(List<String> messages) throws IOException {
    List<String> story = new ArrayList<>();
    if (messages.isEmpty()) return story;
    byte[] buffer = new byte[1024]; // a message is shorter
    var anyPort = new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), 0);
    try (Selector<Role> selector = Selector.open();
        Socket listener = Socket.listenOn(anyPort);
        Socket client = Socket.connectTo(listener.localAddress())) {
      selector.register(listener, Event.READABLE, Role.LISTENER);
      selector.register(client, Event.READABLE, Role.CLIENT);
      Socket server = null;
      int replies = 0;
      client.sendAll(messages.getFirst().getBytes(UTF_8));
      while (replies < messages.size()) {
        for (Registration<Role> ready : selector.select()) {
          switch (ready.attachment()) {
            case LISTENER -> {
              server = listener.accept();
              selector.register(server, Event.READABLE, Role.SERVER);
            }
            case SERVER -> {
              if (server == null) continue;
              int length = server.tryReceive(buffer, 0, buffer.length);
              if (length <= 0) continue;
              story.add("server saw " + new String(buffer, 0, length, UTF_8));
              server.sendAll(buffer, 0, length);
            }
            case CLIENT -> {
              int length = client.tryReceive(buffer, 0, buffer.length);
              if (length <= 0) continue;
              story.add("client got " + new String(buffer, 0, length, UTF_8));
              if (++replies < messages.size()) {
                client.sendAll(messages.get(replies).getBytes(UTF_8));
              }
            }
          }
        }
      }
      if (server != null) server.close();
    }
    return story;
  }
}

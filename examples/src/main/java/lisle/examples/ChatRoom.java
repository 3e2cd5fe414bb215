package lisle.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A chat room on one thread: {@code ChatRoom [PORT]}. The first line of a guest is its name, each
 * other line goes to everybody else. Who does not keep up is shown out.
 */
final class ChatRoom implements Closeable {
  private static final int LONGEST_LINE = 1000;
  private static final int MOST_WAITING = 1000;

  private final Selector<@Nullable Guest> selector = Selector.open();
  private final List<Guest> guests = new ArrayList<>();
  private final Socket listener;

  ChatRoom(SocketAddress address) throws IOException {
    listener = Socket.listenOn(address);
    selector.register(listener, Event.READABLE, null); // the listener is no guest
  }

  static void main(String[] arguments) throws IOException {
    int port = arguments.length == 0 ? 8889 : Integer.parseInt(arguments[0]);
    var room = new ChatRoom(new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), port));
    IO.println("chat room on " + room.address());
    room.run();
  }

  SocketAddress address() throws IOException {
    return listener.localAddress();
  }

  /** Serves until it is closed. */
  void run() throws IOException {
    try {
      for (; ; ) {
        for (Registration<@Nullable Guest> ready : selector.select()) {
          Guest guest = ready.attachment();
          if (guest == null) accept();
          else guest.ready(ready);
        }
      }
    } catch (ClosedSelectorException e) {
      // It was closed by another thread: this is the end, also for those who are here.
      for (Guest guest : guests) guest.socket.close();
    }
  }

  private void accept() throws IOException {
    for (Socket socket; (socket = listener.tryAccept()) != null; ) {
      Guest guest = new Guest(socket);
      guest.registration = selector.register(socket, Event.READABLE, guest);
      guests.add(guest);
      guest.tell("your name?\n");
    }
  }

  private void announce(String line, Guest from) {
    // A copy, as a guest who does not keep up leaves the list.
    for (Guest guest : List.copyOf(guests)) {
      if (guest != from && guest.name != null) guest.tell(line);
    }
  }

  private final class Guest {
    private final Socket socket;
    private final ByteBuffer in = ByteBuffer.allocate(LONGEST_LINE);
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    private @Nullable Registration<@Nullable Guest> registration;
    private @Nullable String name;

    Guest(Socket socket) {
      this.socket = socket;
    }

    void ready(Registration<@Nullable Guest> ready) {
      try {
        if (ready.has(Event.WRITABLE)) flush();
        if (ready.isReadable()) receive();
      } catch (IOException e) {
        leave();
      }
    }

    private void receive() throws IOException {
      if (socket.tryReceive(in) == -1) {
        leave();
        return;
      }
      in.flip();
      for (int end; (end = endOfLine()) >= 0; ) {
        byte[] line = new byte[end - in.position()];
        in.get(line).get();
        hear(new String(line, UTF_8).stripTrailing()); // telnet ends a line with CR LF
      }
      in.compact();
      if (!in.hasRemaining()) leave(); // no line is so long
    }

    private int endOfLine() {
      for (int i = in.position(); i < in.limit(); i++) if (in.get(i) == '\n') return i;
      return -1;
    }

    private void hear(String line) {
      if (name == null) {
        name = line;
        announce(name + " is here\n", this);
      } else {
        announce(name + ": " + line + "\n", this);
      }
    }

    /** Sends at once what can be, and the rest when there is room. */
    void tell(String line) {
      out.add(ByteBuffer.wrap(line.getBytes(UTF_8)));
      try {
        if (out.size() > MOST_WAITING) leave();
        else if (out.size() == 1) flush();
      } catch (IOException e) {
        leave();
      }
    }

    private void flush() throws IOException {
      while (!out.isEmpty()) {
        socket.trySend(out.peek());
        if (out.peek().hasRemaining()) break;
        out.remove();
      }
      int interest = out.isEmpty() ? Event.READABLE : Event.READABLE | Event.WRITABLE;
      if (registration != null && registration.interest() != interest) {
        registration.modify(interest);
      }
    }

    private void leave() {
      socket.close(); // closed is unregistered: no event of it comes any more
      if (guests.remove(this) && name != null) announce(name + " has left\n", this);
    }
  }

  @Override
  public void close() {
    selector.close();
    listener.close();
  }
}

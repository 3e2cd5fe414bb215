package lisle.examples;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a port to another, on one thread: {@code PortForwarder FROM TO}.
 *
 * <p>Back-pressure: of each side only so much is read as the other has taken, so a slow reader
 * slows down its writer and costs one buffer. Half-close: where one side ends, the other is told so
 * when it has got everything, and can go on answering.
 */
final class PortForwarder implements Closeable {
  private static final int BUFFER = 64 * 1024;

  private final Selector<@Nullable End> selector = Selector.open();
  private final List<End> ends = new ArrayList<>();
  private final Socket listener;
  private final SocketAddress target;

  PortForwarder(SocketAddress address, SocketAddress target) throws IOException {
    this.target = target;
    listener = Socket.listenOn(address);
    selector.register(listener, Event.READABLE, null); // the listener is no end
  }

  static void main(String[] arguments) throws IOException {
    var localhost = Ipv4Address.parse("127.0.0.1");
    var from = new Inet4SocketAddress(localhost, Integer.parseInt(arguments[0]));
    var to = new Inet4SocketAddress(localhost, Integer.parseInt(arguments[1]));
    new PortForwarder(from, to).run();
  }

  SocketAddress address() throws IOException {
    return listener.localAddress();
  }

  /** Forwards until it is closed. */
  void run() throws IOException {
    try {
      for (; ; ) {
        for (Registration<@Nullable End> ready : selector.select()) {
          End end = ready.attachment();
          if (end == null) accept();
          else end.ready();
        }
      }
    } catch (ClosedSelectorException e) {
      for (End end : ends) end.socket.close();
    }
  }

  private void accept() throws IOException {
    for (Socket socket; (socket = listener.tryAccept()) != null; ) {
      End near = new End(socket);
      End far = new End(Socket.open(target.family(), SocketType.STREAM));
      near.other = far;
      far.other = near;
      ends.add(near);
      ends.add(far);
      try {
        far.connected = far.socket.tryConnect(target);
        near.connected = true;
        near.watch();
        far.watch();
      } catch (IOException e) {
        near.close();
      }
    }
  }

  /** One side of a forwarded connection. */
  private final class End {
    final Socket socket;
    @Nullable End other;
    boolean connected;

    /** What was received here and not yet sent by the other end; ready to be filled. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    private boolean ended; // this side sends no more
    private boolean told; // this side was told that the other sends no more
    private @Nullable Registration<@Nullable End> registration;

    End(Socket socket) {
      this.socket = socket;
    }

    void ready() {
      End peer = other;
      if (peer == null) return;
      try {
        if (!connected) connected = socket.finishConnect();
        if (connected) {
          receive();
          move(this, peer);
          move(peer, this);
        }
        if (told && peer.told) {
          close();
        } else {
          watch();
          peer.watch();
        }
      } catch (IOException e) {
        close(); // a reset on one side is one on the other
      }
    }

    private void receive() throws IOException {
      if (!ended && buffer.hasRemaining()) ended = socket.tryReceive(buffer) == -1;
    }

    private static void move(End from, End to) throws IOException {
      if (!to.connected || to.told) return;
      from.buffer.flip();
      if (from.buffer.hasRemaining()) to.socket.trySend(from.buffer);
      from.buffer.compact();
      if (from.ended && from.buffer.position() == 0) {
        to.socket.shutdown(Socket.Half.SEND);
        to.told = true;
      }
    }

    /** Asks for what this end can do next, and for nothing if it can do nothing. */
    void watch() throws IOException {
      End peer = other;
      if (peer == null) return;
      int interest = Event.NONE;
      if (connected && !ended && buffer.hasRemaining()) interest |= Event.READABLE;
      if (!connected || peer.buffer.position() > 0) interest |= Event.WRITABLE;
      Registration<@Nullable End> current = registration;
      if (current == null) {
        if (interest != Event.NONE) registration = selector.register(socket, interest, this);
      } else if (interest == Event.NONE) {
        current.unregister(); // a pause would report a hang-up again and again
        registration = null;
      } else if (interest != current.interest()) {
        current.modify(interest);
      }
    }

    void close() {
      ends.remove(this);
      ends.remove(other);
      socket.close();
      if (other != null) other.socket.close();
    }
  }

  @Override
  public void close() {
    selector.close();
    listener.close();
  }
}

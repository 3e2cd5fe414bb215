package lisle.benchmarks.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import lisle.socket.DatagramBatch;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;
import lisle.socket.SocketType;

/** Sockets of Lisle, one datagram a call or in batches. */
final class LisleDatagrams implements Datagrams {
  /** How datagrams are sent and received. */
  enum Way {
    /** One call for each. */
    SINGLE,
    /** Batches of which the kernel handles each datagram by itself. */
    BATCH,
    /** Batches as they are: the kernel may handle many as one. */
    JOINED
  }

  private final Way way;
  private final Socket sender = open();
  private final Socket receiver = open();
  private final ByteBuffer out;
  private final ByteBuffer in = ByteBuffer.allocateDirect(2048);
  private final byte[] data;
  private final DatagramBatch outgoing;
  private final DatagramBatch incoming;

  LisleDatagrams(Way way, int size, int count) throws IOException {
    this.way = way;
    receiver.set(SocketOption.SO_RCVBUF, 4 << 20);
    sender.connect(receiver.localAddress());
    receiver.connect(sender.localAddress());
    out = ByteBuffer.allocateDirect(size);
    data = new byte[size];
    outgoing = DatagramBatch.of(count, size).coalescing(way == Way.JOINED);
    incoming = DatagramBatch.of(count, 2048).coalescing(way == Way.JOINED);
  }

  private static Socket open() throws IOException {
    SocketAddress loopback = SocketAddress.parse("127.0.0.1:0");
    Socket socket = Socket.open(loopback.family(), SocketType.DATAGRAM);
    socket.bind(loopback);
    return socket;
  }

  @Override
  public void round(int count) throws IOException {
    if (way == Way.SINGLE) {
      for (int i = 0; i < count; i++) sender.send(out.clear());
      for (int i = 0; i < count; i++) receiver.receive(in.clear());
      return;
    }
    outgoing.clear();
    for (int i = 0; i < count; i++) outgoing.add(data, 0, data.length);
    sender.send(outgoing);
    for (int done = 0; done < count; ) {
      int n = receiver.receive(incoming);
      for (int i = 0; i < n; i++) incoming.copy(i, data, 0);
      done += n;
    }
  }

  @Override
  public void close() {
    sender.close();
    receiver.close();
  }
}

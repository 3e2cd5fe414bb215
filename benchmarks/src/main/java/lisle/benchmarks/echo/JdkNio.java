package lisle.benchmarks.echo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's selector, on one thread, with one direct buffer for all connections. */
final class JdkNio {
  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Lifeline.BUFFER);

  private JdkNio(int port) throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Lifeline.BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  static void main(String[] args) throws IOException {
    var server = new JdkNio(Lifeline.port(args));
    Lifeline.listening(server.listener.socket().getLocalPort());
    while (true) server.selector.select(server::serve);
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        acceptAll();
      } else if (key.isWritable()) {
        finish(key);
      } else {
        echo(key);
      }
    } catch (IOException e) {
      end(key);
    }
  }

  private void acceptAll() throws IOException {
    for (SocketChannel client; (client = listener.accept()) != null; ) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ);
    }
  }

  private void echo(SelectionKey key) throws IOException {
    var client = (SocketChannel) key.channel();
    buffer.clear();
    if (client.read(buffer) < 0) {
      end(key);
      return;
    }
    buffer.flip();
    client.write(buffer);
    if (buffer.hasRemaining()) {
      // Reads no more from this client until it has taken the rest.
      key.attach(ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void finish(SelectionKey key) throws IOException {
    var rest = (ByteBuffer) key.attachment();
    ((SocketChannel) key.channel()).write(rest);
    if (rest.hasRemaining()) return;
    key.attach(null);
    key.interestOps(SelectionKey.OP_READ);
  }

  private static void end(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is closed in any case.
    }
  }
}

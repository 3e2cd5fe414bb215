package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import lisle.socket.InetAddressAndPort;
import lisle.socket.SocketAddress;

/** A client made of the JDK's own socket, so that it shares no fault with what it tests. */
final class Client implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  final Socket socket;

  Client(SocketAddress server) throws IOException {
    this(((InetAddressAndPort) server).toInetSocketAddress());
  }

  Client(InetSocketAddress server) throws IOException {
    socket = new Socket();
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(server, TIMEOUT_MILLIS);
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  static Client ofPort(int port) throws IOException {
    return new Client(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  /** Sends on a thread of its own; where that fails, who receives meets it, too. */
  Thread sendAside(String text) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                send(text);
              } catch (IOException e) {
                // it is over
              }
            });
  }

  /** Receives so many bytes, or up to the end of the stream. */
  String receive(int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  /** Receives up to the end of the stream. */
  String receiveAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  /** Sends a text and receives as much. */
  String echo(String text) throws IOException {
    send(text);
    return receive(text.getBytes(UTF_8).length);
  }

  /** Waits until the server has closed the connection, one way or the other. */
  void awaitEnd() {
    try {
      byte[] rest = new byte[1 << 16];
      while (socket.getInputStream().read(rest) >= 0) {}
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the server keeps the connection open", e);
    } catch (IOException e) {
      // reset: that is an end too
    }
  }

  /** Ends the connection with a reset, as a machine does that has lost it. */
  void vanish() throws IOException {
    if (socket.isClosed()) return;
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

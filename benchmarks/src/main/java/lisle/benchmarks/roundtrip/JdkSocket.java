package lisle.benchmarks.roundtrip;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The JDK's {@code java.net.Socket}. */
final class JdkSocket implements Connection {
  private final Socket client;
  private final Socket server;

  JdkSocket() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var listener = new ServerSocket(0, 1, loopback)) {
      client = new Socket(loopback, listener.getLocalPort());
      server = listener.accept();
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  @Override
  public void echo() throws IOException {
    try (server) {
      var in = server.getInputStream();
      var out = server.getOutputStream();
      var buffer = new byte[8192];
      for (int length; (length = in.read(buffer)) > 0; ) out.write(buffer, 0, length);
    }
  }

  @Override
  public void roundTrip(byte[] message) throws IOException {
    client.getOutputStream().write(message);
    if (client.getInputStream().readNBytes(message, 0, message.length) < message.length) {
      throw new EOFException("the echo ended early");
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}

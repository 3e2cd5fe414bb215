package lisle.socket;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What is received, as a stream. */
final class SocketInput extends InputStream {
  private final Socket socket;

  SocketInput(Socket socket) {
    this.socket = socket;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) return 0; // where messages have boundaries, a receive would take one
    int n = socket.receive(buffer, offset, length);
    // So a connection of sequenced packets ends; and a read of nothing would be asked again for
    // ever.
    return n == 0 ? -1 : n;
  }

  @Override
  public int available() throws IOException {
    return socket.available();
  }

  @Override
  public void close() {
    socket.close();
  }
}

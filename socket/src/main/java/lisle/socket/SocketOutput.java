package lisle.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A stream that sends all that is written, at once. */
final class SocketOutput extends OutputStream {
  private final Socket socket;

  SocketOutput(Socket socket) {
    this.socket = socket;
  }

  @Override
  public void write(int b) throws IOException {
    socket.sendAll(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length > 0) socket.sendAll(buffer, offset, length); // of nothing, an empty message
  }

  @Override
  public void close() {
    socket.close();
  }
}

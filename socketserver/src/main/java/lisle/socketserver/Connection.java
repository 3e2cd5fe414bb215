package lisle.socketserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;

/** A client's connection to a server. Safe for use by any number of threads. */
public final class Connection {
  private final Server server;
  private final Socket socket;
  private final SocketAddress remoteAddress;

  Connection(Server server, Socket socket, SocketAddress remoteAddress) {
    this.server = server;
    this.socket = socket;
    this.remoteAddress = remoteAddress;
  }

  /** Returns the server that took it. */
  public Server server() {
    return server;
  }

  /** Returns the socket, with all that it can do. */
  public Socket socket() {
    return socket;
  }

  /** Returns the address of the client. */
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** Receives what is there, waiting if there is nothing: see {@link Socket#receive(byte[])}. */
  public int receive(byte[] buffer) throws IOException {
    return socket.receive(buffer);
  }

  /** Sends all of it: see {@link Socket#sendAll(byte[], int, int)}. */
  public void sendAll(byte[] buffer, int offset, int length) throws IOException {
    socket.sendAll(buffer, offset, length);
  }

  /** Returns what the client sends, as a stream. */
  public InputStream inputStream() {
    return socket.inputStream();
  }

  /** Returns a stream to the client; nothing is held back in it. */
  public OutputStream outputStream() {
    return socket.outputStream();
  }

  /** Closes the connection, which ends its handler's next operation on it. */
  public void close() {
    socket.close();
  }

  @Override
  public String toString() {
    return "connection from " + remoteAddress;
  }
}

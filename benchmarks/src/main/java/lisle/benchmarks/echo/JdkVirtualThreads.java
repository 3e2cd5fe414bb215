package lisle.benchmarks.echo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The JDK's sockets, a virtual thread per connection, blocking code. */
final class JdkVirtualThreads {
  private JdkVirtualThreads() {}

  static void main(String[] args) throws IOException, InterruptedException {
    boolean lines = Lifeline.lines(args);
    try (var listener =
        new ServerSocket(Lifeline.port(args), Lifeline.BACKLOG, InetAddress.getLoopbackAddress())) {
      Lifeline.listening(listener.getLocalPort());
      // The accepting thread is a virtual one too: a hand-over from a platform thread costs more.
      Thread.startVirtualThread(() -> acceptAll(listener, lines)).join();
    }
  }

  private static void acceptAll(ServerSocket listener, boolean lines) {
    while (true) {
      try {
        Socket socket = listener.accept();
        Thread.startVirtualThread(() -> serve(socket, lines));
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private static void serve(Socket socket, boolean lines) {
    try (socket) {
      socket.setTcpNoDelay(true);
      if (lines) {
        echoLines(socket);
      } else {
        echo(socket);
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static void echo(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var out = socket.getOutputStream();
    var buffer = new byte[Lifeline.BUFFER];
    for (int length; (length = in.read(buffer)) > 0; ) out.write(buffer, 0, length);
  }

  private static void echoLines(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var out = socket.getOutputStream();
    var buffer = new byte[Lifeline.BUFFER];
    int end = 0;
    for (int length; (length = in.read(buffer, end, buffer.length - end)) > 0; ) {
      int start = 0;
      int stop = end + length;
      for (int i = end; i < stop; i++) {
        if (buffer[i] == '\n') {
          out.write(buffer, start, i + 1 - start);
          start = i + 1;
        }
      }
      end = stop - start;
      System.arraycopy(buffer, start, buffer, 0, end);
      if (end == buffer.length) throw new IOException("a line over " + end + " bytes");
    }
  }
}

package lisle.benchmarks.echo;

import java.io.IOException;
import lisle.ipaddress.Ipv4Address;
import lisle.socket.Inet4SocketAddress;
import lisle.socketserver.Connection;
import lisle.socketserver.Server;

/** A Lisle server: a virtual thread per connection, blocking code. */
final class LisleVirtualThreads {
  private LisleVirtualThreads() {}

  static void main(String[] args) throws IOException, InterruptedException {
    boolean lines = Lifeline.lines(args);
    var loopback = new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), Lifeline.port(args));
    Server server =
        Server.builder()
            .listen(loopback)
            .handler(lines ? LisleVirtualThreads::echoLines : LisleVirtualThreads::echo)
            .start();
    Lifeline.listening(((Inet4SocketAddress) server.address()).port());
    server.awaitShutdown();
  }

  private static void echo(Connection connection) throws IOException {
    var buffer = new byte[Lifeline.BUFFER];
    for (int length; (length = connection.receive(buffer)) > 0; ) {
      connection.sendAll(buffer, 0, length);
    }
  }

  private static void echoLines(Connection connection) throws IOException {
    var in = connection.inputStream();
    var buffer = new byte[Lifeline.BUFFER];
    int end = 0;
    for (int length; (length = in.read(buffer, end, buffer.length - end)) > 0; ) {
      int start = 0;
      int stop = end + length;
      for (int i = end; i < stop; i++) {
        if (buffer[i] == '\n') {
          connection.sendAll(buffer, start, i + 1 - start);
          start = i + 1;
        }
      }
      end = stop - start;
      System.arraycopy(buffer, start, buffer, 0, end);
      if (end == buffer.length) throw new IOException("a line over " + end + " bytes");
    }
  }
}

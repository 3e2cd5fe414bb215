package lisle.benchmarks.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import lisle.ipaddress.Ipv4Address;
import lisle.socket.Inet4SocketAddress;
import lisle.socketserver.Connection;
import lisle.socketserver.Frames;
import lisle.socketserver.Framing;
import lisle.socketserver.Server;

/** A Lisle server whose handlers hold no buffer while they wait: what the guide begins with. */
final class LisleLentBuffers {
  private LisleLentBuffers() {}

  static void main(String[] args) throws IOException, InterruptedException {
    boolean lines = Lifeline.lines(args);
    var loopback = new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), Lifeline.port(args));
    Server server =
        Server.builder()
            .listen(loopback)
            .handler(lines ? LisleLentBuffers::echoLines : LisleLentBuffers::echo)
            .start();
    Lifeline.listening(((Inet4SocketAddress) server.address()).port());
    server.awaitShutdown();
  }

  private static void echo(Connection connection) throws IOException {
    for (ByteBuffer some; (some = connection.receive()) != null; ) connection.sendAll(some);
  }

  private static void echoLines(Connection connection) throws IOException {
    Frames lines = connection.frames(Framing.lines(Lifeline.BUFFER));
    for (byte[] line; (line = lines.receive()) != null; ) lines.send(line);
  }
}

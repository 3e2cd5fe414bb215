package lisle.benchmarks.echo;

import java.io.IOException;
import lisle.ipaddress.Ipv4Address;
import lisle.socket.Inet4SocketAddress;
import lisle.socketserver.Framing;
import lisle.socketserver.Server;

/** A Lisle server that is told what to do with one frame; between frames nothing waits. */
final class LisleFrames {
  private LisleFrames() {}

  static void main(String[] args) throws IOException, InterruptedException {
    Framing framing = Lifeline.lines(args) ? Framing.lines(Lifeline.BUFFER) : Framing.none();
    var loopback = new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), Lifeline.port(args));
    Server server =
        Server.builder()
            .listen(loopback)
            .frameHandler(framing, frame -> frame.reply(frame.bytes()))
            .start();
    Lifeline.listening(((Inet4SocketAddress) server.address()).port());
    server.awaitShutdown();
  }
}

package lisle.benchmarks.echo;

import java.io.IOException;
import lisle.ipaddress.Ipv4Address;
import lisle.socket.Inet4SocketAddress;
import lisle.socketserver.Server;

/** A Lisle server of datagrams, as it is without being told more. */
final class LisleDatagrams {
  private LisleDatagrams() {}

  static void main(String[] args) throws IOException, InterruptedException {
    var loopback = new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), Lifeline.port(args));
    Server server =
        Server.builder()
            .listenDatagrams(loopback)
            .packetHandler(packet -> packet.reply(packet.bytes()))
            .start();
    Lifeline.listening(((Inet4SocketAddress) server.address()).port());
    server.awaitShutdown();
  }
}

package lisle.benchmarks.echo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A thread that receives a datagram, and sends it back, with one direct buffer. */
final class JdkDatagramChannel {
  private JdkDatagramChannel() {}

  static void main(String[] args) throws IOException {
    try (var channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Lifeline.port(args)));
      Lifeline.listening(((InetSocketAddress) channel.getLocalAddress()).getPort());
      var buffer = ByteBuffer.allocateDirect(Lifeline.BUFFER);
      while (true) {
        var client = channel.receive(buffer);
        buffer.flip();
        channel.send(buffer, client);
        buffer.clear();
      }
    }
  }
}

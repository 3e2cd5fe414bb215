package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Packets as a network card has them, packet(7): those of the loopback, which all machines have.
 */
@Timeout(60)
class PacketTest {
  private static final int IPV4 = 0x0800;

  private static Socket capture() throws IOException {
    try {
      Socket socket = Socket.open(Family.PACKET, SocketType.DATAGRAM);
      socket.bind(PacketSocketAddress.of("lo", IPV4));
      socket.timeout(Duration.ofSeconds(30));
      return socket;
    } catch (SocketException e) {
      return abort("no right to see packets: " + e.getMessage());
    }
  }

  /** Sends a datagram that nobody receives, and returns what it has. */
  private static String say(String what) throws IOException {
    try (Socket sender = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      sender.bind(SocketAddress.parse("127.0.0.1:0"));
      sender.sendTo(what.getBytes(UTF_8), sender.localAddress());
    }
    return what;
  }

  @Test
  void what_passes_is_seen_with_where_it_came_from() throws Exception {
    try (Socket capture = capture()) {
      String said = say("seen " + System.nanoTime());
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (!text(buffer).endsWith(said)) {
        Datagram packet = capture.receiveFrom(buffer.clear());
        assertThat(packet.from()).isInstanceOf(PacketSocketAddress.class);
      }
    }
  }

  @Test
  void a_message_brings_what_is_beside_a_packet() throws Exception {
    try (Socket capture = capture()) {
      capture.set(PacketOption.PACKET_AUXDATA, true);
      String said = say("beside " + System.nanoTime());
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (!text(buffer).endsWith(said)) {
        try (ReceivedMessage message = capture.receiveMessage(buffer.clear())) {
          assertThat(message.from()).isInstanceOf(PacketSocketAddress.class);
          assertThat(message.find(RawAncillaryData.class)).isPresent();
        }
      }
    }
  }

  @Test
  void there_is_no_other_end() throws Exception {
    try (Socket capture = capture()) {
      assertThat(capture.remoteAddress()).isNull();
    }
  }

  private static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer.duplicate().flip()).toString();
  }
}

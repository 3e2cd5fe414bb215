package lisle.socketserver;

import static lisle.socket.SocketType.DATAGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lisle.ipaddress.IpAddress;
import lisle.socket.Family;
import lisle.socket.InetAddressAndPort;
import lisle.socket.IpOption;
import lisle.socket.MulticastMembership;
import lisle.socket.NetworkInterface;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.UnixSocketAddress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PacketAddressTest {
  private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();

  private Server start(SocketAddress address) throws IOException {
    return Server.builder().listenDatagrams(address).packetHandler(packets::add).start();
  }

  private Packet send(SocketAddress to) throws Exception {
    try (Socket client = Socket.open(to.family(), DATAGRAM)) {
      client.sendTo(new byte[1], to);
      return packets.take();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.1",
    "0.0.0.0, 127.0.0.77",
    "::1, ::1",
    "::, ::1",
    "::, 127.0.0.77",
  })
  void a_packet_tells_the_address_that_it_was_sent_to_and_its_interface(String all, String asked)
      throws Exception {
    Server server;
    try {
      server = start(SocketAddress.of(IpAddress.parse(all), 0));
    } catch (IOException e) {
      Assumptions.abort("no address " + all + " here: " + e.getMessage());
      return;
    }
    try (server) {
      int port = ((InetAddressAndPort) server.address()).port();
      SocketAddress to = SocketAddress.of(IpAddress.parse(asked), port);
      for (int i = 0; i < 3; i++) {
        Packet packet = send(to);
        assertThat(packet.to()).isEqualTo(to);
        assertThat(packet.interfaceIndex()).isEqualTo(NetworkInterface.indexOf("lo"));
      }
    }
  }

  @Test
  void a_packet_to_a_group_tells_the_group() throws Exception {
    try (Socket group = Socket.open(Family.INET, DATAGRAM)) {
      group.bind(SocketAddress.parse("0.0.0.0:0"));
      int port = ((InetAddressAndPort) group.localAddress()).port();
      SocketAddress address = SocketAddress.of(IpAddress.parse("233.252.0.9"), port);
      int loopback = NetworkInterface.indexOf("lo");
      group.join(new MulticastMembership(IpAddress.parse("233.252.0.9"), loopback));
      try (Server server = Server.builder().listen(group).packetHandler(packets::add).start();
          Socket client = Socket.open(Family.INET, DATAGRAM)) {
        assertThat(server.addresses()).hasSize(1);
        client.set(IpOption.IP_MULTICAST_IF, loopback);
        client.sendTo(new byte[1], address);
        Packet packet = packets.take();
        assertThat(packet.to()).isEqualTo(address);
        assertThat(packet.interfaceIndex()).isEqualTo(loopback);
      }
    }
  }

  @Test
  void a_packet_to_a_unix_socket_tells_its_path(@TempDir Path folder) throws Exception {
    SocketAddress address = UnixSocketAddress.of(folder.resolve("server"));
    try (Server server = start(address)) {
      assertThat(server.addresses()).containsExactly(address);
      Packet packet = send(address);
      assertThat(packet.to()).isEqualTo(address);
      assertThat(packet.interfaceIndex()).isZero();
    }
  }
}

package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import lisle.socket.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeenFromOutsideTest {
  @Test
  void the_flight_recorder_sees_connections_and_refusals(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("lisle.Connection");
      recording.enable("lisle.Refusal");
      recording.start();
      try (Server server =
          Server.builder()
              .listen(SocketAddress.parse("127.0.0.1:0"))
              .maxConnectionsOrRefuse(1)
              .handler(StreamServerTest::echo)
              .start()) {
        try (Client client = new Client(server.address());
            Client refused = new Client(server.address())) {
          assertThat(client.echo("hello")).isEqualTo("hello");
          refused.awaitEnd();
        }
        StreamServerTest.awaitNobody(server);
      } // a shutdown waits for connections, but not for a refusal to be recorded
      while (true) {
        recording.dump(file);
        if (RecordingFile.readAllEvents(file).size() >= 2) break;
        Thread.sleep(10);
      }
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    RecordedEvent connection = named(events, "lisle.Connection");
    assertThat(connection.getString("client")).startsWith("127.0.0.1:");
    assertThat(connection.getLong("bytesReceived")).isEqualTo(5);
    assertThat(connection.getLong("bytesSent")).isEqualTo(5);
    assertThat(connection.getString("end")).isEqualTo("finished");
    assertThat(connection.getDuration()).isPositive();
    assertThat(named(events, "lisle.Refusal").getString("cause")).isEqualTo("FULL");
  }

  private static RecordedEvent named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void connections_are_counted_listed_and_closed() throws Exception {
    try (Server server =
            Server.builder()
                .listen(SocketAddress.parse("127.0.0.1:0"))
                .handler(StreamServerTest::echo)
                .start();
        Client client = new Client(server.address());
        Client other = new Client(server.address())) {
      assertThat(client.echo("hello")).isEqualTo("hello");
      assertThat(other.echo("hi")).isEqualTo("hi");
      assertThat(server.totals().bytesReceived()).isEqualTo(7);
      List<Connection> connections = server.connections();
      assertThat(connections).hasSize(2);
      Connection first = connections.stream().filter(c -> c.id() == 1).findFirst().orElseThrow();
      assertThat(first.tcpInfo().bytesReceived()).isEqualTo(first.bytesReceived()).isPositive();
      first.close();
      client.awaitEnd();
      assertThat(other.echo("still")).isEqualTo("still");
      while (server.totals().active() > 1) Thread.onSpinWait();
      assertThat(server.totals().handlerTime().count()).isEqualTo(1);
      assertThat(server.totals().queueTime().count()).isEqualTo(2);
      assertThat(server.totals().failed()).isZero();
    }
  }

  @Test
  void what_is_counted_never_becomes_less() throws Exception {
    try (Server server =
        Server.builder()
            .listen(SocketAddress.parse("127.0.0.1:0"))
            .handler(StreamServerTest::echo)
            .start()) {
      AtomicBoolean over = new AtomicBoolean();
      FutureTask<Long> watching =
          new FutureTask<>(
              () -> {
                long last = 0;
                while (!over.get()) {
                  long now = server.totals().bytesReceived();
                  assertThat(now).isGreaterThanOrEqualTo(last);
                  last = now;
                }
                return last;
              });
      Thread.ofPlatform().daemon().start(watching);
      for (int i = 0; i < 1000; i++) {
        try (Client client = new Client(server.address())) {
          client.echo("hello");
        }
      }
      over.set(true);
      watching.get();
      assertThat(server.totals().bytesReceived()).isEqualTo(5000);
    }
  }

  @Test
  void a_signal_shuts_down_in_steps() throws Exception {
    try (EchoProcess server = new EchoProcess(List.of(), List.of());
        Client client = Client.ofPort(server.port)) {
      assertThat(client.echo("hello")).isEqualTo("hello");
      server.terminate();
      assertThat(client.receiveAll()).isEmpty(); // ended, not reset
      assertThat(server.exitStatus()).isEqualTo(143);
    }
  }
}

package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ManyClientsTest {
  private static final int CLIENTS = 10_000;
  private static final int SPARE = 500;

  /** The descriptors that a process may have here; the JVM raises its own limit to the hard one. */
  private static long hardLimit() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.trim().split(" +", -1)[4])
        .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ten_thousand_clients_are_idle_others_are_served_and_a_shutdown_ends_all() throws Exception {
    long limit = hardLimit();
    assumeTrue(limit >= CLIENTS + SPARE, "only " + limit + " descriptors (ulimit -Hn)");
    List<Client> clients = new ArrayList<>(CLIENTS);
    try (EchoProcess server = new EchoProcess(List.of(), List.of("-Xmx512m"))) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Client.ofPort(server.port));
        // Every so often one is waited for, so that the queue of the listener never runs over.
        if (i % 1000 == 999) assertThat(clients.get(i).echo("full")).isEqualTo("full");
      }
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < CLIENTS; i++) clients.get(i).send("client " + i + ", " + round + "\n");
        for (int i = 0; i < CLIENTS; i++) {
          String expected = "client " + i + ", " + round + "\n";
          assertThat(clients.get(i).receive(expected.length())).isEqualTo(expected);
        }
      }
      assertThat(server.ask()).containsExactly(CLIENTS, CLIENTS);
      for (int i = 0; i < 100; i++) {
        try (Client other = Client.ofPort(server.port)) {
          assertThat(other.echo("other " + i)).isEqualTo("other " + i);
        }
      }
      server.terminate(); // while all of them are idle
      for (Client client : clients) assertThat(client.receiveAll()).isEmpty(); // ended, not reset
      assertThat(server.exitStatus()).isEqualTo(143);
      assertThat(server.errors()).doesNotContain("\tat ");
    } finally {
      for (Client client : clients) client.vanish(); // leaves no port in TIME_WAIT
    }
  }
}

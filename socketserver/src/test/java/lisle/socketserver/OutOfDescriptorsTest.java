package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutOfDescriptorsTest {
  @Test
  void out_of_descriptors_the_server_waits_without_spinning_and_recovers() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "no prlimit here (util-linux)");
    List<String> limit = List.of("/usr/bin/prlimit", "--nofile=64:64");
    try (EchoProcess server = new EchoProcess(limit, List.of("-XX:-MaxFDLimit", "-Xmx64m"))) {
      List<Client> served = new ArrayList<>();
      List<Client> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) waiting.add(Client.ofPort(server.port)); // the kernel's queue
      for (Client client : waiting) client.send("hello");
      while (warnings(server) == 0) Thread.sleep(10); // the warning
      Duration before = server.cpu();
      long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (System.nanoTime() < until) Thread.sleep(50);
      Duration spent = server.cpu().minus(before);
      assertThat(spent).as("processor time of 2 s without descriptors").isLessThan(ofMillis(1000));
      assertThat(server.ask()[1]).isLessThan(64);

      // One after the other leaves, and makes room for the next.
      for (Client client : waiting) {
        assertThat(client.receive(5)).isEqualTo("hello");
        client.close();
        served.add(client);
      }
      assertThat(served).hasSize(100);
      try (Client late = Client.ofPort(server.port)) {
        assertThat(late.echo("there is room")).isEqualTo("there is room");
      }
      assertThat(warnings(server)).as("warnings").isLessThan(20);
      assertThat(server.errors()).contains("EMFILE", "raise ulimit -n").doesNotContain("\tat ");
    }
  }

  @Test
  void out_of_descriptors_a_shutdown_comes_to_its_end() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "no prlimit here (util-linux)");
    List<String> limit = List.of("/usr/bin/prlimit", "--nofile=64:64");
    try (EchoProcess server = new EchoProcess(limit, List.of("-XX:-MaxFDLimit", "-Xmx64m"))) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 100; i++) clients.add(Client.ofPort(server.port));
      while (warnings(server) == 0) Thread.sleep(10);
      server.terminate();
      for (Client client : clients) client.awaitEnd();
      assertThat(server.exitStatus()).isEqualTo(143);
      assertThat(server.errors()).doesNotContain("\tat ");
    }
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static long warnings(EchoProcess server) throws IOException {
    return server.errors().lines().filter(line -> line.contains("EMFILE")).count();
  }
}

package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lisle.socket.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that always have sent more already do not keep others waiting. */
@Timeout(60)
class FloodTest {
  /** Takes some microseconds for a line, without waiting for anything. */
  private static void compute(Frame line) throws IOException {
    long end = System.nanoTime() + 20_000;
    while (System.nanoTime() < end) Thread.onSpinWait();
    if (line.bytes().length > 0) line.reply(line.bytes());
  }

  private static ServerBuilder lines(FrameHandler handler) {
    return Server.builder()
        .listen(SocketAddress.parse("127.0.0.1:0"))
        .frameHandler(Framing.lines(1000), handler);
  }

  /** A client that always has sent more than was handled yet, until it is closed. */
  private static void flood(Client client) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              String much = "\n".repeat(1 << 16);
              try {
                for (; ; ) client.send(much);
              } catch (IOException e) {
                // it is over
              }
            });
  }

  private static void serveBesideFloods(ServerBuilder builder, int floods) throws Exception {
    try (Server server = builder.start();
        Client client = new Client(server.address())) {
      assertThat(client.echo("before\n")).isEqualTo("before\n");
      List<Client> others = new ArrayList<>();
      try {
        for (int i = 0; i < floods; i++) {
          others.add(new Client(server.address()));
          flood(others.getLast());
        }
        while (server.totals().handlerTime().count() < 5000L * floods) Thread.onSpinWait();
        for (int i = 0; i < 20; i++) assertThat(client.echo("beside\n")).isEqualTo("beside\n");
        others.add(new Client(server.address()));
        assertThat(others.getLast().echo("new\n")).isEqualTo("new\n");
      } finally {
        for (Client other : others) other.vanish();
      }
    }
  }

  @Test
  void clients_that_send_without_a_pause_do_not_keep_the_processors_for_themselves()
      throws Exception {
    serveBesideFloods(lines(FloodTest::compute), 2 * Runtime.getRuntime().availableProcessors());
  }

  @Test
  void a_client_that_sends_without_a_pause_does_not_keep_the_only_thread_for_itself()
      throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      serveBesideFloods(lines(FloodTest::compute).executor(executor), 2);
    }
    serveBesideFloods(lines(FloodTest::compute).oneAtATime(), 1);
  }

  @Test
  void what_is_left_of_a_flood_is_handled_to_its_end_by_an_executor() throws Exception {
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        Server server = lines(line -> line.reply(line.bytes())).executor(executor).start();
        Client client = new Client(server.address())) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 1000; i++) text.append(i).append('\n');
      client.send(text.toString());
      client.socket.shutdownOutput();
      assertThat(client.receiveAll()).isEqualTo(text.toString());
    }
  }
}

package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs on demand: {@code mvn verify -pl socketserver -am -Dtest=SoakTest
 * -Dlisle.soak.connections=1000000}.
 */
@EnabledIfSystemProperty(
    named = "lisle.soak.connections",
    matches = "\\d+",
    disabledReason = "a soak runs on demand: -Dlisle.soak.connections=1000000")
class SoakTest {
  private static final int THREADS = 8;

  private final AtomicInteger opened = new AtomicInteger();

  /** One after the other from many addresses, so that ports in TIME_WAIT do not run out. */
  private Void connect(int port, int until) throws Exception {
    byte[] message = new byte[64];
    for (int i; (i = opened.getAndIncrement()) < until; ) {
      try (Socket socket = new Socket()) {
        byte[] source = {127, 0, (byte) (1 + i % 4), (byte) (1 + i / 4 % 250)};
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        if (i % 3 != 0) {
          message[0] = (byte) i;
          socket.getOutputStream().write(message);
          byte[] answer = socket.getInputStream().readNBytes(message.length);
          assertThat(answer).isEqualTo(message);
        }
        socket.setSoLinger(true, 0);
        if (i % 3 == 1) socket.shutdownOutput();
      }
    }
    return null;
  }

  private void soak(int port, int connections) throws Exception {
    opened.set(0);
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Void>> all = new ArrayList<>();
      Callable<Void> task = () -> connect(port, connections);
      for (int i = 0; i < THREADS; i++) all.add(executor.submit(task));
      for (Future<Void> one : all) one.get();
    }
  }

  @Test
  void connections_opened_and_closed_leak_no_descriptor_thread_or_memory() throws Exception {
    int connections = Integer.getInteger("lisle.soak.connections");
    List<String> jvm = List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch");
    try (EchoProcess server = new EchoProcess(List.of(), jvm)) {
      soak(server.port, Math.max(20_000, connections / 10)); // warm: code, buffers, carriers
      long accepted = awaitNobody(server);
      int descriptors = server.descriptors();
      int threads = server.threads();
      long memory = server.residentKib();
      soak(server.port, connections);
      long more = awaitNobody(server) - accepted;
      System.out.printf(
          "%d connections: descriptors %d -> %d, threads %d -> %d, resident %d -> %d KiB%n",
          more,
          descriptors,
          server.descriptors(),
          threads,
          server.threads(),
          memory,
          server.residentKib());
      assertThat(more).isLessThanOrEqualTo(connections).isGreaterThan(connections * 6L / 10);
      assertThat(server.descriptors()).isLessThanOrEqualTo(descriptors + 2);
      assertThat(server.threads()).isLessThanOrEqualTo(threads + 2);
      assertThat(server.residentKib()).isLessThan(memory + (16 << 10));
      assertThat(server.errors().lines()).hasSize(2); // that it listens
    }
  }

  private static long awaitNobody(EchoProcess server) throws Exception {
    for (; ; ) {
      long[] totals = server.ask();
      if (totals[1] == 0) return totals[0];
      Thread.sleep(100);
    }
  }
}

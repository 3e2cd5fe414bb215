package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs on demand: {@code mvn verify -pl socketserver -am -Dtest=SoakTest
 * -Dlisle.soak.connections=1000000 -Dlisle.soak.minutes=60}.
 */
class SoakTest {
  private static final int THREADS = 8;
  private static final int HOSTILE = 20;

  /** Of the 400 ms that the server waits for a line: who was silent for so long may be cut off. */
  private static final long LATE_NANOS = 300_000_000;

  private static final long MILLI = 1_000_000;

  /** Without a processor for so long, what waits for the time is due before what has come. */
  private static final Duration STALL = Duration.ofMillis(200);

  /**
   * What malloc holds free counts as resident too, and the JIT compiler leaves some 40 MB of it,
   * more whenever it compiles something large: so it is given back every second.
   */
  private static final List<String> JVM =
      List.of(
          "-Xms64m",
          "-Xmx64m",
          "-XX:+UseSerialGC",
          "-XX:+AlwaysPreTouch",
          "-XX:TrimNativeHeapInterval=1000");

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();

  /** When the machine last had no processor for us, in the terms of System.nanoTime. */
  private volatile long stalled = System.nanoTime() - LATE_NANOS;

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
  @EnabledIfSystemProperty(
      named = "lisle.soak.connections",
      matches = "\\d+",
      disabledReason = "a soak runs on demand: -Dlisle.soak.connections=1000000")
  void connections_opened_and_closed_leak_no_descriptor_thread_or_memory() throws Exception {
    int connections = Integer.getInteger("lisle.soak.connections");
    try (EchoProcess server = new EchoProcess(List.of(), JVM)) {
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

  /** What the server holds. */
  private record Held(int descriptors, int threads, long residentKib) {
    static Held of(EchoProcess server) throws Exception {
      awaitNobody(server);
      return new Held(server.descriptors(), server.threads(), server.residentKib());
    }
  }

  /** Lines and datagrams, each of which comes back, until the time has come; how many. */
  private long good(EchoProcess server, int seed, long until) throws Exception {
    Random random = new Random(seed);
    long answered = 0;
    try (DatagramSocket packets = new DatagramSocket()) {
      packets.connect(InetAddress.getLoopbackAddress(), server.datagramPort);
      packets.setSoTimeout(30_000);
      while (System.nanoTime() < until) {
        answered += lines(server, seed, random);
        byte[] sent = ("datagram " + answered).getBytes(UTF_8);
        packets.send(new DatagramPacket(sent, sent.length));
        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        packets.receive(answer);
        assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(sent);
        answered++;
      }
    }
    return answered;
  }

  /** Runs for ever beside the others, and sees when none of them could. */
  private void watchTheMachine() {
    try {
      for (long before = System.nanoTime(); ; ) {
        Thread.sleep(10);
        long now = System.nanoTime();
        if (now - before > STALL.toNanos()) stalled = now;
        before = now;
      }
    } catch (InterruptedException e) {
      // the test is over
    }
  }

  /** Some lines on one connection, each of which comes back; how many. */
  private int lines(EchoProcess server, int seed, Random random) throws Exception {
    int lines = 1 + random.nextInt(200);
    try (Client client = Client.ofPort(server.port)) {
      long before = System.nanoTime();
      for (int i = 0; i < lines; i++) {
        String line = seed + "." + i + "x".repeat(random.nextInt(900)) + "\n";
        long silent = System.nanoTime() - before;
        String answer;
        try {
          answer = client.echo(line);
        } catch (IOException e) {
          answer = e.toString();
        }
        long now = System.nanoTime();
        if (!answer.equals(line)) {
          Thread.sleep(STALL); // who watches the machine wakes up after us, perhaps
          if (silent > LATE_NANOS || stalled - before > 0) {
            late.getAndIncrement();
            return i;
          }
        }
        long waited = now - before - silent;
        assertThat(answer)
            .as("waited %d ms, %d ms after the answer before", waited / MILLI, silent / MILLI)
            .isEqualTo(line);
        before = now;
      }
    }
    return lines;
  }

  private static void mob(HostileTest.Kind kind, EchoProcess server) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port);
    try (var mob = new HostileTest.Mob(kind, HOSTILE, address)) {
      mob.awaitEnd();
    }
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(
      named = "lisle.soak.minutes",
      matches = "[0-9.]+",
      disabledReason = "a soak runs on demand: -Dlisle.soak.minutes=60")
  void hostile_and_good_traffic_leaves_nothing_behind_and_loses_nothing(HostileTest.Form form)
      throws Exception {
    long nanos = (long) (Double.parseDouble(System.getProperty("lisle.soak.minutes")) * 60e9);
    Thread watch = Thread.ofPlatform().start(this::watchTheMachine);
    try (EchoProcess server = new EchoProcess(List.of(), JVM, form.name());
        ExecutorService executor = Executors.newFixedThreadPool(3)) {
      for (var kind : HostileTest.Kind.values()) mob(kind, server); // warm: code, buffers
      good(server, 0, System.nanoTime() + Math.clamp(nanos / 10, 10_000_000_000L, 30_000_000_000L));
      List<HostileTest.Kind> kinds = List.of(HostileTest.Kind.values());
      Held before = Held.of(server);
      Held after = before;
      long answered = 0;
      long hostile = 0;
      System.out.println(before);
      long start = System.nanoTime();
      for (int part = 1; part <= 10; part++) {
        long until = start + nanos * part / 10;
        List<Future<Long>> good = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          int seed = 10 * part + i;
          good.add(executor.submit(() -> good(server, seed, until)));
        }
        for (int i = part; System.nanoTime() < until; i++) {
          mob(kinds.get(i % kinds.size()), server);
          hostile += HOSTILE;
        }
        for (Future<Long> one : good) answered += one.get(); // throws if anything was lost
        after = Held.of(server);
        if (part == 1) before = after; // what is compiled grows still for some minutes
        System.out.printf(
            "%d answered, %d hostile clients, %d late themselves: %s%n",
            answered, hostile, late.get(), after);
      }
      assertThat(after.descriptors).isLessThanOrEqualTo(before.descriptors + 2);
      assertThat(after.threads).isLessThanOrEqualTo(before.threads + 2);
      assertThat(after.residentKib).isLessThan(before.residentKib + (16 << 10));
      assertThat(answered).isGreaterThan(1_000L * late.get());
    } finally {
      watch.interrupt();
    }
  }
}

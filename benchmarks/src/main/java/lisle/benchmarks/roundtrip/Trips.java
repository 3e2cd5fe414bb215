package lisle.benchmarks.roundtrip;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.FutureTask;

/**
 * One measurement, in a JVM of its own: {@code Trips SOCKETS platform|virtual WARM-UP SECONDS}.
 * Prints the median and the 99th percentile of a round trip and the processor time of one, both
 * ends together, in microseconds.
 */
final class Trips {
  private static final int SIZE = 64;
  private static final int MOST = 4_000_000;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Trips() {}

  static void main(String[] args) throws Exception {
    var builder = args[1].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    double warmUp = Double.parseDouble(args[2]);
    double seconds = Double.parseDouble(args[3]);
    Thread serverThread;
    try (var connection = Sockets.valueOf(args[0]).open()) {
      serverThread =
          builder.start(
              () -> {
                try {
                  connection.echo();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      var client = new FutureTask<>(() -> measure(connection, warmUp, seconds));
      builder.start(client);
      IO.println(client.get());
    }
    serverThread.join();
  }

  private static String measure(Connection connection, double warmUp, double seconds)
      throws IOException {
    var message = new byte[SIZE];
    var nanos = new int[MOST];
    run(connection, message, nanos, warmUp);
    long cpu = PROCESS.getProcessCpuTime();
    int trips = run(connection, message, nanos, seconds);
    cpu = PROCESS.getProcessCpuTime() - cpu;
    Arrays.sort(nanos, 0, trips);
    return "%.3f %.3f %.3f"
        .formatted(nanos[trips / 2] / 1e3, nanos[(int) (trips * 0.99)] / 1e3, cpu / 1e3 / trips);
  }

  /**
   * Makes round trips for that time, fills in how long each took, and returns how many there were.
   */
  private static int run(Connection connection, byte[] message, int[] nanos, double seconds)
      throws IOException {
    long now = System.nanoTime();
    long end = now + (long) (seconds * 1e9);
    int trips = 0;
    while (now < end && trips < nanos.length) {
      message[0] = (byte) trips;
      connection.roundTrip(message);
      if (message[0] != (byte) trips) throw new IOException("what came back is not what was sent");
      long then = now;
      now = System.nanoTime();
      nanos[trips++] = (int) (now - then);
    }
    return trips;
  }
}

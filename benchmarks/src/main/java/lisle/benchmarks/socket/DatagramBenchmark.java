package lisle.benchmarks.socket;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lisle.benchmarks.socket.LisleDatagrams.Way;

/**
 * Datagrams over the loopback, one thread that sends 64 and receives them: how many go through in a
 * second of processor time, that of the kernel on the thread's behalf included.
 */
public final class DatagramBenchmark {
  private static final int COUNT = 64;
  private static final int SAMPLES = 7;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private DatagramBenchmark() {}

  /** Runs it; the one argument, if given, is for how many milliseconds each sample goes on. */
  public static void main(String[] arguments) throws IOException {
    long millis = arguments.length > 0 ? Long.parseLong(arguments[0]) : 400;
    System.out.printf("%-28s %8s %14s %8s%n", "", "bytes", "packets/CPU s", "of JDK");
    for (int size : new int[] {64, 1200}) {
      List<String> names =
          List.of("DatagramChannel", "one call each", "batch, not joined", "batch");
      List<Datagrams> contenders =
          List.of(
              new JdkDatagrams(size),
              new LisleDatagrams(Way.SINGLE, size, COUNT),
              new LisleDatagrams(Way.BATCH, size, COUNT),
              new LisleDatagrams(Way.JOINED, size, COUNT));
      List<List<Double>> samples = new ArrayList<>();
      for (Datagrams contender : contenders) {
        samples.add(new ArrayList<>());
        sample(contender, 2 * millis); // compiled by now
      }
      for (int i = 0; i < SAMPLES; i++) { // in turns, so that each sees the same machine
        for (int k = 0; k < contenders.size(); k++) {
          samples.get(k).add(sample(contenders.get(k), millis));
        }
      }
      double peer = median(samples.get(0));
      for (int k = 0; k < contenders.size(); k++) {
        double rate = median(samples.get(k));
        System.out.printf("%-28s %8d %,14.0f %7.2fx%n", names.get(k), size, rate, rate / peer);
        contenders.get(k).close();
      }
    }
  }

  private static double sample(Datagrams datagrams, long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    long start = THREADS.getCurrentThreadCpuTime();
    long packets = 0;
    do {
      for (int i = 0; i < 50; i++) datagrams.round(COUNT);
      packets += 50L * COUNT;
    } while (System.nanoTime() < end);
    return packets * 1e9 / (THREADS.getCurrentThreadCpuTime() - start);
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}

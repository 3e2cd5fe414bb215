package lisle.benchmarks.echo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long a core has been busy and how long it has been there, in ticks of the kernel (a hundredth
 * of a second), from proc_stat(5). It shows what else ran beside a measurement.
 */
record CoreTimes(long busy, long all) {
  private static final int IDLE = 4;
  private static final int IOWAIT = 5;
  private static final int GUEST = 9;

  /** Reads the times of a core until now. */
  static CoreTimes now(String core) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      String[] fields = line.split(" +", -1);
      if (!fields[0].equals("cpu" + core)) continue;
      long busy = 0;
      long all = 0;
      for (int i = 1; i < Math.min(fields.length, GUEST); i++) {
        long ticks = Long.parseLong(fields[i]);
        all += ticks;
        if (i != IDLE && i != IOWAIT) busy += ticks;
      }
      return new CoreTimes(busy, all);
    }
    throw new IOException("/proc/stat has no core " + core);
  }

  /** Returns the share of the time since then that the core was busy: 0 to 1. */
  double busySince(CoreTimes then) {
    return all == then.all ? 0 : (double) (busy - then.busy) / (all - then.all);
  }
}

package lisle.benchmarks.echo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How long cores have been busy and how long they have been there, in ticks of the kernel (a
 * hundredth of a second), from proc_stat(5). It shows what else ran beside a measurement.
 */
record CoreTimes(long busy, long all) {
  private static final int IDLE = 4;
  private static final int IOWAIT = 5;
  private static final int GUEST = 9;

  /** Reads the times until now of a core, or of several as in {@code 0,1}. */
  static CoreTimes now(String cores) throws IOException {
    var names = List.of(cores.split(",", -1));
    long busy = 0;
    long all = 0;
    int found = 0;
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      String[] fields = line.split(" +", -1);
      if (!fields[0].startsWith("cpu") || !names.contains(fields[0].substring(3))) continue;
      found++;
      for (int i = 1; i < Math.min(fields.length, GUEST); i++) {
        long ticks = Long.parseLong(fields[i]);
        all += ticks;
        if (i != IDLE && i != IOWAIT) busy += ticks;
      }
    }
    if (found == names.size()) return new CoreTimes(busy, all);
    throw new IOException("/proc/stat does not have all cores of " + cores);
  }

  /** Returns the share of the time since then that the core was busy: 0 to 1. */
  double busySince(CoreTimes then) {
    return all == then.all ? 0 : (double) (busy - then.busy) / (all - then.all);
  }
}

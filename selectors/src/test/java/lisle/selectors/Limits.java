package lisle.selectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system allows this process. */
final class Limits {
  private Limits() {}

  /** How many descriptors may be open. The JVM has raised it to the hard limit at its start. */
  static long descriptors() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String soft = line.substring(26).strip().split(" +", -1)[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
      }
    }
    return 0;
  }
}

package lisle.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A run for the JVM to watch, so that the classes that it loads and links go into the cache that
 * later runs start from, with what it learns of the loops that take their time.
 */
final class AheadOfTime {
  /** Enough for the JVM to compile all that is worth it. */
  private static final int LINES = 200_000;

  private AheadOfTime() {}

  static void run() throws IOException {
    for (String json : new String[] {"", "--json"}) {
      for (String what :
          new String[] {
            "192.0.2.1",
            "2001:db8::1",
            "192.0.2.0/24",
            "192.0.2.7/24",
            "192.0.2.1-192.0.2.9",
            "no.1"
          }) {
        execute(("ip " + what + " " + json).strip());
      }
    }
    execute("--help");
    execute("serve --help");
    Path folder = Files.createTempDirectory("lisle-ahead-of-time");
    Path networks = folder.resolve("networks");
    Path log = folder.resolve("log");
    try {
      write(networks, log);
      for (int i = 0; i < 3; i++) {
        execute("ip merge " + networks);
        execute("ip lookup --table " + networks + " " + log);
        execute("ip grep 192.0.2.0/24 2001:db8::/32 " + log);
      }
    } finally {
      Files.deleteIfExists(networks);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    }
  }

  /** Made-up networks and addresses of both versions. */
  private static void write(Path networks, Path log) throws IOException {
    var random = new Random(1);
    try (BufferedWriter one = Files.newBufferedWriter(networks);
        BufferedWriter other = Files.newBufferedWriter(log)) {
      for (int i = 0; i < LINES; i++) {
        int a = random.nextInt();
        int b = random.nextInt();
        boolean isIpv4 = i % 4 != 3;
        String v4 = (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + ".";
        String v6 = "2001:" + Integer.toHexString(a & 0xffff) + ":" + Integer.toHexString(b >>> 16);
        one.write(isIpv4 ? v4 + "0/" + (24 + (b & 3)) + "\n" : v6 + "::/" + (48 + (b & 15)) + "\n");
        other.write(isIpv4 ? v4 + (b & 255) + "\n" : v6 + "::" + (b & 255) + "\n");
      }
    }
  }

  private static void execute(String command) {
    Lisle.execute(command.split(" "));
  }
}

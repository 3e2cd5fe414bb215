package lisle.cli;

/**
 * A run for the JVM to watch, so that the classes that it loads and links go into the cache that
 * later runs start from.
 */
final class AheadOfTime {
  private AheadOfTime() {}

  static void run() {
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
  }

  private static void execute(String command) {
    Lisle.execute(command.split(" "));
  }
}

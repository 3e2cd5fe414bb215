package lisle.socketserver;

import org.jspecify.annotations.Nullable;

/**
 * A warning that may be due many times a second: it is logged at most once in ten seconds, with how
 * often it was due since. Safe for use by any number of threads.
 */
final class Seldom {
  private static final long PAUSE_NANOS = 10_000_000_000L;

  /** When it was logged last, if it was. Guarded by this. */
  private long logged;

  private boolean ever;

  /** How often it was due since, and was not logged. Guarded by this. */
  private long unsaid;

  void warn(String event) {
    String line = due(event, System.nanoTime());
    if (line != null) Log.warn(line, null);
  }

  /** Returns what is to be logged; null for nothing. */
  synchronized @Nullable String due(String event, long now) {
    if (ever && now - logged < PAUSE_NANOS) {
      unsaid++;
      return null;
    }
    String times = unsaid == 0 ? "" : " (and " + unsaid + " times since this was said last)";
    ever = true;
    logged = now;
    unsaid = 0;
    return event + times;
  }
}

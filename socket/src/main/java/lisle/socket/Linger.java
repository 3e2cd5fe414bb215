package lisle.socket;

import java.time.Duration;

/**
 * What a close does with data that was sent and is not yet acknowledged, SO_LINGER of socket(7).
 *
 * @param on false: the system goes on sending it after the close, which is the default
 * @param time if on: how long the close waits for it; zero throws it away and resets the connection
 *     at once. Whole seconds; a part of one counts as one
 */
public record Linger(boolean on, Duration time) {
  /** The default: a close does not wait, and nothing is thrown away. */
  public static final Linger OFF = new Linger(false, Duration.ZERO);

  /** A close throws away what was not sent, and resets the connection. */
  public static final Linger RESET = new Linger(true, Duration.ZERO);

  /** Returns the one with which a close waits at most that long. */
  public static Linger of(Duration time) {
    return new Linger(true, time);
  }
}

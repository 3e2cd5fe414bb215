package lisle.socketserver;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One line per noteworthy event. It never throws: out of descriptors or memory, a logger may fail
 * in any way, and the server goes on without the line.
 */
final class Log {
  private static final System.Logger LOGGER = System.getLogger("lisle.socketserver");

  private Log() {}

  static void warn(String event, @Nullable Throwable reason) {
    write(Level.WARNING, event, reason);
  }

  static void debug(String event) {
    write(Level.DEBUG, event, null);
  }

  static void write(Level level, String event, @Nullable Throwable reason) {
    try {
      if (reason == null) {
        LOGGER.log(level, event);
      } else {
        LOGGER.log(level, event, reason);
      }
    } catch (Throwable t) {
      // The event itself has been dealt with; only the line is lost.
    }
  }
}

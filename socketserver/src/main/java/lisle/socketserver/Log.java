package lisle.socketserver;

import java.lang.System.Logger.Level;
import java.util.function.Supplier;
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

  /** The text is made only where somebody wants to read it. */
  static void debug(Supplier<String> event) {
    try {
      LOGGER.log(Level.DEBUG, event);
    } catch (Throwable t) {
      // as below
    }
  }

  private static void write(Level level, String event, @Nullable Throwable reason) {
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

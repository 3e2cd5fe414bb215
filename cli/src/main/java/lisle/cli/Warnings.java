package lisle.cli;

import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * What the library, or the JDK, warns of, a line each on standard error, in the form of what else
 * is there: as objects of the log of a server, or as text. Safe for use by several threads.
 */
public final class Warnings extends System.LoggerFinder {
  private static volatile boolean isJson;

  /** For {@link java.util.ServiceLoader}. */
  public Warnings() {}

  /** Says whether objects are wanted. */
  static void asJson(boolean wanted) {
    isJson = wanted;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Logger(name);
  }

  private static void write(String message, @Nullable Throwable thrown) {
    String text = thrown == null ? message : message + ": " + Reason.of(thrown);
    if (isJson) {
      Json json = new Json().open().put("time", Instant.now().toString()).put("event", "warning");
      System.err.println(json.put("message", text).close());
    } else {
      StatusLine.wipe();
      System.err.println("lisle: " + text);
    }
    if (thrown != null && System.getenv("LISLE_DEBUG") != null) thrown.printStackTrace();
  }

  private record Logger(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= Level.WARNING.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle texts, @Nullable String text, @Nullable Throwable t) {
      if (isLoggable(level)) write("" + text, t);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle texts,
        @Nullable String format,
        @Nullable Object... values) {
      if (!isLoggable(level)) return;
      boolean isFormat = format != null && values != null && values.length > 0;
      write(isFormat ? MessageFormat.format(format, values) : "" + format, null);
    }
  }
}

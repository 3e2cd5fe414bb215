package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A handler as a class, an object for each connection, for those who like to keep its state in
 * fields.
 *
 * <pre>{@code
 * final class Greeter extends RequestHandler {
 *   @Override
 *   protected void handle() throws IOException {
 *     String name = readLine(100);
 *     writer().write(("hello " + name + "\n").getBytes(UTF_8));
 *   }
 * }
 *
 * Server.builder().handler(RequestHandler.each(Greeter::new))
 * }</pre>
 *
 * <p>{@link #finish} runs once {@link #setup} has returned, whatever {@link #handle} does; then
 * what is still in the writer is sent. Used by the one thread that runs it.
 */
public abstract class RequestHandler {
  private @Nullable Connection connection;
  private @Nullable BufferedInputStream reader;
  private @Nullable BufferedOutputStream writer;

  /** What is left of a line that was over its limit is to be dropped. */
  private boolean dropping;

  /** For subclasses. */
  protected RequestHandler() {}

  /** Returns a handler that makes a new one of these for each connection. */
  public static ConnectionHandler each(Supplier<? extends RequestHandler> supplier) {
    return connection -> {
      RequestHandler handler = supplier.get();
      handler.run(connection);
    };
  }

  private void run(Connection connection) throws Exception {
    this.connection = connection;
    reader = new BufferedInputStream(connection.inputStream());
    writer = new BufferedOutputStream(connection.outputStream());
    setup();
    try {
      handleAndFinish();
    } catch (Throwable t) {
      try {
        writer.flush();
      } catch (IOException e) {
        t.addSuppressed(e); // what came first is what went wrong
      }
      throw t;
    }
    writer.flush();
  }

  private void handleAndFinish() throws Exception {
    try {
      handle();
    } catch (Throwable t) {
      try {
        finish();
      } catch (Throwable second) {
        t.addSuppressed(second);
      }
      throw t;
    }
    finish();
  }

  /** Runs first. */
  protected void setup() throws Exception {}

  /** Serves the connection. */
  protected abstract void handle() throws Exception;

  /** Runs last. */
  protected void finish() throws Exception {}

  /** Returns the connection, from {@link #setup} on. */
  protected final Connection connection() {
    return requireNonNull(connection, "there is no connection before setup");
  }

  /** Returns what the client sends, buffered, from {@link #setup} on. */
  protected final BufferedInputStream reader() {
    return requireNonNull(reader, "there is no connection before setup");
  }

  /** Returns what goes to the client when it is flushed or the handler ends. */
  protected final BufferedOutputStream writer() {
    return requireNonNull(writer, "there is no connection before setup");
  }

  /**
   * Reads a line of UTF-8 text, without its end, LF or CR LF.
   *
   * @param limit the most bytes of it
   * @return the line; null at the end of the stream
   * @throws FrameException if it is longer; the next call drops what is left of it
   */
  protected final @Nullable String readLine(int limit) throws IOException {
    var line = new ByteArrayOutputStream();
    int b;
    while (dropping && (b = reader().read()) >= 0) dropping = b != '\n';
    for (; (b = reader().read()) >= 0 && b != '\n'; line.write(b)) {
      dropping = line.size() > limit; // one more may be the CR
      if (dropping) throw tooLong(limit);
    }
    if (b < 0 && line.size() == 0) return null;
    String text = line.toString(UTF_8);
    if (b == '\n' && text.endsWith("\r")) return text.substring(0, text.length() - 1);
    if (line.size() > limit) throw tooLong(limit);
    return text;
  }

  private static FrameException tooLong(int limit) {
    return new FrameException("a line over its limit of " + limit + " bytes", true);
  }
}

package lisle.socketserver;

/**
 * What a server does with one frame of a connection: a line, or whatever {@link Framing} says. The
 * server does the rest.
 *
 * <pre>{@code
 * Server.builder()
 *     .listen(address)
 *     .frameHandler(Framing.lines(1024), line -> line.reply("you said " + line.text()))
 *     .start();
 * }</pre>
 *
 * <p>The frames of a connection are handled one after the other, in plain blocking code, each
 * connection's on a thread of its own. Between them there is none: a connection that waits for its
 * client takes neither a thread nor a buffer, and less than half of the memory of one whose {@link
 * ConnectionHandler} waits. A frame that has begun to come holds its thread until it is whole: see
 * {@link ServerBuilder#readTimeout}.
 *
 * <p>The connection ends with the client's stream, or when the handler {@linkplain
 * Connection#finish finishes} or closes it: then nothing more of what has come is handled. When the
 * handler throws, it ends, too; the exception ends this connection and no other, and is logged,
 * unless it says no more than that the client has gone, or was too slow.
 *
 * <p>One that several connections share, as a lambda is shared by all, is called by several threads
 * at once. One that keeps something for each connection gives each a handler of its own:
 *
 * <pre>{@code
 * final class Counter implements FrameHandler {
 *   private int lines;
 *
 *   @Override
 *   public FrameHandler begin(Connection connection) {
 *     return new Counter();
 *   }
 *
 *   @Override
 *   public void handle(Frame line) throws IOException {
 *     line.reply("line " + ++lines);
 *   }
 * }
 * }</pre>
 *
 * <p>What one frame leaves in the fields of such an object, the next one sees, whichever threads
 * they run on.
 */
@FunctionalInterface
public interface FrameHandler {
  /**
   * Handles a frame.
   *
   * @throws Exception to end the connection with a logged reason
   */
  void handle(Frame frame) throws Exception;

  /**
   * Called when a connection begins, before its first frame: to greet the client, or to give the
   * connection a handler of its own.
   *
   * @return what handles the frames of this connection; this, unless it is overridden
   * @throws Exception to end the connection with a logged reason
   */
  default FrameHandler begin(Connection connection) throws Exception {
    return this;
  }

  /**
   * Called in place of {@link #handle} for a frame that is over its limit, before all of it has
   * come: to tell the client. When this returns, what is left of that frame is received and
   * dropped, and the next one is handled; when it throws, the connection ends.
   *
   * @param frames to answer with
   * @param reason what it throws, unless it is overridden
   * @throws Exception to end the connection, with a logged reason where it is another
   */
  default void refuse(Frames frames, FrameException reason) throws Exception {
    throw reason;
  }

  /**
   * Called once when the connection has ended, after its last frame, if {@link #begin} has
   * returned: to let go of what was kept for it. Not always on a thread of the executor, if there
   * is one, so also beside the handlers of others where one runs at a time; and nothing interrupts
   * it. It comes when the connection is closed, which may be up to five seconds later, as with a
   * {@link ConnectionHandler}. What this throws is logged.
   */
  default void end(Connection connection, End end) {}
}

package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A frame that a server has received on a connection, and the way to answer it. */
public final class Frame {
  private final Frames frames;
  private final byte[] bytes;

  Frame(Frames frames, byte[] bytes) {
    this.frames = frames;
    this.bytes = bytes;
  }

  /**
   * Returns the connection that it came on. What comes after this frame may be here already, as a
   * part of the next one: who receives by itself misses that.
   */
  public Connection connection() {
    return frames.connection();
  }

  /** Returns its bytes, without what goes around them; the array is the caller's. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns it decoded from UTF-8. */
  public String text() {
    return new String(bytes, UTF_8);
  }

  /**
   * Receives what belongs to this frame and is cut in another way, waiting for it: see {@link
   * Frames#receive(Framing)}. For the handler, while it handles the frame.
   *
   * @return the frame; null at the end of the stream
   */
  public byte @Nullable [] receive(Framing framing) throws IOException {
    return frames.receive(framing);
  }

  /**
   * Receives so many bytes that belong to this frame, as it tells, waiting for them: see {@link
   * Frames#receiveExactly}. For the handler, while it handles the frame.
   */
  public byte[] receiveExactly(long length, int limit) throws IOException {
    return frames.receiveExactly(length, limit);
  }

  /**
   * Sends a frame back, waiting for a client that is slow to take it. Whole, so that what other
   * threads send does not come in between; and as often as need be. Also later, from any thread, as
   * long as the connection lasts: it ends once the client has ended its stream and all frames are
   * handled, after the idle time, and at a shutdown, none of which wait for answers to come.
   */
  public void reply(byte[] content) throws IOException {
    frames.send(content);
  }

  /** Sends a frame back, a part of an array. */
  public void reply(byte[] content, int offset, int length) throws IOException {
    frames.send(content, offset, length);
  }

  /** Sends a frame of UTF-8 text back. */
  public void reply(String text) throws IOException {
    frames.send(text);
  }

  /**
   * Sends a frame back together with the answers to those that are here already, in one system
   * call. When none is left, it goes out; so it never waits for what the client may send later. But
   * the handling of the next frame does come first, if that is here: a handler that takes long over
   * one {@linkplain #flush flushes} before. See {@link Frames#sendLater}.
   *
   * <p>For the handler, while it handles the frame; it is {@link #reply} from any other thread.
   */
  public void replyLater(byte[] content) throws IOException {
    frames.sendLater(content);
  }

  /** Sends a frame back together with the next answers, a part of an array. */
  public void replyLater(byte[] content, int offset, int length) throws IOException {
    frames.sendLater(content, offset, length);
  }

  /** Sends a frame of UTF-8 text back together with the next answers. */
  public void replyLater(String text) throws IOException {
    frames.sendLater(text);
  }

  /** Sends what was to be sent later, such as before something that takes long. */
  public void flush() throws IOException {
    frames.flush();
  }
}

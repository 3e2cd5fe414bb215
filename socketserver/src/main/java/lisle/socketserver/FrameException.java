package lisle.socketserver;

import java.net.ProtocolException;

/**
 * A client has broken the framing: a frame over its limit, or one that ended half-way; or the
 * protocol, as its handler says.
 */
public final class FrameException extends ProtocolException {
  private static final long serialVersionUID = 1;

  private final boolean overLimit;

  /**
   * Makes one for what only the handler can tell: to throw it ends the connection as one whose
   * client has broken the protocol, and nothing is logged as a failure.
   */
  public FrameException(String reason) {
    this(reason, false);
  }

  FrameException(String reason, boolean overLimit) {
    super(reason);
    this.overLimit = overLimit;
  }

  /**
   * Reports whether it is about a frame over its limit. Then the client can be told so, and the
   * next receive goes on behind that frame, whose rest it drops. Otherwise there is nothing to go
   * on with: where the stream has ended within a frame, or a packet was cut off, the next receive
   * answers as at the end of the stream.
   */
  public boolean isOverLimit() {
    return overLimit;
  }
}

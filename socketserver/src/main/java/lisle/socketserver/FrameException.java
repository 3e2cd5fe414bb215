package lisle.socketserver;

import java.net.ProtocolException;

/** A client has broken the framing: a frame over its limit, or one that ended half-way. */
public final class FrameException extends ProtocolException {
  private static final long serialVersionUID = 1;

  FrameException(String reason) {
    super(reason);
  }
}

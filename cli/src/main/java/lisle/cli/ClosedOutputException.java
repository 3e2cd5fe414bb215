package lisle.cli;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Says that standard output takes no more: mostly its reader has seen enough, as {@code head} has,
 * and that is no failure; else, the disk is full.
 */
final class ClosedOutputException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  ClosedOutputException(IOException cause) {
    super("standard output: " + cause.getMessage(), cause);
  }

  /** Returns whether there is no reader any more. */
  boolean isBrokenPipe() {
    @Nullable Throwable cause = getCause();
    String reason = cause == null ? null : cause.getMessage();
    return reason != null && (reason.contains("Broken pipe") || reason.contains("Pipe broken"));
  }
}

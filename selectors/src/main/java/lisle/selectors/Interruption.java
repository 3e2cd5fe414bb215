package lisle.selectors;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own hook for being told of {@link Thread#interrupt} while in a native call: the
 * "channel" is closed by the interrupt, and closing it wakes the caller. It serves for one
 * interrupt, and may wake late, after the call that it was for.
 */
final class Interruption extends AbstractInterruptibleChannel {
  private final Runnable wake;

  Interruption(Runnable wake) {
    this.wake = wake;
  }

  void begins() {
    begin();
  }

  /** True if it was used up. */
  boolean ends() {
    @Nullable AsynchronousCloseException closed = null;
    try {
      end(true);
    } catch (AsynchronousCloseException e) {
      closed = e;
    }
    return closed != null || !isOpen();
  }

  @Override
  protected void implCloseChannel() {
    wake.run();
  }
}

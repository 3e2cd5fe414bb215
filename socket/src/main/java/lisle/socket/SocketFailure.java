package lisle.socket;

import lisle.selectors.SystemFailure;
import org.jspecify.annotations.Nullable;

/** What the exceptions of a socket carry that a system call caused. */
public interface SocketFailure extends SystemFailure {
  /** Returns the address that the call was about; null where it was about none. */
  @Nullable SocketAddress address();

  /**
   * Returns how many bytes of what was to be sent the system had taken before it failed; zero of a
   * call that sends nothing.
   */
  int bytesTransferred();
}

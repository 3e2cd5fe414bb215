package lisle.selectors;

import java.io.IOException;

/** A system call failed, and the JDK has no closer exception for it. */
public final class SystemCallException extends IOException implements SystemFailure {
  private static final long serialVersionUID = 1;

  private final int errno;
  private final String call;

  /**
   * Makes the exception of one call.
   *
   * @param call the system call, such as {@code epoll_ctl}
   * @param what what it was tried on
   */
  public SystemCallException(String call, String what, Errno errno) {
    super(call + " " + what + ": " + errno);
    this.call = call;
    this.errno = errno.number();
  }

  @Override
  public Errno errno() {
    return Errno.of(errno);
  }

  @Override
  public String call() {
    return call;
  }
}

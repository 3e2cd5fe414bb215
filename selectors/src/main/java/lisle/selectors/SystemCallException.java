package lisle.selectors;

import java.io.IOException;
import lisle.sys.Linux;

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
    super(call + " " + what + ": " + errno + advice(call, errno.number()));
    this.call = call;
    this.errno = errno.number();
  }

  private static String advice(String call, int errno) {
    if (errno == Linux.EMFILE) {
      return ": this process has as many descriptors as it may: raise ulimit -n";
    }
    if (!call.equals("epoll_ctl")) return "";
    return switch (errno) {
      case Linux.EPERM -> ": what is always ready, such as a file or a folder, cannot be watched";
      case Linux.ENOSPC -> ": no more may be watched: raise fs.epoll.max_user_watches";
      case Linux.ELOOP -> ": epoll instances watch one another in a circle, or too deep";
      default -> "";
    };
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

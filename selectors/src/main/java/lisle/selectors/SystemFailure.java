package lisle.selectors;

/**
 * What every exception carries that a system call caused, beside its place among the JDK's
 * exceptions: a {@link java.net.ConnectException} of ours is one of these too.
 */
public interface SystemFailure {
  /** Returns why the system refused. */
  Errno errno();

  /** Returns the name of the system call, such as {@code connect}. */
  String call();
}

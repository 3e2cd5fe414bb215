package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What went wrong on the way while the rest went on: a line each on standard error, and the exit
 * code at the end. For one thread.
 */
final class Failures {
  private final OutputStream err = new FileOutputStream(FileDescriptor.err);
  private long count;

  void add(String message) {
    count++;
    StatusLine.wipe();
    try {
      err.write(("lisle: " + message + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody reads the messages; the exit code still tells.
    }
  }

  int exitCode() {
    return count == 0 ? 0 : 1;
  }
}

package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The one line on standard error, a terminal, that is written over while something goes on. Whoever
 * writes something else there wipes it away first. Safe for use by several threads.
 */
final class StatusLine {
  private static boolean isDrawn;

  private StatusLine() {}

  static synchronized void draw(String text) {
    isDrawn = true;
    write("\r" + text + "\u001b[K");
  }

  /** Makes way for what else is to be seen there. */
  static synchronized void wipe() {
    if (!isDrawn) return;
    isDrawn = false;
    write("\r\u001b[K");
  }

  private static void write(String text) {
    // Not closed: it is the process's.
    try {
      var err = new FileOutputStream(FileDescriptor.err);
      err.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody looks.
    }
  }
}

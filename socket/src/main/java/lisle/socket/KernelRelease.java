package lisle.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/** Which Linux this is, to say why it lacks an option. */
final class KernelRelease {
  private KernelRelease() {}

  /** What to do about an option that failed, where that can be said. */
  static @Nullable String advice(String call, long result, SocketOption<?> option) {
    if (result == -Linux.EPERM) return "it needs a privilege, such as CAP_NET_ADMIN";
    boolean lacks = result == -Linux.ENOPROTOOPT || result == -Linux.EOPNOTSUPP;
    if (!lacks) return null;
    String only = call.equals("setsockopt") ? "can only be read" : "can only be set";
    String since = option.since();
    if (since == null) return "this kind of socket does not have it, or it " + only;
    String current = current();
    return isOlder(current, since)
        ? "Linux has it since " + since + ", this is " + current
        : "this kind of socket does not have it, or it "
            + only
            + ", or this kernel was built without it";
  }

  static String current() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Whether a release such as 5.15.0-91-generic is before one such as 6.5. */
  static boolean isOlder(String release, String since) {
    int[] one = numbers(release);
    int[] other = numbers(since);
    for (int i = 0; i < one.length; i++) {
      if (one[i] != other[i]) return one[i] < other[i];
    }
    return false;
  }

  private static int[] numbers(String release) {
    String[] parts = release.split("[^0-9]+", -1);
    int[] numbers = new int[3];
    for (int i = 0; i < numbers.length && i < parts.length; i++) {
      if (!parts[i].isEmpty() && parts[i].length() < 6) numbers[i] = Integer.parseInt(parts[i]);
    }
    return numbers;
  }
}

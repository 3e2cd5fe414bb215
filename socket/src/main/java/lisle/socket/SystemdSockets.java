package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import lisle.sys.FileCalls;
import lisle.sys.Linux;

/**
 * The sockets that systemd opened and passed to this process, systemd.socket(5), sd_listen_fds(3):
 * so a service can be started by its first client, be restarted without losing one, and listen
 * below port 1024 without rights.
 */
public final class SystemdSockets {
  /** SD_LISTEN_FDS_START: those before it are the standard streams. */
  private static final int FIRST = 3;

  private static final AtomicBoolean taken = new AtomicBoolean();

  /**
   * A socket that was passed.
   *
   * @param name what FileDescriptorName= of its unit says, which is the unit's name by default;
   *     {@code unknown} where nobody said
   * @param socket the socket, which is now the receiver's to close
   */
  public record Passed(String name, Socket socket) {}

  private SystemdSockets() {}

  /**
   * Takes the sockets that were passed, in the order of the unit's file. They are not inherited by
   * processes that this one starts. A process can take them once: later calls return none.
   *
   * @return the sockets; none if this process was not started with any
   * @throws SocketException if something else than a socket was passed, or a variable is malformed:
   *     which
   */
  public static List<Passed> take() throws IOException {
    if (taken.getAndSet(true)) return List.of();
    return take(System.getenv(), ProcessHandle.current().pid());
  }

  static List<Passed> take(Map<String, String> environment, long process) throws IOException {
    String pid = environment.get("LISTEN_PID");
    String count = environment.get("LISTEN_FDS");
    if (pid == null || count == null) return List.of();
    // Those of a parent are in the environment too; only the process that they name is meant.
    if (number("LISTEN_PID", pid) != process) return List.of();
    long passed = number("LISTEN_FDS", count);
    String names = environment.get("LISTEN_FDNAMES");
    String[] name = names == null ? new String[0] : names.split(":", -1);
    List<Passed> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < passed; i++) {
        keepFromChildren(FIRST + i);
        Socket socket = Socket.adopt(FIRST + i);
        sockets.add(new Passed(i < name.length ? name[i] : "unknown", socket));
      }
      return List.copyOf(sockets);
    } catch (Throwable t) {
      for (Passed one : sockets) one.socket.close();
      throw t;
    }
  }

  private static long number(String variable, String text) throws SocketException {
    try {
      long number = Long.parseLong(text);
      // A descriptor is an int.
      if (number >= 0 && number <= Integer.MAX_VALUE - FIRST) return number;
    } catch (NumberFormatException e) {
      // falls through to the refusal
    }
    throw new SocketException("sockets of systemd: " + variable + "=" + text + ": no such number");
  }

  private static void keepFromChildren(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      int flags = FileCalls.fcntl(errno, descriptor, Linux.F_GETFD, 0);
      int result =
          flags < 0
              ? flags
              : FileCalls.fcntl(errno, descriptor, Linux.F_SETFD, flags | Linux.FD_CLOEXEC);
      if (result < 0) {
        throw Failures.of("socket of systemd, descriptor " + descriptor, result, null);
      }
    }
  }
}

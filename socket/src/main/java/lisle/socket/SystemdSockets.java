package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
   * @throws SocketException if something else than a socket was passed: its number, its name, what
   *     it is, and what to do; or a variable is malformed: which
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
        String called = i < name.length ? name[i] : "unknown";
        sockets.add(new Passed(called, adopt(FIRST + i, called)));
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

  private static Socket adopt(int descriptor, String name) throws IOException {
    int result = keepFromChildren(descriptor);
    try {
      if (result >= 0) return Socket.adopt(descriptor);
    } catch (SocketException e) {
      if (!(e instanceof SocketFailure failure)) throw e;
      result = -failure.errno().number();
    }
    String call = "socket of systemd, descriptor " + descriptor + " (" + name + ")";
    String advice =
        switch (-result) {
          case Linux.EBADF -> "LISTEN_FDS counts it, and nothing was passed there";
          case Linux.ENOTSOCK ->
              "it is "
                  + what(descriptor)
                  + ": in its unit, ask for sockets alone by ListenStream=,"
                  + " ListenDatagram= or ListenSequentialPacket=";
          default -> null;
        };
    throw Failures.of(call, result, null, advice);
  }

  /** What is open there, as the kernel calls it: {@code pipe:[4026]}, or a path. */
  private static String what(int descriptor) {
    Path path = Path.of("/proc/self/fd/" + descriptor);
    try {
      String name = Files.readSymbolicLink(path).toString();
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isRegularFile()) return "the file " + name;
      if (attributes.isDirectory()) return "the directory " + name;
      return name.startsWith("/") ? "the FIFO or device " + name : name;
    } catch (IOException e) {
      return "something else";
    }
  }

  private static int keepFromChildren(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      int flags = FileCalls.fcntl(errno, descriptor, Linux.F_GETFD, 0);
      if (flags < 0) return flags;
      return FileCalls.fcntl(errno, descriptor, Linux.F_SETFD, flags | Linux.FD_CLOEXEC);
    }
  }
}

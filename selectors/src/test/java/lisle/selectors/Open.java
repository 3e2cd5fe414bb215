package lisle.selectors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;

/** Opens what the tests watch: pairs of descriptor numbers, and calls on them. */
final class Open {
  static final int NONBLOCK = Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;

  private Open() {}

  /** The end to read from and the end to write to. */
  record Pair(int reader, int writer) {}

  static Pair socketpair() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment two = arena.allocate(8, 4);
      check(
          SocketCalls.socketpair(
              arena.allocate(4, 4), Linux.AF_UNIX, Linux.SOCK_STREAM | NONBLOCK, 0, two));
      return new Pair(two.get(ValueLayout.JAVA_INT, 0), two.get(ValueLayout.JAVA_INT, 4));
    }
  }

  static Pair pipe() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment two = arena.allocate(8, 4);
      check(FileCalls.pipe2(arena.allocate(4, 4), two, Linux.O_NONBLOCK | Linux.O_CLOEXEC));
      return new Pair(two.get(ValueLayout.JAVA_INT, 0), two.get(ValueLayout.JAVA_INT, 4));
    }
  }

  static int eventfd() {
    try (Arena arena = Arena.ofConfined()) {
      return check(FileCalls.eventfd(arena.allocate(4, 4), 0, Linux.EFD_NONBLOCK));
    }
  }

  /** Writes so many bytes, or for an eventfd the number eight of them at a time. */
  static long write(int fd, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(Math.max(8, bytes), 8);
      data.set(ValueLayout.JAVA_LONG, 0, 1);
      return FileCalls.write(arena.allocate(4, 4), fd, data, bytes);
    }
  }

  static long read(int fd, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      return FileCalls.read(arena.allocate(4, 4), fd, arena.allocate(bytes, 8), bytes);
    }
  }

  static int duplicate(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      return check(FileCalls.fcntl(arena.allocate(4, 4), fd, Linux.F_DUPFD_CLOEXEC, 0));
    }
  }

  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      check(FileCalls.close(arena.allocate(4, 4), fd));
    }
  }

  private static int check(int result) {
    if (result < 0) throw new AssertionError(Errno.of(-result));
    return result;
  }

  /** How many descriptors of this process are open, but for the eventfds that wakers keep. */
  static long count() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(fd -> !target(fd).contains("[eventfd]")).count();
    }
  }

  static long eventfds() throws IOException {
    return count("[eventfd]");
  }

  /** How many descriptors are of one kind, as the system calls it. */
  static long count(String kind) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(fd -> target(fd).contains(kind)).count();
    }
  }

  private static String target(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "gone";
    }
  }
}

package lisle.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import lisle.selectors.Descriptor;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;

/** The options of one socket, getsockopt(2), and what else is asked of it by number, ioctl(2). */
final class Options {
  private final Socket socket;
  private final Life life;
  private final Descriptor descriptor;

  Options(Socket socket, Life life) {
    this.socket = socket;
    this.life = life;
    this.descriptor = life.descriptor;
  }

  <T> void set(SocketOption<T> option, T value) throws IOException {
    if (!option.codec.isWritten())
      throw new UnsupportedOperationException(option + " is only read");
    life.enter("setsockopt");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(option.codec.size(), 8);
      int length = option.codec.write(value, memory);
      int result =
          SocketCalls.setsockopt(
              errno(arena), descriptor.number(), option.level, option.number, memory, length);
      if (result < 0) throw Failures.ofOption("setsockopt", result, option, value);
      if (option.level == Linux.SOL_SOCKET && option.number == Linux.SO_LINGER) {
        Linger linger = get(SocketOption.SO_LINGER);
        life.lingers(linger.on() && !linger.time().isZero());
      }
    } finally {
      exit();
    }
  }

  <T> T get(SocketOption<T> option) throws IOException {
    if (!option.codec.isRead()) throw new UnsupportedOperationException(option + " is only set");
    life.enter("getsockopt");
    try (Arena arena = Arena.ofConfined()) {
      int size = option.codec.size();
      MemorySegment memory = arena.allocate(Math.max(size, 4), 8);
      MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
      length.set(ValueLayout.JAVA_INT, 0, size);
      int result =
          SocketCalls.getsockopt(
              errno(arena), descriptor.number(), option.level, option.number, memory, length);
      if (result < 0) throw Failures.ofOption("getsockopt", result, option);
      // Some options say how much there would be, which is more than there is room for.
      return option.codec.read(memory, Math.clamp(length.get(ValueLayout.JAVA_INT, 0), 0, size));
    } finally {
      exit();
    }
  }

  /** An option that has no name here, as bytes. */
  static SocketOption<byte[]> numbered(int level, int number, int size) {
    return SocketOption.ofBytes("option " + number + " of level " + level, level, number, size);
  }

  /** Asks for a number; ioctl(2). */
  int number(String name, int request) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      int result = control(errno(arena), request, value);
      if (result < 0) throw Failures.of("ioctl " + name, result, null);
      return value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Calls ioctl(2): minus the errno, where it fails. */
  int control(MemorySegment errno, int request, MemorySegment argument) throws IOException {
    life.enter("ioctl");
    try {
      return FileCalls.ioctl(errno, descriptor.number(), request, argument);
    } finally {
      exit();
    }
  }

  private static MemorySegment errno(Arena arena) {
    return arena.allocate(ValueLayout.JAVA_INT);
  }

  private void exit() {
    try {
      descriptor.exit();
    } finally {
      Reference.reachabilityFence(socket);
    }
  }
}

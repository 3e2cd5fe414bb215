package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.sys.InterfaceCalls;
import lisle.sys.InterfaceFlags;
import lisle.sys.Linux;

/** The numbers by which the kernel knows network interfaces, if_nametoindex(3). */
final class InterfaceIndex {
  private InterfaceIndex() {}

  /**
   * Returns the index that a text is, or that the interface of that name has; or minus the errno.
   */
  static int parse(String text) {
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      return number <= Integer.MAX_VALUE ? (int) number : -Linux.ENODEV;
    }
    byte[] name = text.getBytes(UTF_8);
    if (name.length >= InterfaceFlags.IFNAMSIZ || text.indexOf(0) >= 0) return -Linux.ENODEV;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      return InterfaceCalls.ifNametoindex(errno, arena.allocateFrom(text));
    }
  }

  /** Returns what a message calls an interface. */
  static String text(int index) {
    String name = name(index);
    return name.equals(Integer.toUnsignedString(index)) ? "interface " + name : name;
  }

  /** Returns the name of an interface; its index, in digits, where it has none (any more). */
  static String name(int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(InterfaceFlags.IFNAMSIZ);
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      if (InterfaceCalls.ifIndextoname(errno, index, name) < 0) {
        return Integer.toUnsignedString(index);
      }
      String text = name.getString(0);
      return text.indexOf('%') < 0 && !text.isEmpty() ? text : Integer.toUnsignedString(index);
    }
  }
}

package lisle.sys;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.StructLayout;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the platforms that have a table. What is the same on all of them stands in
 * {@link Linux} and {@link Structs}; both are checked against the C headers of each platform.
 */
public enum Platform {
  LINUX_X86_64(
      // The kernel packs it on this platform alone, so that 32-bit programs share the layout.
      structLayout(JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
          .withName("epoll_event")),

  LINUX_AARCH64(
      structLayout(
              JAVA_INT.withName("events"),
              java.lang.foreign.MemoryLayout.paddingLayout(4),
              JAVA_LONG.withName("data"))
          .withName("epoll_event"));

  private static final String OS = System.getProperty("os.name", "unknown");
  private static final String ARCHITECTURE = System.getProperty("os.arch", "unknown");
  private static final @Nullable Platform CURRENT = find(OS, ARCHITECTURE);

  @SuppressWarnings("ImmutableEnumChecker") // a layout is immutable, and only not marked so
  private final StructLayout epollEvent;

  Platform(StructLayout epollEvent) {
    this.epollEvent = epollEvent;
  }

  /** {@code struct epoll_event}, epoll_ctl(2). */
  public StructLayout epollEvent() {
    return epollEvent;
  }

  /**
   * Returns the platform that this JVM runs on.
   *
   * @throws UnsupportedOperationException if it has no table
   */
  public static Platform current() {
    if (CURRENT == null) {
      throw new UnsupportedOperationException(
          "no system calls on "
              + OS
              + " "
              + ARCHITECTURE
              + ": lisle has tables for Linux x86-64 and Linux aarch64"
              + " (lisle.ipaddress works everywhere)");
    }
    return CURRENT;
  }

  static @Nullable Platform find(String os, String architecture) {
    if (!os.equals("Linux")) return null;
    return switch (architecture.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> LINUX_X86_64;
      case "aarch64", "arm64" -> LINUX_AARCH64;
      default -> null;
    };
  }
}

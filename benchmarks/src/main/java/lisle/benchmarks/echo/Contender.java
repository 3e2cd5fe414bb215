package lisle.benchmarks.echo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The servers that are compared, in the order of the table; each is a process of its own. */
enum Contender {
  LISLE_VIRTUAL_THREADS("Lisle virtual threads", LisleVirtualThreads.class, true),
  LISLE_LENT_BUFFERS("Lisle, lent buffers", LisleLentBuffers.class, true),
  LISLE_SELECTOR("Lisle selector", LisleSelector.class, false),
  LISLE_SELECTOR_EDGE("Lisle selector, edge-triggered", LisleSelector.class, false),
  JDK_VIRTUAL_THREADS("JDK virtual threads", JdkVirtualThreads.class, true),
  JDK_NIO("JDK NIO selector", JdkNio.class, false),
  NETTY_EPOLL("Netty epoll", NettyEpoll.class, true),
  NETTY_EPOLL_TUNED("Netty epoll, tuned", NettyEpoll.class, true),
  NETTY_IO_URING("Netty io_uring", NettyIoUring.class, true),
  NETTY_IO_URING_TUNED("Netty io_uring, tuned", NettyIoUring.class, true),
  C_EPOLL("C epoll", "echo_epoll", ""),
  C_IO_URING("C io_uring", "echo_uring", "-luring");

  /** The same for every JVM; on one core there is no better collector than the serial one. */
  private static final List<String> JVM =
      List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

  /** What Netty leaves off by default on JDK 25, and the sampling of leaks that it leaves on. */
  private static final List<String> TUNED =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.noUnsafe=false",
          "-Dio.netty.leakDetection.level=disabled");

  /** The name in the table. */
  final String title;

  /** The main class, for a server in Java. */
  final @Nullable Class<?> server;

  /** The C program, for one in C. */
  final @Nullable String program;

  /** Whether it also echoes whole lines. */
  final boolean lines;

  /** What the C program is linked with, or nothing. */
  private final String library;

  Contender(String title, Class<?> server, boolean lines) {
    this.title = title;
    this.server = server;
    this.program = null;
    this.lines = lines;
    this.library = "";
  }

  Contender(String title, String program, String library) {
    this.title = title;
    this.server = null;
    this.program = program;
    this.lines = false;
    this.library = library;
  }

  /** Returns the name on the command line: {@code jdk-virtual-threads}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the contender of that name on the command line. */
  static Contender of(String id) {
    return Arrays.stream(values())
        .filter(contender -> contender.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no contender "
                        + id
                        + ": there are "
                        + String.join(", ", Arrays.stream(values()).map(Contender::id).toList())));
  }

  /**
   * Returns the command that starts it on a free port; compiles it first where it is in C.
   *
   * @throws CompileException if its C program can't be compiled here
   */
  List<String> command(CPrograms programs, boolean lines) throws CompileException {
    var command = new ArrayList<String>();
    if (program != null) {
      command.add(programs.compile(program, library).toString());
    } else if (server != null) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      if (this == LISLE_SELECTOR_EDGE) command.add("-Dedge=true");
      if (this == NETTY_EPOLL_TUNED || this == NETTY_IO_URING_TUNED) command.addAll(TUNED);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), server.getName()));
    }
    command.add("0");
    if (lines) command.add("--lines");
    return command;
  }
}

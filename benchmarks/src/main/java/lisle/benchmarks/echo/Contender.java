package lisle.benchmarks.echo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The servers that are compared, in the order of the table; each is a process of its own. */
enum Contender {
  LISLE_VIRTUAL_THREADS("Lisle virtual threads", LisleVirtualThreads.class, Kind.LINES),
  LISLE_LENT_BUFFERS("Lisle, lent buffers", LisleLentBuffers.class, Kind.LINES),
  LISLE_FRAMES("Lisle, a handler of frames", LisleFrames.class, Kind.LINES),
  LISLE_SELECTOR("Lisle selector", LisleSelector.class, Kind.BYTES),
  LISLE_SELECTOR_EDGE("Lisle selector, edge-triggered", LisleSelector.class, Kind.BYTES),
  CALLS_ALONE("Java, the calls alone", CallsAlone.class, Kind.BYTES),
  JDK_VIRTUAL_THREADS("JDK virtual threads", JdkVirtualThreads.class, Kind.LINES),
  JDK_NIO("JDK NIO selector", JdkNio.class, Kind.BYTES),
  NETTY_EPOLL("Netty epoll", NettyEpoll.class, Kind.LINES),
  NETTY_EPOLL_TUNED("Netty epoll, tuned", NettyEpoll.class, Kind.LINES),
  NETTY_IO_URING("Netty io_uring", NettyIoUring.class, Kind.LINES),
  NETTY_IO_URING_TUNED("Netty io_uring, tuned", NettyIoUring.class, Kind.LINES),
  C_EPOLL("C epoll", "echo_epoll", ""),
  C_IO_URING("C io_uring", "echo_uring", "-luring"),
  LISLE_DATAGRAMS("Lisle server of datagrams", LisleDatagrams.class, Kind.DATAGRAMS),
  JDK_DATAGRAM_CHANNEL("JDK DatagramChannel", JdkDatagramChannel.class, Kind.DATAGRAMS),
  NETTY_DATAGRAMS("Netty epoll datagrams", NettyDatagrams.class, Kind.DATAGRAMS);

  /** What it echoes. */
  private enum Kind {
    /** The bytes of a stream. */
    BYTES,
    /** The same, and whole lines too. */
    LINES,
    DATAGRAMS
  }

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

  private final Kind kind;

  /** What the C program is linked with, or nothing. */
  private final String library;

  Contender(String title, Class<?> server, Kind kind) {
    this.title = title;
    this.server = server;
    this.program = null;
    this.kind = kind;
    this.library = "";
  }

  Contender(String title, String program, String library) {
    this.title = title;
    this.server = null;
    this.program = program;
    this.kind = Kind.BYTES;
    this.library = library;
  }

  boolean takesPartIn(Load.Mode mode) {
    return switch (mode) {
      case ECHO, ACCEPT -> kind != Kind.DATAGRAMS;
      case LINES -> kind == Kind.LINES;
      case UDP, JOINED -> kind == Kind.DATAGRAMS;
    };
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

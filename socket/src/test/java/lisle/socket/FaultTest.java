package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lisle.ipaddress.IpAddress;
import lisle.selectors.Descriptor;
import lisle.sys.Linux;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the system fails: errors injected by strace, and a network without routes. */
@Timeout(120)
class FaultTest {
  @TempDir static Path folder;
  private static String classPath = "";

  @BeforeAll
  static void compile() throws Exception {
    classPath =
        Stream.of(Socket.class, Descriptor.class, IpAddress.class, Linux.class)
            .map(FaultTest::place)
            .collect(Collectors.joining(File.pathSeparator));
    Path source = folder.resolve("Operations.java");
    try (InputStream text = FaultTest.class.getResourceAsStream("Operations.java.txt")) {
      Files.write(source, java.util.Objects.requireNonNull(text).readAllBytes());
    }
    String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    String said = run(javac, "-nowarn", "-d", folder.toString(), "-cp", classPath, "" + source);
    assertThat(folder.resolve("Operations.class")).as(said).exists();
    classPath += File.pathSeparator + folder;
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String operations(List<String> before, String... arguments) throws Exception {
    assumeTrue(PythonPeer.exists(before.getFirst()), before.getFirst() + " is not installed");
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, "Operations"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** A line is a run, in which each of these calls fails now and then. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "socket:EMFILE accept4:ECONNABORTED socketpair:EMFILE pipe2:EMFILE fcntl:EMFILE",
        "socket:ENOBUFS bind:EADDRINUSE listen:EADDRINUSE connect:ENOMEM accept4:EMFILE",
        "recvmsg:ENOBUFS sendmsg:ETOOMANYREFS getsockopt:ENOBUFS setsockopt:ENOMEM splice:ENOMEM",
        "recvfrom:ENOMEM sendto:ENOBUFS sendfile:EIO splice:EIO sendmmsg:ENOBUFS recvmmsg:ENOMEM",
        "epoll_create1:EMFILE epoll_ctl:ENOMEM eventfd2:EMFILE ?poll:ENOMEM accept4:ENOMEM",
        "sendfile:EINVAL splice:EINVAL sendmmsg:EIO getsockname:ENOBUFS ioctl:EIO",
        "recvmsg:EIO sendmsg:EPIPE sendto:ECONNRESET recvfrom:ECONNRESET shutdown:ENOTCONN",
      })
  void no_descriptor_is_left_open_where_calls_fail(String faults) throws Exception {
    List<String> strace = new ArrayList<>(strace("/dev/null", faults.replaceAll(":\\w+", "")));
    int every = 5;
    for (String fault : faults.split(" ", -1)) {
      String[] half = fault.split(":", -1);
      // Of each call another one, so that each is reached when the others are not met before.
      strace.add("-e");
      strace.add("inject=" + half[0] + ":error=" + half[1] + ":when=2+" + every++);
    }
    assertThat(traced(strace)).endsWith("failed true, left open 0");
  }

  @Test
  void a_call_that_a_signal_ends_early_is_made_again() throws Exception {
    String calls =
        "accept4 connect recvfrom sendto recvmsg sendmsg recvmmsg sendmmsg sendfile splice ?poll"
            + " ppoll ?epoll_wait epoll_pwait";
    List<String> strace = new ArrayList<>(strace("/dev/null", calls));
    strace.add("-e");
    strace.add("inject=" + calls.replace(' ', ',') + ":error=EINTR:when=1+2");
    assertThat(traced(strace)).endsWith("failed false, left open 0");
  }

  /** As after TCP_FASTOPEN_CONNECT, where there is no cookie any more. */
  @Test
  void a_send_that_begins_to_connect_is_made_again() throws Exception {
    List<String> command = new ArrayList<>(strace("/dev/null", "sendto"));
    assumeTrue(PythonPeer.exists(command.getFirst()), "strace is not installed");
    command.addAll(List.of("-e", "inject=sendto:error=EINPROGRESS:when=1+2"));
    command.addAll(Child.java(Deferred.class));
    String said = run(command.toArray(String[]::new));
    assumeTrue(!said.contains("ptrace"), "strace may not trace here: " + said);
    assertThat(said).isEqualTo("-2 3 7");
  }

  @ParameterizedTest
  @CsvSource({
    "ENOMEM, receive: cannot allocate memory (ENOMEM)",
    "ENOSPC, receive: no space left on device (ENOSPC):"
        + " no more may be watched: raise fs.epoll.max_user_watches",
  })
  void why_nothing_can_be_waited_for_is_said(String errno, String message) throws Exception {
    List<String> command = new ArrayList<>(strace("/dev/null", "epoll_ctl"));
    assumeTrue(PythonPeer.exists(command.getFirst()), "strace is not installed");
    command.addAll(List.of("-e", "inject=epoll_ctl:error=" + errno));
    command.addAll(Child.java(Unwatched.class));
    String said = run(command.toArray(String[]::new));
    assumeTrue(!said.contains("ptrace"), "strace may not trace here: " + said);
    assertThat(said).isEqualTo(message);
  }

  /** The calls are not made at all, but answered at once. */
  @Test
  void what_the_system_never_holds_up_ends_with_its_time_an_interrupt_and_a_close()
      throws Exception {
    List<String> command = new ArrayList<>(strace("/dev/null", "accept4 sendfile sendto"));
    assumeTrue(PythonPeer.exists(command.getFirst()), "strace is not installed");
    command.addAll(List.of("-e", "inject=accept4:error=ECONNABORTED"));
    command.addAll(List.of("-e", "inject=sendfile:retval=4096", "-e", "inject=sendto:retval=16"));
    command.addAll(Child.java(Endless.class));
    String said = run(command.toArray(String[]::new));
    assumeTrue(!said.contains("ptrace"), "strace may not trace here: " + said);
    String ends =
        " SocketTimeoutException SocketTimeoutException InterruptedIOException"
            + " SocketClosedException";
    assertThat(said.lines())
        .containsExactly(
            "accept:" + ends,
            "sendFile:" + ends,
            "by copies:" + ends,
            "sendAll:" + ends,
            "zeroCopy:" + ends);
  }

  /** Where strace lets close(2) fail it is not made at all, so as many stay open as failed. */
  @Test
  void a_close_that_fails_is_not_made_again() throws Exception {
    Path trace = folder.resolve("closes");
    List<String> strace = new ArrayList<>(strace(trace.toString(), "close"));
    strace.addAll(List.of("-y", "-e", "inject=close:error=EIO:when=120+1"));
    String said = traced(strace);
    long failed = 0;
    Map<String, String> unfinished = new HashMap<>(); // by thread
    for (String line : Files.readAllLines(trace)) {
      String thread = line.substring(0, line.indexOf(' '));
      if (line.endsWith("<unfinished ...>")) unfinished.put(thread, line);
      String whole = line.contains("resumed>") ? unfinished.get(thread) + line : line;
      boolean ours = whole.contains("socket:") || whole.contains("pipe:");
      if (ours && whole.contains("(INJECTED)")) failed++;
    }
    assertThat(failed).isPositive();
    assertThat(said).endsWith("failed false, left open " + failed);
  }

  private static List<String> strace(String output, String calls) {
    String trace = "trace=" + calls.replace(' ', ',');
    return List.of("strace", "-f", "-qq", "--seccomp-bpf", "-o", output, "-e", trace);
  }

  private static String traced(List<String> strace) throws Exception {
    String said = operations(strace);
    assumeTrue(!said.contains("ptrace"), "strace may not trace here: " + said);
    return said;
  }

  @Test
  void a_network_without_routes_is_unreachable() throws Exception {
    String said = operations(List.of("unshare", "-n"), "192.0.2.1:80");
    assumeTrue(!said.contains("unshare"), "no right to make a network: " + said);
    assertThat(said).startsWith("connect 192.0.2.1:80: ").contains("ENETUNREACH");
  }
}

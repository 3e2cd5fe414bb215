package lisle.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemdSocketsTest {
  /** Opens a Unix and a UDP socket as 3 and 4, and becomes the rest of its arguments. */
  private static final String PASSER =
      """
      import os, socket, sys
      stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      stream.bind(sys.argv[1])
      stream.listen(5)
      datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      datagram.bind(("127.0.0.1", 0))
      high = [os.dup(stream.fileno()), os.dup(datagram.fileno())]
      # Others than those two may have their numbers, so they go through higher ones.
      high = [__import__("fcntl").fcntl(fd, 0, 100) for fd in high]
      for i, fd in enumerate(high):
          os.dup2(fd, 3 + i, inheritable=True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="front:news")
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  @Test
  void sockets_that_python_passes_are_taken_once_with_their_names(@TempDir Path folder)
      throws Exception {
    assumeTrue(Child.isThere(Child.PYTHON, "-c", ""), "no python3 on this machine");
    Path path = folder.resolve("front");
    List<String> command = new ArrayList<>(List.of(Child.PYTHON, "-c", PASSER, path.toString()));
    command.addAll(Child.java(PassedSockets.class));
    assertThat(talk(command, UnixSocketAddress.parse("unix:" + path)))
        .isEqualTo(
            """
            front AF_UNIX SOCK_STREAM
            news AF_INET SOCK_DGRAM
            close on exec: true
            close on exec: true
            again: 0
            """);
  }

  @Test
  void sockets_of_systemd_itself_are_taken(@TempDir Path folder) throws Exception {
    assumeTrue(Child.isThere("systemd-socket-activate", "--version"), "no systemd-socket-activate");
    Path path = folder.resolve("front");
    List<String> command =
        new ArrayList<>(
            List.of("systemd-socket-activate", "-l", path.toString(), "--fdname=front"));
    command.addAll(Child.java(PassedSockets.class));
    String said = talk(command, UnixSocketAddress.parse("unix:" + path));
    // It says what it does itself, too.
    assertThat(said).contains("front AF_UNIX SOCK_STREAM\nclose on exec: true\nagain: 0\n");
  }

  /** Runs a service, is its client, and returns what it said. */
  private static String talk(List<String> command, SocketAddress address) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (Socket client = connect(process, address)) {
      byte[] hello = new byte[5];
      client.timeout(Duration.ofSeconds(50));
      client.receiveExactly(hello);
      assertThat(hello).isEqualTo("hello".getBytes(US_ASCII));
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Connects as soon as the other process listens. */
  private static Socket connect(Process process, SocketAddress address) throws Exception {
    for (; ; ) {
      try {
        return Socket.connectTo(address);
      } catch (java.io.IOException e) {
        if (!process.isAlive()) {
          throw new AssertionError(new String(process.getInputStream().readAllBytes(), UTF_8), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void nothing_is_taken_that_was_meant_for_another_process() throws Exception {
    Map<String, String> environment = Map.of("LISTEN_PID", "17", "LISTEN_FDS", "1");
    assertThat(SystemdSockets.take(environment, 18)).isEmpty();
    assertThat(SystemdSockets.take(Map.of("LISTEN_FDS", "1"), 18)).isEmpty();
    assertThat(SystemdSockets.take(Map.of(), 18)).isEmpty();
  }

  @Test
  void what_is_malformed_is_named() {
    assertThatThrownBy(
            () -> SystemdSockets.take(Map.of("LISTEN_PID", "1", "LISTEN_FDS", "many"), 1))
        .hasMessage("sockets of systemd: LISTEN_FDS=many: no such number");
    assertThatThrownBy(() -> SystemdSockets.take(Map.of("LISTEN_PID", "-1", "LISTEN_FDS", "1"), 1))
        .hasMessage("sockets of systemd: LISTEN_PID=-1: no such number");
  }
}

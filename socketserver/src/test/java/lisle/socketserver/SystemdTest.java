package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SystemdTest {
  private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

  /** The service: it serves on what it was given until its standard input ends. */
  public static void main(String[] arguments) throws Exception {
    try (Server server =
        Server.builder().listenForSystemd().handler(StreamServerTest::echo).start()) {
      System.out.println(server.addresses().size());
      while (System.in.read() >= 0) {}
    }
  }

  private static SocketChannel connect(Path path) throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    while (true) {
      try {
        channel.connect(address);
        return channel;
      } catch (IOException e) {
        Thread.sleep(10); // systemd does not listen yet
        channel.close();
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      }
    }
  }

  private static String echo(SocketChannel client, String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    ByteBuffer answer = ByteBuffer.allocate(text.length());
    while (answer.hasRemaining() && client.read(answer) >= 0) {}
    return new String(answer.array(), 0, answer.position(), UTF_8);
  }

  /** Passes what one line of its code opens, as the second of two, and becomes the service. */
  private static String refused(String opens) throws Exception {
    String passer =
        """
        import os, socket, sys
        front = socket.socket()
        front.bind(("127.0.0.1", 0))
        front.listen()
        %s
        # Others than those two may have their numbers, so they go through higher ones.
        high = [__import__("fcntl").fcntl(fd, 0, 100) for fd in (front.fileno(), news)]
        for i, fd in enumerate(high):
            os.dup2(fd, 3 + i, inheritable=True)
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="2", LISTEN_FDNAMES="front:news")
        os.execv(sys.argv[1], sys.argv[1:])
        """
            .formatted(opens);
    var command = new ArrayList<>(List.of("python3", "-c", passer));
    command.addAll(EchoProcess.java(List.of(), SystemdTest.class));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("no python3 here");
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    return said;
  }

  @Test
  void what_was_passed_and_is_no_socket_is_named(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("fifo");
    String open = "os.mkfifo('" + fifo + "'); news = os.open('" + fifo + "', os.O_RDWR)";
    assertThat(refused(open))
        .contains("descriptor 4 (news): ", "ENOTSOCK", "the FIFO or device " + fifo + ": ");
    assertThat(refused("news = os.pipe()[0]"))
        .contains("descriptor 4 (news): ", "ENOTSOCK", "it is pipe:[", "ListenStream=");
  }

  @Test
  void a_socket_that_was_passed_and_does_not_listen_is_named() throws Exception {
    assertThat(
            refused("one = socket.socket(); one.connect(front.getsockname()); news = one.fileno()"))
        .contains("descriptor 4 (news) of systemd, AF_INET SOCK_STREAM on 127.0.0.1:", "Accept=no");
  }

  @Test
  void a_service_is_started_by_its_first_client_on_the_sockets_of_systemd(@TempDir Path folder)
      throws Exception {
    assumeTrue(Files.isExecutable(ACTIVATE), "no systemd-socket-activate here");
    List<Path> paths = List.of(folder.resolve("one"), folder.resolve("two"));
    var command = new ArrayList<>(List.of(ACTIVATE.toString()));
    for (Path path : paths) command.addAll(List.of("-l", path.toString()));
    command.addAll(EchoProcess.java(List.of(), SystemdTest.class));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      for (Path path : paths) {
        try (SocketChannel client = connect(path)) {
          assertThat(echo(client, "hello " + path)).isEqualTo("hello " + path);
        }
      }
      assertThat(process.inputReader().readLine()).isEqualTo("2");
      process.getOutputStream().close();
      assertThat(process.waitFor()).isZero();
      assertThat(paths).allSatisfy(path -> assertThat(path).exists()); // they are systemd's
    } finally {
      process.destroyForcibly();
    }
  }
}

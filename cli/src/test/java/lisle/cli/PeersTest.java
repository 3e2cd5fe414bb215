package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The servers and the client of the command line, and the tools that people use. */
@Timeout(120)
class PeersTest {
  @TempDir Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  /** A server that listens, and where. */
  private record Serving(Process process, BufferedReader out, List<String> addresses) {
    String address() {
      return addresses.get(0);
    }

    String port() {
      return address().substring(address().lastIndexOf(':') + 1);
    }

    String stop() throws Exception {
      // Process.destroy would close the streams, too.
      process.toHandle().destroy();
      String totals = out.readLine();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      return totals;
    }
  }

  private Serving serve(int addresses, String... arguments) throws IOException {
    var words = new ArrayList<String>(List.of("serve"));
    words.addAll(List.of(arguments));
    List<String> command = Run.command();
    command.addAll(words);
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
    processes.add(process);
    BufferedReader out = process.inputReader();
    var found = new ArrayList<String>();
    for (int i = 0; i < addresses; i++) {
      String line = out.readLine();
      assertThat(line).startsWith("listening on ");
      found.add(line.substring("listening on ".length()));
    }
    return new Serving(process, out, found);
  }

  private static void need(String tool) {
    boolean isThere = false;
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, tool))) isThere = true;
    }
    assumeTrue(isThere, "there is no " + tool + " here");
  }

  @Test
  void echoServesLisleSocatNcAndPythonOverTcpUdpAndUnix() throws Exception {
    Path path = folder.resolve("s");
    Serving server =
        serve(3, "echo", "-l", "127.0.0.1:0", "-l", "unix:" + path, "-l", "udp:127.0.0.1:0");
    assertThat(Run.with("hello\n", "connect", server.address()))
        .isEqualTo(new Run(0, "hello\n", ""));
    assertThat(Run.with("unix\n", "connect", "unix:" + path).out()).isEqualTo("unix\n");
    assertThat(Run.with("ping", "connect", "-w", "500ms", server.addresses().get(2)).out())
        .isEqualTo("ping");
    assertThat(Run.with("name\n", "connect", "localhost:" + server.port()).out())
        .isEqualTo("name\n");
    need("socat");
    assertThat(Run.shell("printf socat | socat -t 5 - TCP:127.0.0.1:" + server.port()).out())
        .isEqualTo("socat");
    need("python3");
    assertThat(
            Run.shell(
                    "python3 -c \"import socket; s=socket.create_connection(('127.0.0.1',"
                        + server.port()
                        + ")); s.sendall(b'py'); s.shutdown(1); print(s.recv(9).decode())\"")
                .out())
        .isEqualTo("py\n");
    need("nc");
    assertThat(Run.shell("printf nc | nc -N 127.0.0.1 " + server.port()).out()).isEqualTo("nc");
    assertThat(server.stop()).startsWith("served 6 clients, 0 failed");
    assertThat(Files.readString(folder.resolve("err")))
        .contains("\"event\":\"connected\",\"client\":\"127.0.0.1:", "\"event\":\"disconnected\"");
  }

  @Test
  void forwardAllowDenyAndWait() throws Exception {
    Serving echo = serve(1, "echo", "-l", "127.0.0.1:0", "--deny", "127.0.0.2");
    Serving forward = serve(1, "forward", "-l", "[::1]:0", "--to", "localhost:" + echo.port());
    assertThat(Run.with("there and back\n", "connect", forward.address()).out())
        .isEqualTo("there and back\n");
    assertThat(Run.with("x", "connect", echo.address(), "--source", "127.0.0.2:0").out()).isEmpty();
    Run wait = Run.of("wait", echo.address(), forward.address(), "--", "sh", "-c", "exit 7");
    assertThat(wait.code()).isEqualTo(7);
    Run never = Run.of("wait", "-t", "200ms", "127.0.0.1:1");
    assertThat(never.code()).isEqualTo(1);
    assertThat(never.err())
        .startsWith("lisle: 127.0.0.1:1: no connection within 0.2 s: ")
        .hasLineCount(1);
    assertThat(forward.stop()).startsWith("served ");
    assertThat(echo.stop()).contains(" 1 refused");
  }

  @Test
  void chatPassesOnWhatOneWritesToTheOthers() throws Exception {
    Serving chat = serve(1, "chat", "-l", "127.0.0.1:0");
    Process one = Run.start("connect", chat.address());
    Process other = Run.start("connect", chat.address());
    processes.add(one);
    processes.add(other);
    try (var in = one.getOutputStream();
        var out = other.inputReader()) {
      // Who joins later does not hear what was said before.
      var reader = new FutureTask<>(out::readLine);
      Thread.ofPlatform().daemon().start(reader);
      while (!reader.isDone()) {
        in.write("hello all\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        try {
          reader.get(50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // Say it again.
        }
      }
      assertThat(reader.get()).isEqualTo("hello all");
    }
    assertThat(chat.stop()).startsWith("served 2 clients");
  }

  @Test
  void hexAndInfoShowWhatGoesOn() throws Exception {
    Serving server = serve(1, "echo", "-l", "127.0.0.1:0");
    Run run = Run.with("hello\n", "connect", "--hex", "--info", server.address());
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("> 00000000  68 65 6c 6c 6f 0a ", "< 00000000  68 65 6c", "|hello.|");
    assertThat(run.err()).contains("state ", "bytes_acked ", "\nrtt ");
    server.stop();
  }

  @Test
  void badInputIsOneLineThatSaysWhatAndWhere() throws Exception {
    Serving server = serve(1, "discard", "-l", "127.0.0.1:0");
    fails(1, server.address(), "serve", "echo", "-l", server.address());
    server.stop();
    fails(1, "127.0.0.1:1", "connect", "127.0.0.1:1");
    fails(2, "65536", "connect", "127.0.0.1:65536");
    fails(2, "65536", "connect", "localhost:65536");
    fails(2, "127.0.0.300", "connect", "127.0.0.300:80");
    fails(1, "no-such-host.invalid", "connect", "no-such-host.invalid:80");
    fails(2, "no-such-host", "serve", "echo", "-l", "no-such-host:80");
    fails(2, "forward", "serve", "forward", "-l", "127.0.0.1:0");
  }

  private static void fails(int code, String about, String... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    String first = run.err().lines().findFirst().orElse("");
    assertThat(first).startsWith("lisle: ").contains(about);
    // A wrong command line is told where to read on.
    assertThat(run.err()).hasLineCount(code == 2 ? 2 : 1);
  }

  @Test
  void aPortThatNeedsARightIsRefusedInOneLine() throws Exception {
    Path start = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    assumeTrue(
        Files.exists(start) && Integer.parseInt(Files.readAllLines(start).getFirst()) > 80,
        "everybody may listen on port 80 here");
    // Also who is root has no such right without it.
    String without = "setpriv --bounding-set=-net_bind_service --inh-caps=-net_bind_service ";
    assumeTrue(Run.shell(without + "true").code() == 0, "setpriv can't take the right away here");
    String lisle = "'" + String.join("' '", Run.command()) + "' ";
    assertThat(Run.shell(without + lisle + "serve echo -l 127.0.0.1:80"))
        .isEqualTo(
            new Run(
                1,
                "",
                "lisle: bind 127.0.0.1:80: permission denied (EACCES): ports below 1024 need"
                    + " CAP_NET_BIND_SERVICE\n"));
  }

  @Test
  void limitsTurnClientsAwayAndSaySo() throws Exception {
    Path err = folder.resolve("err");
    Serving full = serve(1, "discard", "-l", "127.0.0.1:0", "--max-clients", "1");
    Process first = Run.start("connect", full.address());
    processes.add(first);
    while (!Files.readString(err).contains("connected")) Thread.sleep(10);
    assertThat(Run.with("x", "connect", full.address()).out()).isEmpty();
    assertThat(full.stop()).contains("served 1 client,", " 1 refused");
    assertThat(Files.readString(err)).contains("\"event\":\"refused\"", "\"reason\":\"full\"");
    // It says nothing for longer than it may.
    Serving brief = serve(1, "discard", "-l", "127.0.0.1:0", "--idle", "100ms");
    Process silent = Run.start("connect", brief.address());
    processes.add(silent);
    assertThat(silent.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(brief.stop()).contains("1 timed out");
    fails(2, "is less than 1", "serve", "echo", "-l", "127.0.0.1:0", "--max-clients", "0");
    fails(2, "is no rate", "serve", "echo", "-l", "127.0.0.1:0", "--rate", "x");
  }

  @Test
  void jsonIsOneObjectALineWhateverTheCommand() throws Exception {
    Process process = Run.start("serve", "echo", "--json", "-l", "127.0.0.1:0");
    processes.add(process);
    var out = process.inputReader();
    String line = out.readLine();
    assertThat(line).matches("\\{\"event\":\"listening\",\"address\":\"127.0.0.1:\\d+\"}");
    String address = line.replaceAll(".*\"(127[^\"]+)\"}", "$1");
    Run wait = Run.of("wait", "--json", address, "--", "echo", "ran");
    assertThat(wait.err()).isEmpty();
    assertThat(wait.out())
        .matches(
            "\\{\"address\":\"" + address + "\",\"accepts\":true,\"milliseconds\":\\d+}\nran\n");
    Run connect = Run.with("x", "connect", "--info", "--json", address);
    assertThat(connect.out()).isEqualTo("x");
    assertThat(connect.err())
        .startsWith("{\"state\":\"")
        .contains("\"bytes_acked\":")
        .hasLineCount(1);
    process.toHandle().destroy();
    assertThat(out.readLine()).startsWith("{\"event\":\"stopped\",\"clients\":2,\"failed\":0,");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void waitSaysOfEachAddressHowItEnded() throws Exception {
    Serving server = serve(1, "echo", "-l", "127.0.0.1:0");
    String[] command = {"wait", "--json", "-t", "2s", "127.0.0.1:1", server.address()};
    Run wait = Run.of(command);
    assertThat(wait.code()).isEqualTo(1);
    assertThat(wait.out().lines())
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .startsWith("{\"address\":\"127.0.0.1:1\",\"accepts\":false,")
                    .contains("no connection within 2.0 s: ", "connection refused"),
            other ->
                assertThat(other)
                    .startsWith("{\"address\":\"" + server.address() + "\",\"accepts\":true,"));
    assertThat(wait.err()).startsWith("lisle: 127.0.0.1:1: no connection").hasLineCount(1);
    server.stop();
  }

  @Test
  void waitPassesSignalsOnToItsCommand() throws Exception {
    Serving server = serve(1, "echo", "-l", "127.0.0.1:0");
    Process wait =
        Run.start(
            "wait",
            server.address(),
            "--",
            "sh",
            "-c",
            "trap 'echo told; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
    processes.add(wait);
    var out = wait.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");
    wait.toHandle().destroy();
    assertThat(out.readLine()).isEqualTo("told");
    assertThat(wait.waitFor()).isEqualTo(9);
    Run none = Run.of("wait", "-q", server.address(), "--", "/nowhere/command");
    assertThat(none)
        .isEqualTo(
            new Run(1, "", "lisle: /nowhere/command: can't be run: No such file or directory\n"));
    server.stop();
  }

  @Test
  void waitRunsItsCommandInTheLocaleThatItWasCalledIn() throws Exception {
    Serving server = serve(1, "echo", "-l", "127.0.0.1:0");
    String command = " lisle wait -q " + server.address() + " -- sh -c 'echo ${LC_ALL-none}'";
    String before = "export LC_ALL=C.UTF-8 JDK_JAVA_OPTIONS=-Dlisle.locale=";
    assertThat(Run.shell(before + "C;" + command).out()).isEqualTo("C\n");
    assertThat(Run.shell(before + ";" + command).out()).isEqualTo("none\n");
    assertThat(Run.shell("export LC_ALL=POSIX;" + command).out()).isEqualTo("POSIX\n");
    server.stop();
  }

  @Test
  void waitWithoutALimitWaitsForWhatComesLate() throws Exception {
    String address = "unix:" + folder.resolve("late");
    Process wait = Run.start("wait", "--timeout", "0", address);
    processes.add(wait);
    // It has tried, and been refused.
    assertThat(wait.waitFor(1, TimeUnit.SECONDS)).isFalse();
    Serving server = serve(1, "echo", "-l", address);
    assertThat(wait.errorReader().readLine()).isEqualTo(address + " accepts connections");
    assertThat(wait.waitFor()).isZero();
    server.stop();
  }

  @Test
  void datagramsGoToAHostByNameAndHoldWhatADatagramCanHold() throws Exception {
    Serving server = serve(1, "echo", "-l", "udp:127.0.0.1:0");
    // More than one datagram can hold, and little enough for the buffer of a socket. The order in
    // which datagrams come back is anyone's.
    String text = "x".repeat(70_000);
    assertThat(Run.with(text, "connect", "udp:localhost:" + server.port()))
        .isEqualTo(new Run(0, text, ""));
    Run info = Run.with("x", "connect", "--info", "--wait", "300ms", server.address());
    assertThat(info)
        .isEqualTo(new Run(0, "x", "lisle: no TCP_INFO: datagrams make no connection\n"));
    server.stop();
  }

  @Test
  void theLogOfAServerIsJsonWhateverGoesWrong() throws Exception {
    Serving forward = serve(1, "forward", "-l", "127.0.0.1:0", "--to", "127.0.0.1:1");
    Run.with("x", "connect", forward.address());
    forward.stop();
    assertThat(Files.readAllLines(folder.resolve("err")))
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"))
        .anyMatch(
            line ->
                line.contains("\"event\":\"warning\",\"message\":\"connection 1 from ")
                    && line.contains("127.0.0.1:1: connection refused"));
  }

  @Test
  void theEndOfItsTerminalEndsAServerInOrder() throws Exception {
    assumeTrue(isHungUpBySignal(), "these tests run under nohup, and so does all that they start");
    Serving server = serve(1, "echo", "-l", "127.0.0.1:0");
    assertThat(Run.shell("kill -HUP " + server.process.pid()).code()).isZero();
    assertThat(server.out.readLine()).startsWith("served 0 clients");
    assertThat(server.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.process.exitValue()).isZero();
  }

  /** The signal is number 1, and so the lowest bit of those that are ignored, proc(5). */
  private static boolean isHungUpBySignal() throws IOException {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      String ignored = status.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
      return !ignored.matches(".*[13579bdf]");
    }
  }
}

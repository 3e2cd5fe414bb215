package lisle.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code lisle connect} and servers that we did not write. */
@Timeout(60)
class ConnectToPeersTest {
  private @Nullable Process server;

  @AfterEach
  void end() {
    if (server != null) server.destroyForcibly();
  }

  /** Starts a server that says its port as the only group of a line, and returns the port. */
  private String start(String line, String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "there is no " + command[0] + " here");
      throw e;
    }
    server = process;
    BufferedReader said = process.inputReader();
    Pattern pattern = Pattern.compile(line);
    for (String text; (text = said.readLine()) != null; ) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.find()) return matcher.group(1);
    }
    throw new AssertionError(command[0] + " ended before it said its port");
  }

  @Test
  void pythonEchoesAHundredThousandBytes() throws Exception {
    String program =
        """
        import socket
        listener = socket.create_server(('127.0.0.1', 0))
        print('port', listener.getsockname()[1], flush=True)
        connection, _ = listener.accept()
        while data := connection.recv(65536):
            connection.sendall(data)
        connection.close()
        """;
    String port = start("port (\\d+)", "python3", "-c", program);
    String text = "0123456789".repeat(10_000);
    assertThat(Run.with(text, "connect", "127.0.0.1:" + port)).isEqualTo(new Run(0, text, ""));
  }

  @Test
  void socatEchoes() throws Exception {
    String port =
        start(
            "listening on .*:(\\d+)$",
            "socat",
            "-d",
            "-d",
            "TCP-LISTEN:0,bind=127.0.0.1",
            "EXEC:cat");
    assertThat(Run.with("to socat\n", "connect", "127.0.0.1:" + port))
        .isEqualTo(new Run(0, "to socat\n", ""));
  }

  @Test
  void ncPrintsWhatWasSentAndAnswersWithItsInput() throws Exception {
    String port =
        start("Listening on .* (\\d+)$", "sh", "-c", "echo from nc | nc -N -v -l 127.0.0.1 0");
    assertThat(Run.with("to nc\n", "connect", "127.0.0.1:" + port))
        .isEqualTo(new Run(0, "from nc\n", ""));
    Process nc = requireNonNull(server);
    assertThat(nc.inputReader().lines()).contains("to nc");
    assertThat(nc.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}

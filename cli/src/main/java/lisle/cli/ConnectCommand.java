package lisle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lisle connect}: standard input to a server, and what it answers to standard output. */
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    description = {
      "Connects to a server: what is typed or piped in goes out, what comes back is printed.",
      "At the end of the input the sending half is closed, and the rest is waited for."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle connect 127.0.0.1:8888",
      "  printf 'hello\\n' | lisle connect [::1]:8888",
      "  lisle connect unix:/run/x.sock --timeout 3"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the connection was made, and ended in order",
      "1:it could not be made, or was broken off",
      "2:the command line was wrong"
    })
final class ConnectCommand implements Callable<Integer> {
  private static final int BUFFER = 64 << 10;

  @Parameters(
      index = "0",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "Where to: 127.0.0.1:8888, [::1]:8888, unix:/path, unix:@name.")
  private SocketAddress address;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      defaultValue = "0",
      description =
          "How long connecting may take (default: as long as the system tries, about two minutes).")
  private double timeout;

  private ConnectCommand() {}

  @Override
  public Integer call() throws Exception {
    try (Socket socket = Socket.connectTo(address, Duration.ofNanos((long) (timeout * 1e9)))) {
      Thread sender = Thread.ofPlatform().daemon().unstarted(() -> send(socket));
      sender.start();
      receive(socket);
    }
    return 0;
  }

  /** Ends with the input; or with the process, which does not wait for it. */
  private static void send(Socket socket) {
    try (InputStream in = System.in) {
      byte[] buffer = new byte[BUFFER];
      for (int n; (n = in.read(buffer)) >= 0; ) socket.sendAll(buffer, 0, n);
      socket.shutdown(Socket.Half.SEND);
    } catch (IOException e) {
      // The connection is gone: the receiving side meets the same, and reports it.
    }
  }

  private static void receive(Socket socket) throws IOException {
    OutputStream out = System.out;
    byte[] buffer = new byte[BUFFER];
    for (int n; (n = socket.receive(buffer)) >= 0; ) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }
}

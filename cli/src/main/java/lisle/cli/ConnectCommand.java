package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketType;
import lisle.socket.TcpInfo;
import lisle.socket.TcpOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lisle connect}: standard input to a server, and what it answers to standard output. */
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    description = {
      "Connects to a server: what is typed or piped in goes out, what comes back is printed.",
      "At the end of the input the sending half is closed, and the rest is waited for.",
      "Over UDP, what is read at once is one datagram, of at most 16 KiB, and the answers are waited"
          + " for a second."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  lisle connect 127.0.0.1:8888",
      "  printf 'hello\\n' | lisle connect [::1]:8888",
      "  lisle connect localhost:8888 --info --hex",
      "  printf ping | lisle connect udp:127.0.0.1:8888",
      "  lisle connect unix:/run/x.sock --timeout 3s"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the connection was made, and ended in order",
      "1:it could not be made, or was broken off",
      "2:the command line was wrong"
    })
final class ConnectCommand implements Callable<Integer> {
  private static final int BUFFER = 64 << 10;

  /**
   * What one datagram has at most: what IP carries is less than 64 KiB, and much is lost easily.
   */
  private static final int DATAGRAM = 16 << 10;

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Parameters(
      index = "0",
      paramLabel = "ADDRESS",
      converter = Endpoint.Converter.class,
      description =
          "Where to: 127.0.0.1:8888, [::1]:8888, localhost:8888, udp:127.0.0.1:8888, unix:/path,"
              + " unix:@name.")
  private Endpoint endpoint;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      defaultValue = "0",
      converter = Span.class,
      description =
          "How long connecting may take, such as 3s or 500ms (default: as long as the system tries,"
              + " about two minutes).")
  private Duration timeout;

  @Option(
      names = {"-w", "--wait"},
      paramLabel = "TIME",
      converter = Span.class,
      description =
          "How long to wait for more from the server; then it is over (default: until the server"
              + " ends it; over UDP, 1s).")
  private @Nullable Duration idle;

  @Option(
      names = {"-s", "--source"},
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "Connect from this address, such as 127.0.0.1:0.")
  private @Nullable SocketAddress source;

  @Option(
      names = {"-k", "--keep-open"},
      description = "Do not close the sending half at the end of the input.")
  private boolean keepsOpen;

  @Option(
      names = {"-x", "--hex"},
      description = "Print what goes out (>) and what comes in (<) as hexadecimal and ASCII.")
  private boolean asHex;

  @Option(
      names = {"-i", "--info"},
      description =
          "Print what the kernel knows of a TCP connection on standard error: each second on a"
              + " terminal, and all of it at the end.")
  private boolean showsInfo;

  @Option(
      names = {"-j", "--json"},
      description = "With --info: print it as one JSON object, at the end alone.")
  private boolean json;

  private final Output out = Output.standard();
  private final HexView sent = new HexView("> ");
  private final HexView received = new HexView("< ");

  /** Where what comes back is seen, or what the kernel knows, that tells enough. */
  private boolean showsProgress;

  private ConnectCommand() {}

  @Override
  public Integer call() throws Exception {
    showsProgress = !showsInfo && !Style.isOutputTerminal();
    if (endpoint.isDatagram()) {
      talk();
      return 0;
    }
    try (Socket socket = endpoint.connect(timeout, source)) {
      if (idle != null) socket.receiveTimeout(idle);
      Thread.ofPlatform().daemon().start(() -> send(socket));
      if (showsInfo && Style.isErrorTerminal() && !json) {
        Thread.ofPlatform().daemon().start(() -> watch(socket));
      }
      try {
        receive(socket);
      } finally {
        if (showsInfo) write(info(socket));
      }
    }
    return 0;
  }

  /** Ends with the input; or with the process, which does not wait for it. */
  private void send(Socket socket) {
    try (InputStream in = new FileInputStream(FileDescriptor.in);
        Progress progress = Progress.ofInput("-")) {
      byte[] buffer = new byte[BUFFER];
      long done = 0;
      for (int n; (n = in.read(buffer)) >= 0; ) {
        if (asHex) show(sent, buffer, n);
        socket.sendAll(buffer, 0, n);
        done += n;
        if (showsProgress) progress.update(done);
      }
      if (!keepsOpen) socket.shutdown(Socket.Half.SEND);
    } catch (IOException e) {
      // The connection is gone: the receiving side meets the same, and reports it.
    }
  }

  private void receive(Socket socket) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (Progress progress = Progress.ofAnswer()) {
      long done = 0;
      for (int n; (n = socket.receive(buffer)) >= 0; ) {
        print(buffer, n);
        done += n;
        if (showsProgress) progress.update(done);
      }
    } catch (SocketTimeoutException e) {
      // Nothing more came for the time that was asked for.
      if (idle == null) throw e;
    }
  }

  private void print(byte[] buffer, int n) throws IOException {
    if (asHex) {
      show(received, buffer, n);
    } else {
      out.bytes(buffer, 0, n);
      out.flush();
    }
  }

  private synchronized void show(HexView view, byte[] buffer, int n) throws IOException {
    out.text(view.of(buffer, n));
    out.flush();
  }

  /** Datagrams there and back. */
  private void talk() throws IOException {
    if (showsInfo) write("lisle: no TCP_INFO: datagrams make no connection\n");
    SocketAddress address = endpoint.datagramAddress(timeout);
    try (Socket socket = Socket.open(address.family(), SocketType.DATAGRAM)) {
      if (source != null) socket.bind(source);
      socket.connect(address);
      var sending = new FutureTask<@Nullable Void>(() -> sendDatagrams(socket));
      Thread.ofPlatform().daemon().start(sending);
      socket.receiveTimeout(idle != null ? idle : SECOND);
      byte[] buffer = new byte[BUFFER];
      while (true) {
        try {
          print(buffer, socket.receive(buffer));
        } catch (SocketTimeoutException e) {
          if (!sending.isDone()) continue;
          // What could not be sent, nobody answers.
          if (sending.state() == Future.State.FAILED) throw failure(sending.exceptionNow());
          return;
        }
      }
    }
  }

  private static IOException failure(Throwable thrown) {
    return thrown instanceof IOException e ? e : new IOException(thrown);
  }

  private @Nullable Void sendDatagrams(Socket socket) throws IOException {
    try (InputStream in = new FileInputStream(FileDescriptor.in);
        Progress progress = Progress.ofInput("-")) {
      byte[] buffer = new byte[DATAGRAM];
      long done = 0;
      for (int n; (n = in.read(buffer)) >= 0; ) {
        if (asHex) show(sent, buffer, n);
        socket.send(buffer, 0, n);
        done += n;
        if (showsProgress) progress.update(done);
      }
    }
    return null;
  }

  private static void watch(Socket socket) {
    try {
      while (true) {
        Thread.sleep(SECOND);
        TcpInfo info = socket.get(TcpOption.TCP_INFO);
        StatusLine.draw(
            String.format(
                Locale.ROOT,
                "%s, round trip %.3f ms, window %d, retransmitted %d, unsent %d",
                info.state(),
                info.roundTrip().toNanos() / 1e6,
                info.congestionWindow(),
                info.retransmitted(),
                info.bytesNotSent()));
      }
    } catch (IOException | InterruptedException e) {
      // It is over.
    }
  }

  private String info(Socket socket) {
    try {
      TcpInfo info = socket.get(TcpOption.TCP_INFO);
      if (json) {
        Json object = new Json().open().put("state", info.state().toString());
        new TreeMap<>(info.fields()).forEach((name, value) -> object.put(plain(name), value));
        return object.close() + "\n";
      }
      var text = new StringBuilder();
      text.append("state ").append(info.state()).append('\n');
      new TreeMap<>(info.fields())
          .forEach(
              (name, value) -> text.append(plain(name)).append(' ').append(value).append('\n'));
      return text.toString();
    } catch (IOException e) {
      return "lisle: no TCP_INFO: " + Reason.of(e) + "\n";
    }
  }

  private static String plain(String name) {
    return name.replaceFirst("^tcpi_", "");
  }

  private static void write(String text) {
    StatusLine.wipe();
    System.err.write(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
    System.err.flush();
  }
}

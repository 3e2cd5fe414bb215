package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against programs that others wrote: Python's socket module, socat, ss. */
@Timeout(60)
class PeerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static Socket listen(String address) throws Exception {
    Socket listener = Socket.listenOn(SocketAddress.parse(address));
    listener.timeout(LONG);
    return listener;
  }

  private static Socket accept(Socket listener) throws Exception {
    Socket socket = listener.accept();
    socket.timeout(LONG);
    return socket;
  }

  private static int port(Socket socket) throws Exception {
    return ((InetAddressAndPort) socket.localAddress()).port();
  }

  @Test
  void python_talks_tcp_with_us_in_both_directions() throws Exception {
    try (Socket listener = listen("[::1]:0");
        PythonPeer python =
            PythonPeer.python(
                """
                s = socket.create_connection(("::1", int(sys.argv[1])))
                s.sendall(bytes(range(256)) * 4000)
                s.shutdown(socket.SHUT_WR)
                got = b""
                while (part := s.recv(65536)): got += part
                print(len(got), got == bytes(range(256)) * 4000)
                """,
                port(listener));
        Socket socket = accept(listener)) {
      byte[] all = socket.inputStream().readAllBytes();
      socket.sendAll(all);
      socket.shutdown(Socket.Half.SEND);
      assertThat(python.line()).isEqualTo("1024000 True");
    }
  }

  @Test
  void python_sees_our_options_and_urgent_data() throws Exception {
    try (Socket listener = listen("127.0.0.1:0");
        PythonPeer python =
            PythonPeer.python(
                """
                s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
                s.sendall(b"x")
                first = s.recv(1)
                import select
                select.select([], [], [s], 20)
                print(first, s.recv(1, socket.MSG_OOB), flush=True)
                s.send(b"!", socket.MSG_OOB)
                s.recv(1)
                """,
                port(listener));
        Socket socket = accept(listener)) {
      socket.receiveExactly(new byte[1]);
      socket.sendAll("a".getBytes(UTF_8));
      socket.send(ByteBuffer.wrap("u".getBytes(UTF_8)), MessageFlags.OUT_OF_BAND);
      assertThat(python.line()).isEqualTo("b'a' b'u'");
      socket.set(SocketOption.SO_OOBINLINE, true);
      byte[] one = new byte[1];
      socket.receiveExactly(one);
      assertThat(one[0]).isEqualTo((byte) '!');
    }
  }

  @Test
  void python_exchanges_datagrams_and_batches_with_us() throws Exception {
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      socket.bind(SocketAddress.parse("127.0.0.1:0"));
      socket.timeout(LONG);
      try (PythonPeer python =
          PythonPeer.python(
              """
              s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
              s.settimeout(30)
              to = ("127.0.0.1", int(sys.argv[1]))
              for i in range(20): s.sendto(bytes([i]) * (i + 1), to)
              print([len(s.recv(100)) for _ in range(20)])
              """,
              port(socket))) {
        DatagramBatch batch = DatagramBatch.of(8, 64);
        int received = 0;
        SocketAddress from = null;
        while (received < 20) {
          socket.receive(batch);
          for (int i = 0; i < batch.count(); i++) {
            assertThat(batch.length(i)).isEqualTo(received + 1);
            assertThat(batch.data(i).get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
                .isEqualTo((byte) received);
            from = batch.address(i);
            received++;
          }
        }
        DatagramBatch answer = DatagramBatch.of(20, 64);
        for (int i = 0; i < 20; i++)
          answer.add(new byte[i < 15 ? 32 : 1], 0, i < 15 ? 32 : 1, from);
        assertThat(socket.send(answer)).isEqualTo(20);
        assertThat(python.line())
            .isEqualTo(
                "[32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 1, 1, 1, 1, 1]");
      }
    }
  }

  @Test
  void python_passes_descriptors_and_credentials_both_ways(@TempDir Path folder) throws Exception {
    UnixSocketAddress at = UnixSocketAddress.of(folder.resolve("s"));
    try (Socket listener = Socket.listenOn(at);
        PythonPeer python =
            PythonPeer.python(
                """
                import array, struct
                s = socket.socket(socket.AF_UNIX)
                s.connect(sys.argv[1])
                r, w = os.pipe()
                fds = array.array("i", [w, r])
                s.sendmsg([b"he", b"re"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
                print(os.getpid(), os.read(r, 5), flush=True)
                data, anc, flags, _ = s.recvmsg(10, 1000)
                level, kind, got = anc[0]
                peer = socket.socket(fileno=struct.unpack("i", got[:4])[0])
                print(data, level, kind, len(got), peer.getsockname()[0])
                """,
                folder.resolve("s"));
        Socket socket = accept(listener)) {
      socket.set(UnixOption.SO_PASSCRED, true);
      ByteBuffer buffer = ByteBuffer.allocate(100);
      int sender;
      try (ReceivedMessage message = socket.receiveMessage(buffer)) {
        assertThat(message.length()).isEqualTo(4);
        ReceivedRights rights = message.find(ReceivedRights.class).orElseThrow();
        assertThat(rights.count()).isEqualTo(2);
        sender = socket.get(UnixOption.SO_PEERCRED).pid();
        int pipe = rights.takeNumber(0);
        try (var stream = new java.io.FileOutputStream("/proc/self/fd/" + pipe)) {
          stream.write("hello".getBytes(UTF_8));
        }
        new OwnedNumber(pipe).close();
      }
      assertThat(python.line()).isEqualTo(sender + " b'hello'");
      try (Socket passed = listen("127.0.0.1:0")) {
        socket.sendMessage(Message.of("take".getBytes(UTF_8)).with(Rights.of(passed)));
        assertThat(python.line()).isEqualTo("b'take' 1 1 4 127.0.0.1");
      }
    }
  }

  @Test
  void socat_relays_what_we_send(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    try (Socket listener = Socket.listenOn(UnixSocketAddress.of(path));
        PythonPeer socat =
            PythonPeer.run(List.of("socat", "EXEC:tr a-z A-Z", "UNIX-CONNECT:" + path));
        Socket socket = accept(listener)) {
      socket.sendAll("shout\n".getBytes(UTF_8));
      socket.shutdown(Socket.Half.SEND);
      assertThat(new String(socket.inputStream().readAllBytes(), UTF_8)).isEqualTo("SHOUT\n");
      assertThat(socat).isNotNull();
    }
  }

  @Test
  void socat_and_we_meet_at_an_abstract_name_with_sequenced_packets() throws Exception {
    String name = "lisle-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (Socket listener = Socket.open(Family.UNIX, SocketType.SEQPACKET)) {
      listener.bind(UnixSocketAddress.ofAbstract(name));
      listener.listen(1);
      listener.timeout(LONG);
      try (PythonPeer socat =
              PythonPeer.run(
                  List.of(
                      "socat",
                      "SYSTEM:printf packet",
                      "ABSTRACT-CONNECT:" + name + ",socktype=5"));
          Socket socket = accept(listener)) {
        assertThat(socket.receive(new byte[100])).isEqualTo(6);
        assertThat(socat).isNotNull();
      }
    }
  }

  @Test
  void ss_says_of_a_connection_what_tcp_info_says() throws Exception {
    try (Socket listener = listen("127.0.0.1:0");
        Socket client = Socket.connectTo(listener.localAddress());
        Socket server = accept(listener)) {
      client.sendAll(new byte[54_321]);
      server.receiveExactly(new byte[54_321]);
      String filter = "sport = :" + port(client);
      try (PythonPeer ss = PythonPeer.run(List.of("ss", "-tinHO", filter))) {
        TcpInfo info = client.get(TcpOption.TCP_INFO);
        while (info.bytesAcknowledged() < 54_321) info = client.get(TcpOption.TCP_INFO);
        assertThat(info.state()).isEqualTo(TcpInfo.State.ESTABLISHED);
        assertThat(info.length()).isGreaterThan(190);
        String line = ss.line();
        assertThat(line).startsWith("ESTAB");
        assertThat(line).contains("mss:" + info.segmentSize());
        assertThat(line).contains("pmtu:" + info.pathMtu());
        assertThat(line).contains("cwnd:" + info.congestionWindow());
        assertThat(line).contains("bytes_sent:" + info.field("tcpi_bytes_sent").orElse(54_321));
        assertThat(line).contains("wscale:" + info.field("tcpi_snd_wscale").getAsLong() + ",");
        assertThat(line).contains(client.get(TcpOption.TCP_CONGESTION));
      }
      assertThat(server.get(TcpOption.TCP_INFO).bytesReceived()).isEqualTo(54_321);
      assertThat(server.get(TcpOption.TCP_INFO).field("tcpi_unknown")).isEmpty();
    }
  }
}

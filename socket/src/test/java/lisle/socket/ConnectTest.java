package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import lisle.selectors.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a socket becomes connected to, and what it says of that. */
@Timeout(60)
class ConnectTest {
  private static Socket listener() throws Exception {
    return Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
  }

  /** An address of this machine where nobody listens. */
  private static SocketAddress nobody() throws Exception {
    try (Socket listener = listener()) {
      return listener.localAddress();
    }
  }

  @Test
  void a_socket_that_is_connected_does_not_connect_elsewhere() throws Exception {
    try (Socket one = listener();
        Socket other = listener();
        Socket socket = Socket.connectTo(one.localAddress())) {
      for (Socket listener : new Socket[] {one, other}) {
        assertThatThrownBy(() -> socket.connect(listener.localAddress()))
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("EISCONN");
        assertThatThrownBy(() -> socket.tryConnect(listener.localAddress()))
            .hasMessageContaining("EISCONN");
      }
      assertThat(socket.remoteAddress()).isEqualTo(one.localAddress());
      try (Socket accepted = one.accept();
          Socket again = Socket.adopt(accepted.duplicate().detach())) {
        assertThatThrownBy(() -> again.connect(other.localAddress()))
            .hasMessageContaining("EISCONN");
        assertThat(again.remoteAddress()).isEqualTo(socket.localAddress());
      }
    }
  }

  @Test
  void a_connect_that_was_begun_is_ended_by_asking_or_by_connecting_again() throws Exception {
    try (Socket listener = listener();
        Socket asking = Socket.open(Family.INET, SocketType.STREAM);
        Socket again = Socket.open(Family.INET, SocketType.STREAM)) {
      if (!asking.tryConnect(listener.localAddress())) {
        while (!asking.finishConnect()) Thread.onSpinWait();
      }
      if (!again.tryConnect(listener.localAddress())) again.connect(listener.localAddress());
      assertThat(asking.remoteAddress()).isEqualTo(listener.localAddress());
      assertThat(again.remoteAddress()).isEqualTo(listener.localAddress());
    }
  }

  @Test
  void what_was_not_begun_has_no_end() throws Exception {
    SocketAddress nobody = nobody();
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      assertThatThrownBy(socket::finishConnect)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("ENOTCONN")
          .hasMessageEndingWith("no connect is under way");
      assertThatThrownBy(() -> socket.connect(nobody)).isInstanceOf(ConnectException.class);
      assertThatThrownBy(socket::finishConnect).hasMessageContaining("ENOTCONN");
    }
  }

  /** The kernel takes such an attempt for none, so it is made again when it is asked for. */
  @Test
  void a_connect_that_finds_the_backlog_full_is_ended_by_asking() throws Exception {
    SocketAddress address = UnixSocketAddress.ofAbstract("lisle-" + System.nanoTime());
    try (Socket listener = Socket.open(Family.UNIX, SocketType.STREAM);
        Socket first = Socket.open(Family.UNIX, SocketType.STREAM);
        Socket second = Socket.open(Family.UNIX, SocketType.STREAM)) {
      listener.bind(address);
      listener.listen(0); // one waits all the same
      assertThat(first.tryConnect(address)).isTrue();
      assertThat(second.tryConnect(address)).isFalse();
      assertThat(second.finishConnect()).isFalse();
      try (Socket elsewhere =
              Socket.listenOn(UnixSocketAddress.ofAbstract("lisle-" + System.nanoTime()));
          Socket third = Socket.open(Family.UNIX, SocketType.STREAM)) {
        assertThat(third.tryConnect(address)).isFalse();
        third.connect(elsewhere.localAddress());
        assertThat(third.remoteAddress()).isEqualTo(elsewhere.localAddress());
      }
      listener.accept().close();
      assertThat(second.finishConnect()).isTrue();
      assertThat(second.finishConnect()).isTrue();
      assertThat(second.remoteAddress()).isEqualTo(address);
    }
  }

  @Test
  void what_was_begun_in_vain_says_where_to() throws Exception {
    SocketAddress nobody = nobody();
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      assertThatThrownBy(
              () -> {
                if (socket.tryConnect(nobody)) return;
                while (!socket.finishConnect()) Thread.onSpinWait();
              })
          .isInstanceOf(ConnectException.class)
          .hasMessage(
              "connect " + nobody + ": connection refused (ECONNREFUSED): nothing listens there")
          .hasToString(
              "java.net.ConnectException: connect "
                  + nobody
                  + ": connection refused (ECONNREFUSED): nothing listens there");
    }
  }

  /** Who has read SO_ERROR has taken the error away, and nothing more is to come. */
  @Test
  void what_has_failed_is_no_more_under_way_once_that_was_told() throws Exception {
    SocketAddress nobody = nobody();
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      assertThat(socket.tryConnect(nobody)).isFalse();
      Errno told = Errno.of(0);
      while (told.number() == 0) told = Errno.of(socket.get(SocketOption.SO_ERROR));
      assertThat(told.name()).isEqualTo("ECONNREFUSED");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(socket::finishConnect)
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("ENOTCONN");
      }
    }
  }

  /** Such as after TCP_FASTOPEN_CONNECT, where a connect only begins with what is sent. */
  @ParameterizedTest
  @ValueSource(strings = {"send", "receive", "message", "file"})
  void who_is_told_first_that_a_connection_was_refused_hears_where_to(String how) throws Exception {
    SocketAddress nobody = nobody();
    Path file = Files.writeString(Files.createTempFile("lisle", null), "to nobody");
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      assertThat(socket.tryConnect(nobody)).isFalse();
      assertThatThrownBy(
              () -> {
                switch (how) {
                  case "send" -> socket.sendAll(new byte[1]);
                  case "receive" -> socket.receive(new byte[1]);
                  case "message" -> socket.sendMessage(Message.of(new byte[1]));
                  default -> socket.sendFile(file, 0, 9);
                }
              })
          .isInstanceOf(ConnectException.class)
          .hasMessageStartingWith("connect " + nobody + ": connection refused (ECONNREFUSED)");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void a_connection_has_nothing_of_what_broke_the_one_before() throws Exception {
    try (Socket listener = listener();
        Socket socket = Socket.connectTo(listener.localAddress())) {
      try (Socket accepted = listener.accept()) {
        accepted.set(SocketOption.SO_LINGER, Linger.RESET);
      }
      assertThatThrownBy(() -> socket.receive(new byte[1])).hasMessageContaining("ECONNRESET");
      socket.disconnect();
      socket.connect(listener.localAddress());
      listener.accept().close();
      assertThat(socket.receive(new byte[1])).isEqualTo(-1);
    }
  }

  @Test
  void the_other_end_is_the_one_that_the_kernel_chose() throws Exception {
    try (Socket listener = listener()) {
      int port = ((InetAddressAndPort) listener.localAddress()).port();
      try (Socket socket = Socket.connectTo(SocketAddress.parse("0.0.0.0:" + port))) {
        assertThat(socket.remoteAddress()).isEqualTo(listener.localAddress());
      }
      byte[] raw = {(byte) (port >> 8), (byte) port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
      try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
        socket.connect(new OtherSocketAddress(Family.INET, raw));
        assertThat(socket.remoteAddress()).isEqualTo(listener.localAddress());
      }
    }
  }

  @Test
  void what_cannot_be_disconnected_says_what_was_tried() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      assertThatThrownBy(pair.first()::disconnect)
          .isInstanceOf(SocketException.class)
          .hasMessageStartingWith("disconnect")
          .hasMessageContaining("EINVAL");
    }
  }

  /** Without a cookie, which nobody here has, fast open is a connection like any other. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fast_open_connects_where_it_has_no_cookie_yet(boolean message) throws Exception {
    try (Socket listener = listener();
        Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      assertThat(sendFast(socket, listener.localAddress(), message)).isEqualTo(5);
      try (Socket accepted = listener.accept()) {
        byte[] five = new byte[5];
        accepted.receiveExactly(five);
        socket.sendAll(new byte[1]);
        accepted.receiveExactly(five, 0, 1);
        assertThat(socket.remoteAddress()).isEqualTo(listener.localAddress());
      }
    }
    SocketAddress nobody = nobody();
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      assertThatThrownBy(() -> sendFast(socket, nobody, message))
          .isInstanceOf(ConnectException.class)
          .hasMessageStartingWith("connect " + nobody);
    }
  }

  private static int sendFast(Socket socket, SocketAddress to, boolean message) throws Exception {
    ByteBuffer hello = ByteBuffer.wrap(new byte[5]);
    if (!message) return socket.sendTo(hello, to, MessageFlags.FAST_OPEN);
    return socket.sendMessage(Message.of(hello).to(to), MessageFlags.FAST_OPEN);
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.SocketException;
import java.nio.file.Path;
import lisle.ipaddress.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors say what to do, and nothing that does not help. */
@Timeout(60)
class AdviceTest {
  @Test
  void a_path_in_use_is_a_file_that_stayed(@TempDir Path folder) throws Exception {
    UnixSocketAddress address = UnixSocketAddress.of(folder.resolve("x"));
    Socket.listenOn(address).close();
    assertThatThrownBy(() -> Socket.listenOn(address))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "bind "
                + address
                + ": address already in use (EADDRINUSE):"
                + " there is something at that path; if nobody needs it, remove it");
  }

  @Test
  void a_group_is_joined_once_and_left_once() throws Exception {
    MulticastMembership group = new MulticastMembership(IpAddress.parse("233.252.0.1"), 1);
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      socket.join(group);
      assertThatThrownBy(() -> socket.join(group))
          .isInstanceOf(BindException.class)
          .hasMessageEndingWith("(EADDRINUSE): it is joined already");
      socket.leave(group);
      assertThatThrownBy(() -> socket.leave(group))
          .isInstanceOf(BindException.class)
          .hasMessageEndingWith("(EADDRNOTAVAIL): it is not joined");
    }
  }

  @Test
  void a_link_local_address_needs_its_interface() throws Exception {
    try (Socket socket = Socket.open(Family.INET6, SocketType.STREAM)) {
      assertThatThrownBy(() -> socket.connect(SocketAddress.parse("[fe80::1]:80")))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("a link-local address needs its interface, as in fe80::1%eth0");
    }
  }

  @Test
  void an_address_of_another_family_is_told_from_one_that_is_wrong() throws Exception {
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      assertThatThrownBy(() -> socket.sendTo(new byte[1], SocketAddress.parse("[::1]:80")))
          .hasMessageEndingWith("(EAFNOSUPPORT): the socket is of another family");
    }
  }

  @Test
  void who_does_not_listen_accepts_nobody() throws Exception {
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      socket.bind(SocketAddress.parse("127.0.0.1:0"));
      assertThatThrownBy(socket::accept)
          .isInstanceOf(SocketException.class)
          .hasMessage(
              "accept "
                  + socket.localAddress()
                  + ": invalid argument (EINVAL): it does not listen, or was shut down");
    }
  }

  @Test
  void what_is_adopted_is_named() {
    assertThatThrownBy(() -> Socket.adopt(999_999))
        .isInstanceOf(SocketException.class)
        .hasMessage("adopt descriptor 999999: bad file descriptor (EBADF)");
  }
}

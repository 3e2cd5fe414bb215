package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

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
  void an_interface_or_a_group_that_is_refused_is_named() throws Exception {
    String none =
        "no such device (ENODEV): there is no such network interface, or it cannot do that";
    IpAddress group = IpAddress.parse("233.252.0.1");
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      assertThatThrownBy(() -> socket.join(group, 1_000_000))
          .hasMessage("setsockopt MCAST_JOIN_GROUP 233.252.0.1 on interface 1000000: " + none);
      assertThatThrownBy(() -> socket.set(SocketOption.SO_BINDTODEVICE, "nowhere"))
          .hasMessageStartingWith("setsockopt SO_BINDTODEVICE nowhere: ");
      assertThatThrownBy(() -> socket.set(IpOption.IP_MULTICAST_IF, 1_000_000))
          .hasMessageStartingWith("setsockopt IP_MULTICAST_IF interface 1000000: ");
      assertThatThrownBy(() -> socket.get(TcpOption.TCP_INFO))
          .hasMessageStartingWith("getsockopt TCP_INFO: ");
    }
    try (Socket socket = Socket.open(Family.INET6, SocketType.DATAGRAM)) {
      IpAddress six = IpAddress.parse("ff05::db8:0:1");
      IpAddress source = IpAddress.parse("2001:db8::1");
      assertThatThrownBy(() -> socket.join(new MulticastMembership(six, 1_000_000, source)))
          .hasMessageStartingWith(
              "setsockopt MCAST_JOIN_SOURCE_GROUP ff05::db8:0:1 from 2001:db8::1"
                  + " on interface 1000000: ");
    }
  }

  @Test
  void a_source_is_joined_or_blocked_once_too() throws Exception {
    IpAddress group = IpAddress.parse("233.252.0.1");
    MulticastMembership source = new MulticastMembership(group, 1, IpAddress.parse("198.51.100.1"));
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      socket.join(source);
      assertThatThrownBy(() -> socket.join(source))
          .isInstanceOf(BindException.class)
          .hasMessageEndingWith("(EADDRNOTAVAIL): it is joined already");
      socket.leave(source);
      assertThatThrownBy(() -> socket.leave(source))
          .hasMessage(
              "setsockopt MCAST_LEAVE_SOURCE_GROUP 233.252.0.1 from 198.51.100.1 on lo:"
                  + " invalid argument (EINVAL): it is not joined");
      assertThatThrownBy(() -> socket.set(IpOption.MCAST_BLOCK_SOURCE, source))
          .hasMessageEndingWith("(EINVAL): its group is not joined for all sources");
      socket.join(group, 1);
      socket.set(IpOption.MCAST_BLOCK_SOURCE, source);
      assertThatThrownBy(() -> socket.set(IpOption.MCAST_BLOCK_SOURCE, source))
          .hasMessageEndingWith("(EADDRNOTAVAIL): it is blocked already");
      socket.set(IpOption.MCAST_UNBLOCK_SOURCE, source);
      assertThatThrownBy(() -> socket.set(IpOption.MCAST_UNBLOCK_SOURCE, source))
          .hasMessageEndingWith("(EADDRNOTAVAIL): it is not blocked");
    }
  }

  @Test
  void pings_are_for_the_groups_that_may() throws Exception {
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM, 1)) {
      abort("this process may ping: " + socket);
    } catch (SocketException e) {
      assertThat(e)
          .hasMessage(
              "socket AF_INET SOCK_DGRAM protocol 1: permission denied (EACCES):"
                  + " pings are for the groups in the sysctl net.ipv4.ping_group_range:"
                  + " see icmp(7)");
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
  void an_ipv6_socket_has_another_form_of_an_ipv4_address() throws Exception {
    SocketAddress address = SocketAddress.parse("127.0.0.1:9");
    String advice = "(EINVAL): the socket is of another family; to an IPv6 socket it is ";
    try (Socket socket = Socket.open(Family.INET6, SocketType.STREAM)) {
      assertThatThrownBy(() -> socket.bind(address))
          .hasMessageEndingWith(advice + "[::ffff:127.0.0.1]:9");
      assertThatThrownBy(() -> socket.connect(address))
          .hasMessageEndingWith(advice + "[::ffff:127.0.0.1]:9");
      socket.bind(SocketAddress.parse("[::]:0"));
      assertThatThrownBy(() -> socket.bind(SocketAddress.parse("[::]:0")))
          .hasMessageEndingWith("(EINVAL): it is bound already");
    }
  }

  @Test
  void a_socket_is_bound_once_before_it_listens_and_nobody_is_on_port_zero() throws Exception {
    SocketAddress any = SocketAddress.parse("127.0.0.1:0");
    try (Socket udp = Socket.open(Family.INET, SocketType.DATAGRAM);
        Socket unix = Socket.open(Family.UNIX, SocketType.STREAM);
        Socket listener = Socket.listenOn(any);
        Socket tcp = Socket.connectTo(listener.localAddress())) {
      udp.bind(any);
      assertThatThrownBy(() -> udp.bind(any)).hasMessageEndingWith("(EINVAL): it is bound already");
      assertThatThrownBy(() -> udp.sendTo(new byte[1], any))
          .hasMessageEndingWith("(EINVAL): nobody is on port 0");
      assertThatThrownBy(() -> unix.listen(1))
          .hasMessageEndingWith("(EINVAL): it has to be bound before");
      assertThatThrownBy(() -> tcp.listen(1)).hasMessageEndingWith("(EINVAL): it is connected");
    }
  }

  @Test
  void a_unix_socket_has_one_name_and_no_port(@TempDir Path folder) throws Exception {
    SocketAddress inet = SocketAddress.parse("127.0.0.1:9");
    try (Socket unix = Socket.open(Family.UNIX, SocketType.STREAM);
        Socket v4 = Socket.open(Family.INET, SocketType.STREAM)) {
      String advice = "(EINVAL): the socket is of another family";
      assertThatThrownBy(() -> unix.bind(inet)).hasMessageEndingWith(advice);
      assertThatThrownBy(() -> unix.connect(inet)).hasMessageEndingWith(advice);
      assertThatThrownBy(() -> v4.bind(UnixSocketAddress.of(Path.of("/x"))))
          .hasMessageEndingWith(advice);
      unix.bind(UnixSocketAddress.of(folder.resolve("one")));
      assertThatThrownBy(() -> unix.bind(UnixSocketAddress.of(folder.resolve("two"))))
          .hasMessageEndingWith("(EINVAL): it is bound already");
    }
  }

  @Test
  void a_socket_to_a_host_is_bound_before_it_listens() throws Exception {
    try (Socket socket = Socket.open(Family.VSOCK, SocketType.STREAM)) {
      assertThatThrownBy(() -> socket.listen(1))
          .hasMessageEndingWith("(EINVAL): it has to be bound before");
    } catch (SocketException e) {
      abort("no vsock here: " + e.getMessage());
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

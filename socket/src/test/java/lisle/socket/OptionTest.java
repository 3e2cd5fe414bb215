package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import lisle.selectors.Descriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OptionTest {
  private static Map<String, SocketOption<?>> all(Class<?> of) throws Exception {
    Map<String, SocketOption<?>> options = new TreeMap<>();
    for (Field field : of.getFields()) {
      if (field.getType() == SocketOption.class) {
        options.put(field.getName(), (SocketOption<?>) field.get(null));
      }
    }
    return options;
  }

  private static final List<Class<?>> CLASSES =
      List.of(
          SocketOption.class,
          IpOption.class,
          Ipv6Option.class,
          TcpOption.class,
          UdpOption.class,
          UnixOption.class,
          VsockOption.class,
          NetlinkOption.class,
          PacketOption.class,
          CanOption.class);

  @Test
  void every_option_is_read_or_says_why_not() throws Exception {
    List<String> read = new ArrayList<>();
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"));
        Socket tcp = Socket.connectTo(listener.localAddress());
        Socket accepted = listener.accept();
        Socket udp = Socket.open(Family.INET6, SocketType.DATAGRAM);
        SocketPair unix = Socket.pair(Family.UNIX, SocketType.STREAM);
        Socket netlink = Socket.open(Family.NETLINK, SocketType.RAW)) {
      assertThat(accepted.isOpen()).isTrue();
      for (Class<?> options : CLASSES) {
        for (Map.Entry<String, SocketOption<?>> entry : all(options).entrySet()) {
          assertThat(entry.getValue()).hasToString(entry.getKey());
          for (Socket socket : List.of(tcp, udp, unix.first(), netlink)) {
            try {
              Object value = socket.get(entry.getValue());
              assertThat(value).isNotNull();
              if (value instanceof Descriptor descriptor) descriptor.close();
              read.add(entry.getKey());
            } catch (SocketException e) {
              assertThat(e).hasMessageStartingWith("getsockopt " + entry.getKey());
            } catch (UnsupportedOperationException e) {
              assertThat(e).hasMessageContaining("only set");
            }
          }
        }
      }
    }
    assertThat(read)
        .contains(
            "SO_LINGER",
            "SO_COOKIE",
            "IP_TOS",
            "IPV6_TCLASS",
            "TCP_INFO",
            "TCP_CONGESTION",
            "SO_PEERCRED",
            "UDP_SEGMENT");
  }

  private static <T> void keeps(Socket socket, SocketOption<T> option, T value) throws IOException {
    socket.set(option, value);
    assertThat(socket.get(option)).as("%s", option).isEqualTo(value);
  }

  @Test
  void what_is_set_is_read() throws Exception {
    try (Socket tcp = Socket.open(Family.INET, SocketType.STREAM);
        Socket tcp6 = Socket.open(Family.INET6, SocketType.STREAM);
        Socket udp = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      keeps(tcp, SocketOption.SO_KEEPALIVE, true);
      keeps(tcp, SocketOption.SO_REUSEPORT, true);
      keeps(tcp, SocketOption.SO_LINGER, Linger.of(Duration.ofSeconds(3)));
      keeps(tcp, SocketOption.SO_LINGER, Linger.RESET);
      keeps(tcp, SocketOption.SO_LINGER, Linger.OFF);
      keeps(tcp, TcpOption.TCP_NODELAY, true);
      keeps(tcp, TcpOption.TCP_CORK, true);
      keeps(tcp, TcpOption.TCP_KEEPIDLE, Duration.ofMinutes(2));
      keeps(tcp, TcpOption.TCP_KEEPINTVL, Duration.ofSeconds(7));
      keeps(tcp, TcpOption.TCP_KEEPCNT, 4);
      keeps(tcp, TcpOption.TCP_USER_TIMEOUT, Duration.ofMillis(12_345));
      keeps(tcp, TcpOption.TCP_CONGESTION, "reno");
      keeps(tcp, TcpOption.TCP_NOTSENT_LOWAT, 0xFFFF_FFF0L);
      keeps(tcp, TcpOption.TCP_FASTOPEN_CONNECT, true);
      keeps(tcp, IpOption.IP_TOS, TrafficClass.ofCodePoint(10));
      keeps(tcp, IpOption.IP_TTL, 77);
      keeps(tcp, IpOption.IP_MTU_DISCOVER, PathMtuDiscovery.DO);
      keeps(tcp, IpOption.IP_BIND_ADDRESS_NO_PORT, true);
      keeps(tcp6, Ipv6Option.IPV6_V6ONLY, true);
      keeps(tcp6, Ipv6Option.IPV6_TCLASS, TrafficClass.LOWER_EFFORT);
      keeps(tcp6, Ipv6Option.IPV6_UNICAST_HOPS, 9);
      keeps(udp, UdpOption.UDP_SEGMENT, 1200);
      keeps(udp, SocketOption.SO_BROADCAST, true);
      keeps(udp, IpOption.IP_MULTICAST_TTL, 3);
      keeps(udp, IpOption.IP_MULTICAST_LOOP, false);
      keeps(udp, SocketOption.SO_BINDTODEVICE, "lo");
      // A part of a second is a second, and not nothing, which would mean no time at all.
      tcp.set(TcpOption.TCP_KEEPIDLE, Duration.ofMillis(1));
      assertThat(tcp.get(TcpOption.TCP_KEEPIDLE)).isEqualTo(Duration.ofSeconds(1));
      assertThatThrownBy(() -> tcp.set(TcpOption.TCP_KEEPIDLE, Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class);
      for (SocketOption<Duration> option :
          List.of(TcpOption.TCP_KEEPIDLE, TcpOption.TCP_USER_TIMEOUT, SocketOption.SO_BUSY_POLL)) {
        assertThatThrownBy(() -> tcp.set(option, Duration.ofDays(365_000_000)))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tcp.set(option, Duration.ofSeconds(Long.MAX_VALUE)))
            .isInstanceOf(IllegalArgumentException.class);
      }
      // The kernel would take what it has room for, or what stands before the zero.
      for (String name : List.of("a_name_of_16_chr", "lo\0eth0", "\0")) {
        assertThatThrownBy(() -> udp.set(SocketOption.SO_BINDTODEVICE, name))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void what_is_only_read_or_only_set_says_so() throws Exception {
    try (Socket udp = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      assertThatThrownBy(() -> udp.get(IpOption.MCAST_JOIN_GROUP))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("MCAST_JOIN_GROUP is only set");
      assertThatThrownBy(() -> udp.set(UnixOption.SO_PEERGROUPS, List.of()))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("SO_PEERGROUPS is only read");
      assertThatThrownBy(() -> udp.set(SocketOption.SO_TYPE, 1))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("this kind of socket does not have it, or it can only be read");
    }
  }

  @Test
  void an_option_that_is_lacking_is_named_with_its_release() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      assertThatThrownBy(() -> pair.first().get(TcpOption.TCP_RTO_MAX_MS))
          .isInstanceOf(SocketException.class)
          .hasMessageStartingWith("getsockopt TCP_RTO_MAX_MS: ")
          .isInstanceOfSatisfying(
              SocketFailure.class, failure -> assertThat(failure.errno().number()).isPositive());
    }
    SocketOption<Integer> future =
        new SocketOption<>("SO_FUTURE", 1, 30_000, Codec.INTEGER, "99.1");
    assertThat(Failures.ofOption("getsockopt", -92, future))
        .hasMessageContaining("ENOPROTOOPT")
        .hasMessageContaining("Linux has it since 99.1, this is ");
    assertThat(KernelRelease.isOlder("5.15.0-91-generic", "6.5")).isTrue();
    assertThat(KernelRelease.isOlder("6.18.1", "6.18")).isFalse();
    assertThat(KernelRelease.isOlder("6.2", "6.10")).isTrue();
  }

  @Test
  void an_option_by_number_reaches_the_same_bytes() throws Exception {
    try (Socket tcp = Socket.open(Family.INET, SocketType.STREAM)) {
      tcp.rawOption(6, 1, new byte[] {1, 0, 0, 0});
      assertThat(tcp.get(TcpOption.TCP_NODELAY)).isTrue();
      assertThat(tcp.rawOption(6, 1, 4)).isEqualTo(new byte[] {1, 0, 0, 0});
      assertThat(tcp.get(SocketOption.ofInteger("TCP_NODELAY", 6, 1))).isEqualTo(1);
      assertThat(tcp.rawOption(6, 11, 8)).hasSize(8);
    }
  }

  @Test
  void options_of_any_number_and_bytes_do_no_harm() throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    Random random = new Random(seed);
    int[] levels = {0, 1, 6, 17, 41, 255, 263, 270, 282, 284, -1};
    try (Socket tcp = Socket.open(Family.INET6, SocketType.STREAM);
        Socket udp = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      for (int round = 0; round < 3000; round++) {
        Socket socket = round % 2 == 0 ? tcp : udp;
        int level = levels[random.nextInt(levels.length)];
        int number = random.nextInt(100);
        byte[] value = new byte[random.nextInt(40)];
        random.nextBytes(value);
        try {
          assertThat(socket.rawOption(level, number, random.nextInt(300)))
              .as("seed %d", seed)
              .isNotNull();
        } catch (SocketException e) {
          assertThat(e).hasMessageContaining("of level " + level);
        }
        // Those that lend out memory or change what the socket is stay out of it.
        boolean harmful =
            (level == 1 && (number == 26 || number >= 50)) || level == 282 || level == 6;
        if (harmful) continue;
        try {
          socket.rawOption(level, number, value);
        } catch (IOException e) {
          assertThat(e).as("seed %d", seed).isInstanceOf(SocketException.class);
        }
      }
      assertThat(tcp.isOpen()).isTrue();
    }
  }

  @Test
  void a_group_of_listeners_is_balanced_by_processor() throws Exception {
    try (Socket one = Socket.open(Family.INET, SocketType.STREAM);
        Socket other = Socket.open(Family.INET, SocketType.STREAM)) {
      one.set(SocketOption.SO_REUSEPORT, true);
      other.set(SocketOption.SO_REUSEPORT, true);
      one.bind(SocketAddress.parse("127.0.0.1:0"));
      one.listen(10);
      other.bind(one.localAddress());
      other.listen(10);
      one.set(SocketOption.SO_ATTACH_REUSEPORT_CBPF, PacketFilter.byProcessor(1));
      for (int i = 0; i < 10; i++) Socket.connectTo(one.localAddress()).close();
      int first = 0;
      for (Socket accepted; (accepted = one.tryAccept()) != null; first++) accepted.close();
      assertThat(first).isEqualTo(10); // modulo 1: all go to the one bound first
    }
  }

  @Test
  void a_peers_process_can_be_waited_for() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      Credentials who = pair.first().get(UnixOption.SO_PEERCRED);
      assertThat(who.pid()).isEqualTo((int) ProcessHandle.current().pid());
      try (Descriptor process = pair.first().get(UnixOption.SO_PEERPIDFD)) {
        assertThat(process.isClosed()).isFalse();
      } catch (SocketException e) {
        assertThat(e).hasMessageContaining("since 6.5");
      }
    }
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import lisle.selectors.SystemCallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SocketAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1:80",
        "0.0.0.0:0",
        "[2001:db8::1]:65535",
        "[fe80::1%lo]:80",
        "unix:",
        "unix:/run/x.sock",
        "unix:@name",
        "unix:@",
        "unix:/tmp/\\\\back\\x01slash\\xff",
        "unix:\\x40path",
        "unix:@\\x00\\x00",
        "vsock:3:1024",
        "vsock:*:*",
        "netlink:0:0x1",
        "packet:2:0x0800",
        "packet:2:0x86dd:020000000001",
        "packet:2:0x0003:020000000001:1:4",
        "can:3",
        "can:3:0x18:0x80000019",
        "family-44:00ff",
        "family-0:"
      })
  void its_text_reads_as_itself_and_so_does_its_native_form(String text) throws Exception {
    SocketAddress address = SocketAddress.parse(text);
    assertThat(address).hasToString(text);
    assertThat(SocketAddress.parse(address.toString())).isEqualTo(address);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.SIZE, 8);
      memory.fill((byte) 0x5a);
      int length = Sockaddr.write(address, memory);
      assertThat(Sockaddr.read(memory, length)).isEqualTo(address);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "192.0.2.1",
        "192.0.2.1:",
        "192.0.2.1:65536",
        "192.0.2.1:-1",
        "[::1]",
        "::1:80",
        "[192.0.2.1]:80",
        "localhost:80",
        "]:1",
        "[:1",
        "unix:/a\\b",
        "unix:\u0000",
        "vsock:1",
        "vsock:1:2:3",
        "vsock:4294967296:1",
        "vsock:-1:1",
        "netlink:0:0x",
        "packet:1:0x10000",
        "packet:1:1:zz",
        "packet:1:1:001122334455667788",
        "can:",
        "can:1:g",
        "family-70000:00",
        "family-1:0"
      })
  void what_is_no_address_is_refused_with_a_reason(String text) {
    assertThatThrownBy(() -> SocketAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void an_address_on_a_bus_keeps_all_that_it_has() throws Exception {
    byte[] data = new byte[22]; // struct sockaddr_can less its family
    data[2] = 3; // can_ifindex
    data[14] = 0x12; // pgn
    data[18] = 0x34; // addr
    OtherSocketAddress address = new OtherSocketAddress(Family.CAN, data);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.SIZE, 8);
      int length = Sockaddr.write(address, memory);
      assertThat(Sockaddr.read(memory, length)).isEqualTo(address);
      memory.asSlice(16, 8).fill((byte) 0);
      assertThat(Sockaddr.read(memory, length)).isEqualTo(new CanSocketAddress(3));
    }
  }

  @Test
  void a_host_name_is_told_from_what_is_only_mistyped() {
    assertThatThrownBy(() -> SocketAddress.parse("localhost:80"))
        .hasMessage(
            "no socket address: \"localhost:80\": unexpected character:"
                + " a host name has to be looked up first");
    assertThatThrownBy(() -> SocketAddress.parse("192.0.2:80"))
        .hasMessageStartingWith("no socket address: \"192.0.2:80\": ")
        .hasMessageNotContaining("name");
  }

  @Test
  void what_is_written_so_elsewhere_is_refused_with_how_it_is_written_here() {
    for (String all : new String[] {":80", "*:80"}) {
      assertThatThrownBy(() -> SocketAddress.parse(all))
          .hasMessageEndingWith(": all addresses are [::]:PORT, or of IPv4 alone 0.0.0.0:PORT");
    }
    assertThatThrownBy(() -> SocketAddress.parse("/run/x.sock"))
        .hasMessage("no socket address: \"/run/x.sock\": the path of a Unix socket is unix:PATH");
  }

  @Test
  void a_hardware_address_may_be_written_as_an_interface_has_it() throws Exception {
    PacketSocketAddress address = new PacketSocketAddress(2, 0x0806, "02:00:5e:10:00:01", 1, 0);
    assertThat(address).isEqualTo(new PacketSocketAddress(2, 0x0806, "02005e100001", 1, 0));
    assertThat(SocketAddress.parse(address.toString())).isEqualTo(address);
    for (NetworkInterface each : NetworkInterface.all()) {
      assertThat(new PacketSocketAddress(each.index(), 0, each.hardwareAddress(), 1, 0).hardware())
          .isEqualTo(each.hardwareAddress().replace(":", ""));
    }
    for (String wrong : new String[] {"02:00:", ":02", "2:0", "02::01", "02:0001", "02 00"}) {
      assertThatThrownBy(() -> new PacketSocketAddress(2, 0, wrong, 1, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void any_text_is_an_address_or_refused() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    Random random = new Random(seed);
    String alphabet = "0123456789abcdefx:[]%.@\\/-*unixvsocknetlinkpacketcanfamily";
    String[] prefixes = {"", "unix:", "vsock:", "netlink:", "packet:", "can:", "family-", "["};
    for (int round = 0; round < 100_000; round++) {
      StringBuilder text = new StringBuilder(prefixes[random.nextInt(prefixes.length)]);
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        SocketAddress address = SocketAddress.parse(text.toString());
        assertThat(SocketAddress.parse(address.toString()))
            .as("seed %d: %s", seed, text)
            .isEqualTo(address);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void any_bytes_are_an_address() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    Random random = new Random(seed);
    int[] families = {0, 1, 2, 10, 16, 17, 29, 40, 65_535};
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Sockaddr.SIZE, 8);
      byte[] bytes = new byte[(int) Sockaddr.SIZE];
      for (int round = 0; round < 50_000; round++) {
        random.nextBytes(bytes);
        memory.copyFrom(MemorySegment.ofArray(bytes));
        int family = families[random.nextInt(families.length)];
        memory.set(java.lang.foreign.ValueLayout.JAVA_SHORT, 0, (short) family);
        int length = random.nextInt((int) Sockaddr.SIZE + 20);
        SocketAddress address = Sockaddr.read(memory, length);
        assertThat(SocketAddress.parse(address.toString()).toString())
            .as("seed %d", seed)
            .isEqualTo(address.toString());
      }
    }
  }

  @Test
  void it_comes_from_the_jdks_and_goes_back() {
    InetSocketAddress inet = new InetSocketAddress("192.0.2.1", 80);
    assertThat(SocketAddress.from(inet)).hasToString("192.0.2.1:80");
    assertThat(SocketAddress.from(inet).toInetSocketAddress()).isEqualTo(inet);
    UnixDomainSocketAddress unix = UnixDomainSocketAddress.of(Path.of("/run/x"));
    assertThat(SocketAddress.from(unix)).hasToString("unix:/run/x");
    assertThat(SocketAddress.from(unix).toUnixDomainSocketAddress()).isEqualTo(unix);
    assertThat(SocketAddress.from(UnixDomainSocketAddress.of(""))).hasToString("unix:");
    assertThatThrownBy(() -> UnixSocketAddress.ofAbstract("x").toUnixDomainSocketAddress())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> SocketAddress.from(InetSocketAddress.createUnresolved("a", 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_path_is_its_bytes_whatever_the_locale_makes_of_them(@TempDir Path folder)
      throws Exception {
    for (String name : new String[] {"\\xff\\xfe", "a\\xc3\\xbcb", "plain"}) {
      String text = "unix:" + folder + "/" + name;
      UnixSocketAddress address = (UnixSocketAddress) SocketAddress.parse(text);
      Path path = Objects.requireNonNull(address.path());
      try (Socket listener = Socket.listenOn(address)) {
        assertThat(Files.exists(path)).as(name).isTrue();
        assertThat(UnixSocketAddress.of(path)).isEqualTo(address);
        assertThat(SocketAddress.from(address.toUnixDomainSocketAddress())).isEqualTo(address);
        try (Stream<Path> listed = Files.list(folder)) {
          assertThat(listed.map(UnixSocketAddress::of)).containsExactly(address);
        }
        Path relative = Path.of("").toAbsolutePath().relativize(path);
        UnixSocketAddress other = UnixSocketAddress.of(relative);
        assertThat(other.path()).isEqualTo(relative);
        try (Socket client = Socket.connectTo(other)) {
          assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
        }
      } finally {
        Files.delete(path);
      }
    }
  }

  @Test
  void a_path_that_the_kernel_cannot_have_is_refused(@TempDir Path folder) throws Exception {
    Path longest = Path.of("/" + "x".repeat(106));
    assertThat(UnixSocketAddress.of(longest).path()).isEqualTo(longest);
    assertThatThrownBy(() -> UnixSocketAddress.of(Path.of("/" + "x".repeat(107))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 107 bytes, not 108");
    URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      assertThatThrownBy(() -> UnixSocketAddress.of(zip.getPath("/run/x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("archive.zip");
    }
  }

  @Test
  void a_scope_that_names_no_interface_is_an_error_of_the_system() throws Exception {
    try (Socket socket = Socket.open(Family.INET6, SocketType.DATAGRAM)) {
      SocketAddress nowhere = SocketAddress.parse("[fe80::1%nowhere]:80");
      assertThatThrownBy(() -> socket.connect(nowhere))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("no network interface \"nowhere\"");
    }
  }

  @Test
  void families_beside_ip_bind_and_tell_their_names() throws Exception {
    try (Socket netlink = Socket.open(Family.NETLINK, SocketType.RAW, 0)) {
      netlink.bind(NetlinkSocketAddress.KERNEL);
      assertThat(((NetlinkSocketAddress) netlink.localAddress()).port()).isNotZero();
    }
    for (String text : new String[] {"vsock:*:*", "packet:1:0x0003", "can:0"}) {
      SocketAddress address = SocketAddress.parse(text);
      SocketType type = text.startsWith("vsock") ? SocketType.STREAM : SocketType.RAW;
      int protocol = text.startsWith("can") ? 1 : 0;
      try (Socket socket = Socket.open(address.family(), type, protocol)) {
        socket.bind(address);
        assertThat(socket.localAddress().family()).isEqualTo(address.family());
      } catch (SocketException e) {
        // not on this kernel, or not for this user: the error says so
        assertThat(e.getMessage())
            .containsAnyOf("EAFNOSUPPORT", "EPERM", "EPROTONOSUPPORT", "ENODEV", "EADDRNOTAVAIL");
      }
    }
  }

  @Test
  void python_knows_this_machine_by_the_same_number() throws Exception {
    String program =
        """
        import errno, fcntl, struct
        try:
          print(struct.unpack('I', fcntl.ioctl(open('/dev/vsock', 'rb'), 1977, b'    '))[0])
        except OSError as e:
          print(errno.errorcode[e.errno])
        """;
    String ours;
    try {
      ours = Integer.toString(VsockSocketAddress.localCid());
    } catch (SystemCallException e) {
      ours = e.errno().name();
    }
    try (PythonPeer python = PythonPeer.python(program)) {
      assertThat(ours).isEqualTo(python.line());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, 65_538, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void an_address_has_room_for_two_bytes_of_its_family(int number) {
    Family family = new Family(number);
    assertThatThrownBy(() -> new OtherSocketAddress(family, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("out of range 0 to 65535");
  }
}

package lisle.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.foreign.MemoryLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables beside the C headers of each platform. */
class TablesTest {
  private static final List<Class<?>> TABLES =
      List.of(
          Linux.class,
          SocketOptions.class,
          IpOptions.class,
          UdpOptions.class,
          ControlMessages.class,
          IcmpTypes.class,
          VsockOptions.class,
          NetlinkOptions.class,
          PacketOptions.class,
          CanOptions.class,
          InterfaceFlags.class,
          Structs.class,
          AddressStructs.class,
          NameStructs.class,
          OptionStructs.class);

  private static final List<String> HEADERS =
      List.of(
              "sys/types.h sys/socket.h netinet/in.h netinet/ip.h netinet/tcp.h netdb.h sys/un.h",
              "sys/epoll.h poll.h fcntl.h errno.h sys/eventfd.h sys/timerfd.h sys/mman.h time.h",
              "sys/resource.h sys/utsname.h sys/ioctl.h sys/uio.h sys/syscall.h sys/time.h",
              "ifaddrs.h net/if.h limits.h linux/in.h linux/in6.h linux/udp.h",
              "linux/errqueue.h linux/net_tstamp.h linux/sock_diag.h linux/vm_sockets.h",
              "linux/netlink.h linux/if_packet.h linux/if_ether.h linux/if_arp.h linux/if_alg.h",
              "linux/if_xdp.h linux/can.h linux/can/raw.h linux/can/isotp.h linux/can/j1939.h",
              "linux/sockios.h linux/icmp.h linux/icmpv6.h linux/filter.h linux/if.h",
              "linux/rtnetlink.h")
          .stream()
          .flatMap(line -> List.of(line.split(" ", -1)).stream())
          .toList();

  // The kernel's own headers of these two say more than the C library's, and go with none of them.
  private static final List<String> IPV6_HEADERS = List.of("sys/socket.h", "linux/in6.h");
  private static final List<String> TCP_HEADERS =
      List.of("sys/socket.h", "linux/tcp.h", "linux/mptcp.h");

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void everyConstantSizeAndOffsetIsThatOfTheHeaders(Platform platform) throws Exception {
    HeaderProgram program = new HeaderProgram(HEADERS);
    for (Class<?> table : TABLES) program.add(table);
    program.add(platform.epollEvent());
    check(platform, program);
  }

  @ParameterizedTest
  @EnumSource
  void everyConstantSizeAndOffsetOfTcpIsThatOfTheHeaders(Platform platform) throws Exception {
    HeaderProgram program = new HeaderProgram(TCP_HEADERS);
    program.add(TcpOptions.class).add(TcpStructs.class);
    bitField(program, "tcpi_snd_wscale", 15, TcpStructs.TCP_INFO_WSCALE, 0x0f);
    bitField(program, "tcpi_rcv_wscale", 15, TcpStructs.TCP_INFO_WSCALE, 0xf0);
    bitField(program, "tcpi_delivery_rate_app_limited", 1, TcpStructs.TCP_INFO_LIMITS, 1);
    bitField(program, "tcpi_fastopen_client_fail", 3, TcpStructs.TCP_INFO_LIMITS, 6);
    check(platform, program);
  }

  @ParameterizedTest
  @EnumSource
  void everyOptionOfIpv6IsThatOfTheHeaders(Platform platform) throws Exception {
    check(platform, new HeaderProgram(IPV6_HEADERS).add(Ipv6Options.class));
  }

  @Test
  void aWrongConstantSizeOrOffsetIsFound() throws Exception {
    assumeTrue(List.of(Platform.values()).stream().anyMatch(TablesTest::isOurs), "no table");
    MemoryLayout[] swapped = {JAVA_INT.withName("l_linger"), JAVA_INT.withName("l_onoff")};
    MemoryLayout[] longer = {JAVA_INT.withName("pid"), MemoryLayout.paddingLayout(12)};
    HeaderProgram program =
        new HeaderProgram(List.of("sys/socket.h"))
            .add(Wrong.class)
            .add(MemoryLayout.structLayout(swapped).withName("linger"))
            .add(MemoryLayout.structLayout(longer).withName("ucred"));
    assertThat(program.disagreements(compiler(Platform.current()), List.of(), directory))
        .containsExactly(
            "AF_INET: the headers say 2, the table 3",
            "AF_NONSENSE: no header has it",
            "SO_NONSENSE: no header has it",
            "struct linger.l_linger offset: the headers say 4, the table 0",
            "struct linger.l_onoff offset: the headers say 0, the table 4",
            "struct ucred: the headers say 12, the table 16");
  }

  static final class Wrong {
    public static final int AF_INET = 3;
    public static final int AF_INET6 = 10;
    public static final int AF_NONSENSE = 1000;

    @Since("2.6")
    public static final int SO_NONSENSE = 1000;

    private Wrong() {}
  }

  private void check(Platform platform, HeaderProgram program) throws Exception {
    List<String> disagreements =
        program.disagreements(compiler(platform), runner(platform), directory);
    System.out.printf(
        "%s: %d compared; not in these headers: %s%n",
        platform, program.compared(), program.absences());
    assertThat(disagreements).isEmpty();
    assertThat(program.absences().size()).isLessThan(program.compared() / 5);
  }

  /** What all bits of the field look like in the byte that holds it. */
  private static void bitField(HeaderProgram program, String field, int ones, int at, int bits) {
    String set = "struct tcp_info i; memset (&i, 0, sizeof i); i." + field + " = " + ones + "; ";
    String get = "((unsigned char *) &i)[" + at + "]; ";
    program.expect("struct tcp_info." + field + " bits", "({ " + set + get + "})", bits);
  }

  private static List<String> compiler(Platform platform) {
    if (isOurs(platform)) {
      assumeTrue(onPath("gcc") || onPath("cc"), "no C compiler: install gcc and libc6-dev");
      return List.of(onPath("gcc") ? "gcc" : "cc");
    }
    String gcc = machine(platform) + "-linux-gnu-gcc";
    assumeTrue(onPath(gcc), "no " + gcc + ": install the cross compiler of that name");
    return List.of(gcc, "-static"); // so that the emulator needs no libraries of that machine
  }

  private static List<String> runner(Platform platform) {
    if (isOurs(platform)) return List.of();
    String qemu = "qemu-" + machine(platform) + "-static";
    assumeTrue(onPath(qemu), "no " + qemu + ": install qemu-user-static");
    return List.of(qemu);
  }

  private static boolean isOurs(Platform platform) {
    return platform == Platform.find(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static String machine(Platform platform) {
    return switch (platform) {
      case LINUX_X86_64 -> "x86_64";
      case LINUX_AARCH64 -> "aarch64";
    };
  }

  private static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return List.of(path.split(File.pathSeparator, -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}

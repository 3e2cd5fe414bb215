package lisle.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Lookups that need no network: numbers, and the files of this host. */
@EnabledOnOs(OS.LINUX)
class NameCallsTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(JAVA_INT);
  private final MemorySegment found = arena.allocate(JAVA_LONG);
  private final MemorySegment buffer = arena.allocate(4096, 8);

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void anAddressAndAPortInFiguresGoThereAndBack() {
    MemorySegment hints = arena.allocate(Structs.ADDRINFO);
    hints.set(JAVA_INT, 0, Linux.AI_NUMERICHOST | Linux.AI_NUMERICSERV);
    hints.set(JAVA_INT, Structs.offset(Structs.ADDRINFO, "ai_socktype"), Linux.SOCK_STREAM);
    MemorySegment node = arena.allocateFrom("2001:db8::1");
    MemorySegment service = arena.allocateFrom("80");
    assertThat(NameCalls.getaddrinfo(errno, node, service, hints, found)).isZero();
    long list = found.get(JAVA_LONG, 0);
    MemorySegment info = Pointers.at(list, Structs.ADDRINFO.byteSize());
    int length = info.get(JAVA_INT, Structs.offset(Structs.ADDRINFO, "ai_addrlen"));
    long at = info.get(JAVA_LONG, Structs.offset(Structs.ADDRINFO, "ai_addr"));
    MemorySegment address = Pointers.at(at, length);
    assertThat((long) length).isEqualTo(Structs.SOCKADDR_IN6.byteSize());
    assertThat(address.get(JAVA_SHORT, 0)).isEqualTo((short) Linux.AF_INET6);
    assertThat(address.get(JAVA_BYTE, 3)).isEqualTo((byte) 80);
    MemorySegment host = arena.allocate(Linux.NI_MAXHOST);
    MemorySegment port = arena.allocate(Linux.NI_MAXSERV);
    int figures = Linux.NI_NUMERICHOST | Linux.NI_NUMERICSERV;
    assertThat(
            NameCalls.getnameinfo(
                errno, address, length, host, Linux.NI_MAXHOST, port, Linux.NI_MAXSERV, figures))
        .isZero();
    assertThat(host.getString(0)).isEqualTo("2001:db8::1");
    assertThat(port.getString(0)).isEqualTo("80");
    NameCalls.freeaddrinfo(list);
  }

  @Test
  void whatIsNoAddressIsSaidToBeNoName() {
    MemorySegment hints = arena.allocate(Structs.ADDRINFO);
    hints.set(JAVA_INT, 0, Linux.AI_NUMERICHOST);
    MemorySegment node = arena.allocateFrom("not-an-address");
    int result = NameCalls.getaddrinfo(errno, node, MemorySegment.NULL, hints, found);
    assertThat(result).isEqualTo(Linux.EAI_NONAME);
    assertThat(NameCalls.gaiStrerror(result)).isNotBlank();
  }

  @Test
  void aServiceIsFoundByNameAndByPort() {
    assumeTrue(Files.exists(Path.of("/etc/services")), "no /etc/services: install netbase");
    MemorySegment entry = arena.allocate(NameStructs.SERVENT);
    MemorySegment tcp = arena.allocateFrom("tcp");
    MemorySegment domain = arena.allocateFrom("domain");
    assertThat(NameCalls.getservbyname(domain, tcp, entry, buffer, 4096, found)).isZero();
    assertThat(found.get(JAVA_LONG, 0)).isEqualTo(entry.address());
    int port = entry.get(JAVA_INT, Structs.offset(NameStructs.SERVENT, "s_port"));
    assertThat(port).isEqualTo(53 << 8);
    assertThat(NameCalls.getservbyport(port, tcp, entry, buffer, 4096, found)).isZero();
    assertThat(Pointers.string(entry.get(JAVA_LONG, 0))).isEqualTo("domain");
    assertThat(NameCalls.getservbyname(domain, tcp, entry, buffer, 1, found))
        .isEqualTo(-Linux.ERANGE);
    MemorySegment none = arena.allocateFrom("no-such-service");
    assertThat(NameCalls.getservbyname(none, tcp, entry, buffer, 4096, found)).isZero();
    assertThat(found.get(JAVA_LONG, 0)).isZero();
  }

  @Test
  void aProtocolIsFoundByNameAndByNumber() {
    assumeTrue(Files.exists(Path.of("/etc/protocols")), "no /etc/protocols: install netbase");
    MemorySegment entry = arena.allocate(NameStructs.PROTOENT);
    MemorySegment udp = arena.allocateFrom("udp");
    assertThat(NameCalls.getprotobyname(udp, entry, buffer, 4096, found)).isZero();
    int number = entry.get(JAVA_INT, Structs.offset(NameStructs.PROTOENT, "p_proto"));
    assertThat(number).isEqualTo(Linux.IPPROTO_UDP);
    assertThat(NameCalls.getprotobynumber(number, entry, buffer, 4096, found)).isZero();
    assertThat(Pointers.string(entry.get(JAVA_LONG, 0))).isEqualTo("udp");
  }

  @Test
  void aHostIsFoundByItsAddressInFigures() {
    MemorySegment entry = arena.allocate(NameStructs.HOSTENT);
    MemorySegment name = arena.allocateFrom("192.0.2.7");
    MemorySegment error = arena.allocate(JAVA_INT);
    assertThat(NameCalls.gethostbyname2(name, Linux.AF_INET, entry, buffer, 4096, found, error))
        .isZero();
    assertThat(found.get(JAVA_LONG, 0)).isEqualTo(entry.address());
    assertThat(Pointers.string(entry.get(JAVA_LONG, 0))).isEqualTo("192.0.2.7");
    long addresses = entry.get(JAVA_LONG, Structs.offset(NameStructs.HOSTENT, "h_addr_list"));
    long first = Pointers.at(addresses, 8).get(JAVA_LONG, 0);
    assertThat(Pointers.at(first, 4).toArray(JAVA_BYTE)).containsExactly(-64, 0, 2, 7);
  }

  @Test
  void loopbackHasANameInTheFileOfHosts() throws Exception {
    assumeTrue(
        Files.readString(Path.of("/etc/hosts")).contains("127.0.0.1"), "no name for 127.0.0.1");
    MemorySegment entry = arena.allocate(NameStructs.HOSTENT);
    MemorySegment address = arena.allocateFrom(JAVA_BYTE, (byte) 127, (byte) 0, (byte) 0, (byte) 1);
    MemorySegment error = arena.allocate(JAVA_INT);
    assertThat(
            NameCalls.gethostbyaddr(address, 4, Linux.AF_INET, entry, buffer, 4096, found, error))
        .isZero();
    assertThat(Pointers.string(entry.get(JAVA_LONG, 0))).isNotBlank();
  }

  @Test
  void thisHostHasTheNameThatTheKernelPrints() throws Exception {
    String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    assertThat(NameCalls.gethostname(errno, buffer, 256)).isZero();
    assertThat(buffer.getString(0)).isEqualTo(name);
    MemorySegment names = arena.allocate(NameStructs.UTSNAME);
    assertThat(NameCalls.uname(errno, names)).isZero();
    assertThat(names.getString(0)).isEqualTo("Linux");
    assertThat(names.getString(Structs.offset(NameStructs.UTSNAME, "nodename"))).isEqualTo(name);
  }
}

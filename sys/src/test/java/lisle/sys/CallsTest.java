package lisle.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The calls keep their convention, and each kind of argument reaches the kernel as it should. */
@EnabledOnOs(OS.LINUX)
class CallsTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = arena.allocate(JAVA_INT);
  private final List<Integer> open = new ArrayList<>();

  @AfterEach
  void closeAll() {
    for (int fd : open) FileCalls.close(errno, fd);
    arena.close();
  }

  @Test
  void aFailureIsMinusItsErrno() {
    assertThat(FileCalls.close(errno, -1)).isEqualTo(-Linux.EBADF);
    assertThat(FileCalls.read(errno, -1, arena.allocate(1), 1)).isEqualTo(-Linux.EBADF);
    assertThat(FileCalls.dup3(errno, 0, 0, 0)).isEqualTo(-Linux.EINVAL);
    assertThat(FileCalls.pidfdOpen(errno, -1, 0)).isEqualTo(-Linux.EINVAL);
    assertThat(SocketCalls.socket(errno, -1, 0, 0)).isEqualTo(-Linux.EAFNOSUPPORT);
  }

  @Test
  void whatIsSentIntoAPairIsReceivedAtItsOtherEnd() {
    int[] pair = pair();
    MemorySegment sent = arena.allocateFrom("a fine thread");
    MemorySegment received = arena.allocate(64);
    assertThat(SocketCalls.recv(errno, pair[1], received, 64, Linux.MSG_DONTWAIT))
        .isEqualTo(-Linux.EAGAIN);
    assertThat(SocketCalls.send(errno, pair[0], sent, sent.byteSize(), Linux.MSG_NOSIGNAL))
        .isEqualTo(sent.byteSize());
    MemorySegment waiting = arena.allocate(JAVA_INT);
    assertThat(FileCalls.ioctl(errno, pair[1], Linux.FIONREAD, waiting)).isZero();
    assertThat(waiting.get(JAVA_INT, 0)).isEqualTo((int) sent.byteSize());
    assertThat(SocketCalls.recv(errno, pair[1], received, 64, 0)).isEqualTo(sent.byteSize());
    assertThat(received.getString(0)).isEqualTo("a fine thread");
  }

  @Test
  void epollTellsWhoIsReadable() {
    int[] pair = pair();
    int epoll = opened(EpollCalls.epollCreate1(errno, Linux.EPOLL_CLOEXEC));
    var layout = Platform.current().epollEvent();
    long data = Structs.offset(layout, "data");
    MemorySegment event = arena.allocate(layout);
    event.set(JAVA_INT, 0, Linux.EPOLLIN);
    event.set(JAVA_LONG.withByteAlignment(1), data, 0x0123456789abcdefL);
    assertThat(EpollCalls.epollCtl(errno, epoll, Linux.EPOLL_CTL_ADD, pair[1], event)).isZero();
    event.fill((byte) 0);
    assertThat(EpollCalls.epollWait(errno, epoll, event, 1, 0)).isZero();
    SocketCalls.send(errno, pair[0], arena.allocate(1), 1, 0);
    assertThat(EpollCalls.epollWait(errno, epoll, event, 1, -1)).isEqualTo(1);
    assertThat(event.get(JAVA_INT, 0)).isEqualTo(Linux.EPOLLIN);
    assertThat(event.get(JAVA_LONG.withByteAlignment(1), data)).isEqualTo(0x0123456789abcdefL);
  }

  @Test
  void pollAndATimerAgree() {
    int timer = opened(FileCalls.timerfdCreate(errno, Linux.CLOCK_MONOTONIC, Linux.TFD_NONBLOCK));
    MemorySegment when = arena.allocate(OptionStructs.ITIMERSPEC);
    long value = Structs.offset(OptionStructs.ITIMERSPEC, "it_value");
    when.set(JAVA_LONG, value + Structs.offset(Structs.TIMESPEC, "tv_nsec"), 1);
    assertThat(FileCalls.timerfdSettime(errno, timer, 0, when, MemorySegment.NULL)).isZero();
    MemorySegment polled = arena.allocate(Structs.POLLFD);
    polled.set(JAVA_INT, Structs.offset(Structs.POLLFD, "fd"), timer);
    polled.set(JAVA_SHORT, Structs.offset(Structs.POLLFD, "events"), (short) Linux.POLLIN);
    assertThat(PollCalls.poll(errno, polled, 1, -1)).isEqualTo(1);
    MemorySegment times = arena.allocate(8);
    assertThat(FileCalls.read(errno, timer, times, 8)).isEqualTo(8);
    assertThat(times.get(JAVA_LONG, 0)).isEqualTo(1);
  }

  @Test
  void variadicCallsPassTheirLastArgument() {
    int[] pair = pair();
    assertThat(FileCalls.fcntl(errno, pair[0], Linux.F_GETFL, 0) & Linux.O_NONBLOCK).isZero();
    assertThat(FileCalls.fcntl(errno, pair[0], Linux.F_SETFL, Linux.O_NONBLOCK)).isZero();
    assertThat(FileCalls.fcntl(errno, pair[0], Linux.F_GETFL, 0) & Linux.O_NONBLOCK).isNotZero();
    MemorySegment off = arena.allocateFrom(JAVA_INT, 0);
    assertThat(FileCalls.ioctl(errno, pair[0], Linux.FIONBIO, off)).isZero();
    assertThat(FileCalls.fcntl(errno, pair[0], Linux.F_GETFL, 0) & Linux.O_NONBLOCK).isZero();
    // The request for the network namespace of a socket takes no argument, and is refused to some.
    int namespace = FileCalls.ioctl(errno, pair[0], InterfaceFlags.SIOCGSKNS, 0);
    if (namespace >= 0) open.add(namespace);
    assertThat(namespace).matches(fd -> fd >= 0 || fd == -Linux.EPERM);
  }

  @Test
  void aFileInMemoryCopiesAsAnyOther() {
    int file = opened(FileCalls.memfdCreate(errno, arena.allocateFrom("x"), Linux.MFD_CLOEXEC));
    int[] pair = pair();
    MemorySegment text = arena.allocateFrom("sent from a file");
    assertThat(FileCalls.write(errno, file, text, text.byteSize())).isEqualTo(text.byteSize());
    MemorySegment offset = arena.allocateFrom(JAVA_LONG, 5);
    assertThat(FileCalls.sendfile(errno, pair[0], file, offset, 100))
        .isEqualTo(text.byteSize() - 5);
    MemorySegment received = arena.allocate(64);
    SocketCalls.recv(errno, pair[1], received, 64, 0);
    assertThat(received.getString(0)).isEqualTo("from a file");
    assertThat(FileCalls.fchmod(errno, file, 0)).isZero();
    assertThat(FileCalls.fchmod(errno, -1, 0)).isEqualTo(-Linux.EBADF);
  }

  @Test
  void pagesAreZeroesOfWhichOnlyWhatIsWrittenTakesRoom() throws Exception {
    long before = residentKib();
    Arena owner = Arena.ofConfined();
    MemorySegment pages = Pages.allocate(owner, 1L << 30);
    for (long at = 0; at < pages.byteSize(); at += 1 << 24) {
      assertThat(pages.get(JAVA_LONG, at)).isZero();
    }
    pages.set(JAVA_LONG, pages.byteSize() - 8, 42);
    assertThat(pages.get(JAVA_LONG, pages.byteSize() - 8)).isEqualTo(42);
    assertThat(residentKib() - before).isLessThan(1 << 19);
    long mapped = mappedKib();
    owner.close();
    assertThat(mapped - mappedKib()).isGreaterThan(1 << 19);
    assertThatThrownBy(() -> pages.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Pages.allocate(arena, 1L << 60))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("mmap of 1152921504606846976 bytes: errno 12");
  }

  private static long residentKib() throws IOException {
    return statusKib("VmRSS:");
  }

  private static long mappedKib() throws IOException {
    return statusKib("VmSize:");
  }

  private static long statusKib(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLimitOfDescriptorsIsTheOneThatTheKernelPrints() throws Exception {
    MemorySegment limit = arena.allocate(OptionStructs.RLIMIT);
    assertThat(FileCalls.prlimit(errno, 0, Linux.RLIMIT_NOFILE, MemorySegment.NULL, limit))
        .isZero();
    String line =
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(text -> text.startsWith("Max open files"))
            .findFirst()
            .orElseThrow();
    assertThat(line)
        .contains(" " + limit.get(JAVA_LONG, 0) + " ")
        .contains(" " + limit.get(JAVA_LONG, 8) + " ");
  }

  @Test
  void aProcessDescriptorIsOfThisProcess() throws Exception {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    int fd = opened(FileCalls.pidfdOpen(errno, self, 0));
    assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + fd))).contains("Pid:\t" + self);
  }

  @Test
  void theKernelGivesNoMoreOfTcpInfoThanTheTableKnows() {
    int fd = opened(SocketCalls.socket(errno, Linux.AF_INET, Linux.SOCK_STREAM, 0));
    MemorySegment info = arena.allocate(1024, 8);
    MemorySegment length = arena.allocateFrom(JAVA_INT, 1024);
    int result = SocketCalls.getsockopt(errno, fd, Linux.IPPROTO_TCP, Linux.TCP_INFO, info, length);
    assertThat(result).isZero();
    long state = Structs.offset(TcpStructs.TCP_INFO, "tcpi_state");
    assertThat(info.get(JAVA_BYTE, state)).isEqualTo((byte) Linux.TCP_CLOSE);
    assumeTrue(
        length.get(JAVA_INT, 0) <= TcpStructs.TCP_INFO.byteSize(),
        "this kernel is newer than the table: it gives " + length.get(JAVA_INT, 0) + " bytes");
  }

  @Test
  void interfacesAreThoseThatTheJdkKnows() throws Exception {
    int index = InterfaceCalls.ifNametoindex(errno, arena.allocateFrom("lo"));
    assumeTrue(index > 0, "no interface named lo");
    assertThat(index).isEqualTo(NetworkInterface.getByName("lo").getIndex());
    MemorySegment name = arena.allocate(InterfaceFlags.IFNAMSIZ);
    assertThat(InterfaceCalls.ifIndextoname(errno, index, name)).isZero();
    assertThat(name.getString(0)).isEqualTo("lo");
    assertThat(InterfaceCalls.ifNametoindex(errno, arena.allocateFrom("no such")))
        .isEqualTo(-Linux.ENODEV);
    assertThat(InterfaceCalls.ifIndextoname(errno, Integer.MAX_VALUE, name))
        .isEqualTo(-Linux.ENXIO);
    assertThat(names()).contains("lo");
    assertThat(flagsOfLoopback() & InterfaceFlags.IFF_LOOPBACK).isNotZero();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    long array = InterfaceCalls.ifNameindex(errno);
    assertThat(array).isPositive();
    long size = NameStructs.IF_NAMEINDEX.byteSize();
    for (long at = array; ; at += size) {
      MemorySegment entry = Pointers.at(at, size);
      if (entry.get(JAVA_INT, 0) == 0) break;
      long name = entry.get(JAVA_LONG, Structs.offset(NameStructs.IF_NAMEINDEX, "if_name"));
      names.add(Pointers.string(name));
    }
    InterfaceCalls.ifFreenameindex(array);
    return names;
  }

  private int flagsOfLoopback() {
    MemorySegment list = arena.allocate(JAVA_LONG);
    assertThat(InterfaceCalls.getifaddrs(errno, list)).isZero();
    int flags = 0;
    for (long at = list.get(JAVA_LONG, 0); at != 0; ) {
      MemorySegment entry = Pointers.at(at, NameStructs.IFADDRS.byteSize());
      long name = entry.get(JAVA_LONG, Structs.offset(NameStructs.IFADDRS, "ifa_name"));
      if (Pointers.string(name).equals("lo")) {
        flags = entry.get(JAVA_INT, Structs.offset(NameStructs.IFADDRS, "ifa_flags"));
      }
      at = entry.get(JAVA_LONG, Structs.offset(NameStructs.IFADDRS, "ifa_next"));
    }
    InterfaceCalls.freeifaddrs(list.get(JAVA_LONG, 0));
    return flags;
  }

  private int[] pair() {
    MemorySegment pair = arena.allocate(JAVA_INT, 2);
    int type = Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC;
    assertThat(SocketCalls.socketpair(errno, Linux.AF_UNIX, type, 0, pair)).isZero();
    return new int[] {opened(pair.getAtIndex(JAVA_INT, 0)), opened(pair.getAtIndex(JAVA_INT, 1))};
  }

  private int opened(int fd) {
    assertThat(fd).isNotNegative();
    open.add(fd);
    return fd;
  }
}

package lisle.benchmarks.echo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Errno;
import lisle.selectors.SystemCallException;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import lisle.socket.SocketOption;
import lisle.sys.EpollCalls;
import lisle.sys.Linux;
import lisle.sys.Platform;
import lisle.sys.SocketCalls;
import lisle.sys.Structs;

/**
 * The loop of the C program in Java, with nothing but its three system calls: what they cost by the
 * Foreign Function &amp; Memory API, before there is any object for a connection. It closes the
 * connection of who does not take an answer at once, so it is no server to be used.
 */
final class CallsAlone {
  private static final int EVENTS = 1024;
  private static final long EVENT_SIZE = Platform.current().epollEvent().byteSize();
  private static final long EVENT_DATA = Structs.offset(Platform.current().epollEvent(), "data");
  private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

  private static final MemorySegment ERRNO = Arena.global().allocate(4, 4);
  private static final MemorySegment ANSWERS = Arena.global().allocate(EVENTS * EVENT_SIZE, 8);
  private static final MemorySegment BUFFER = Arena.global().allocate(Lifeline.BUFFER, 64);

  private final Socket listener;
  private final int listening;
  private final int epoll = EpollCalls.epollCreate1(ERRNO, Linux.EPOLL_CLOEXEC);

  /** By number, to be closed; nothing else is asked of them. */
  private final Socket[] sockets = new Socket[1 << 16];

  private CallsAlone(int port) throws IOException {
    listener = Socket.listenOn(new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), port));
    listening = listener.descriptor().number();
    watch(listening);
  }

  static void main(String[] args) throws IOException {
    var server = new CallsAlone(Lifeline.port(args));
    Lifeline.listening(((Inet4SocketAddress) server.listener.localAddress()).port());
    while (true) server.serveReady();
  }

  private void watch(int number) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_SIZE, 8);
      event.set(ValueLayout.JAVA_INT, 0, Linux.POLLIN);
      event.set(DATA, EVENT_DATA, number);
      int result = EpollCalls.epollCtl(ERRNO, epoll, Linux.EPOLL_CTL_ADD, number, event);
      if (result < 0) throw new SystemCallException("epoll_ctl", "a socket", Errno.of(-result));
    }
  }

  private void serveReady() throws IOException {
    int ready = EpollCalls.epollWait(ERRNO, epoll, ANSWERS, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int number = (int) ANSWERS.get(DATA, i * EVENT_SIZE + EVENT_DATA);
      if (number == listening) acceptAll();
      else if (!echo(number)) sockets[number].close();
    }
  }

  private void acceptAll() throws IOException {
    for (Socket socket; (socket = listener.tryAccept()) != null; ) {
      socket.set(SocketOption.TCP_NODELAY, true);
      int number = socket.descriptor().number();
      sockets[number] = socket;
      watch(number);
    }
  }

  /** Returns false at the end of the connection. */
  private static boolean echo(int number) {
    long length = SocketCalls.recv(ERRNO, number, BUFFER, Lifeline.BUFFER, 0);
    if (length <= 0) return length == -Linux.EAGAIN;
    return SocketCalls.send(ERRNO, number, BUFFER, length, Linux.MSG_NOSIGNAL) == length;
  }
}

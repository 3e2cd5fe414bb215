package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lisle.ipaddress.IpAddress;
import lisle.sys.NameCalls;
import lisle.sys.Pointers;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * Lookups of hosts by name and by address, as this machine is set up to make them: files, DNS and
 * what else nsswitch.conf(5) names.
 *
 * <p>The calling thread waits for the answer, a virtual thread without holding its carrier. It may
 * be interrupted, which throws {@link java.io.InterruptedIOException} and leaves the interrupt
 * status set, and each lookup has a form with a time after which it is given up. Nothing is kept:
 * each call asks again, except that equal questions at the same time are asked once.
 *
 * <p>A lookup that gives nothing throws {@link LookupException}, which is the JDK's
 * UnknownHostException and says whether the name is unknown or the name service gave no answer.
 */
public final class Names {
  private static final long AI_FLAGS = Structs.offset(Structs.ADDRINFO, "ai_flags");
  private static final long AI_FAMILY = Structs.offset(Structs.ADDRINFO, "ai_family");
  private static final long AI_SOCKTYPE = Structs.offset(Structs.ADDRINFO, "ai_socktype");
  private static final long AI_PROTOCOL = Structs.offset(Structs.ADDRINFO, "ai_protocol");
  private static final long AI_ADDRLEN = Structs.offset(Structs.ADDRINFO, "ai_addrlen");
  private static final long AI_ADDR = Structs.offset(Structs.ADDRINFO, "ai_addr");
  private static final long AI_CANONNAME = Structs.offset(Structs.ADDRINFO, "ai_canonname");
  private static final long AI_NEXT = Structs.offset(Structs.ADDRINFO, "ai_next");

  private Names() {}

  /**
   * Returns the addresses of a host, each with a port, in the order to try them, RFC 6724. Each
   * stands there once, whatever the type of socket. An address in figures is its own answer.
   *
   * @param host a name, or an address in figures
   * @param port from 0 to 65,535
   * @param timeout how long it may take; zero for as long as the name service takes
   * @return at least one
   * @throws LookupException if there are none
   * @throws SocketTimeoutException if the time is over
   * @throws IllegalArgumentException if the port is out of range
   */
  public static List<InetAddressAndPort> addresses(String host, int port, Duration timeout)
      throws IOException {
    InetAddressAndPort.checkPort(port);
    IpAddress figures = host.indexOf('%') < 0 ? IpAddress.tryParse(host) : null;
    if (figures != null) return List.of(SocketAddress.of(figures, port));
    List<InetAddressAndPort> addresses = new ArrayList<>();
    for (AddressInfo info : addressInfo(host, null, AddressHints.STREAM, timeout)) {
      if (info.address() instanceof InetAddressAndPort inet) addresses.add(inet.withPort(port));
    }
    return addresses.stream().distinct().toList();
  }

  /** Returns the addresses of a host, however long that takes. */
  public static List<InetAddressAndPort> addresses(String host, int port) throws IOException {
    return addresses(host, port, Duration.ZERO);
  }

  /** Returns all ways to reach a service of a host, however long that takes. */
  public static List<AddressInfo> addressInfo(@Nullable String host, @Nullable String service)
      throws IOException {
    return addressInfo(host, service, AddressHints.ANY, Duration.ZERO);
  }

  /**
   * Returns the ways to reach a service of a host, in the order to try them, RFC 6724;
   * getaddrinfo(3).
   *
   * <p>Here, as in the C library, {@code 127.1} and {@code 0x7f000001} are addresses: where a text
   * is not to be trusted, {@link IpAddress#parse} it first.
   *
   * @param host a name or an address in figures; null for this machine: loopback, or, with {@link
   *     AddressHints.Flag#PASSIVE}, the address to bind to
   * @param service a name or a port in figures; null for port 0. Not both may be null
   * @param hints which of them
   * @param timeout how long it may take; zero for as long as the name service takes
   * @return at least one
   * @throws LookupException if there are none
   * @throws SocketTimeoutException if the time is over
   */
  public static List<AddressInfo> addressInfo(
      @Nullable String host, @Nullable String service, AddressHints hints, Duration timeout)
      throws IOException {
    checkText("host", host);
    checkText("service", service);
    AddressQuestion question = new AddressQuestion(host, service, hints);
    return LookupThreads.shared().ask(question, timeout, question::ask);
  }

  /** A text with a zero byte in it would be another one to the C library. */
  static void checkText(String what, @Nullable String text) {
    if (text != null && text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a " + what + " with a zero character: \"" + text + "\"");
    }
  }

  private record AddressQuestion(
      @Nullable String host, @Nullable String service, AddressHints hints) {
    List<AddressInfo> ask() throws LookupException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment errno = arena.allocate(JAVA_INT);
        MemorySegment list = arena.allocate(JAVA_LONG);
        MemorySegment wanted = arena.allocate(Structs.ADDRINFO);
        wanted.set(JAVA_INT, AI_FLAGS, hints.bits());
        wanted.set(JAVA_INT, AI_FAMILY, hints.family().number());
        wanted.set(JAVA_INT, AI_SOCKTYPE, hints.type().number());
        wanted.set(JAVA_INT, AI_PROTOCOL, hints.protocol());
        int result =
            NameCalls.getaddrinfo(errno, text(arena, host), text(arena, service), wanted, list);
        if (result != 0) {
          throw LookupException.of(this, LookupException.Reason.of(result), errno.get(JAVA_INT, 0));
        }
        long first = list.get(JAVA_LONG, 0);
        try {
          return read(first);
        } finally {
          NameCalls.freeaddrinfo(first);
        }
      }
    }

    private static MemorySegment text(Arena arena, @Nullable String text) {
      return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
    }

    private static List<AddressInfo> read(long first) {
      List<AddressInfo> infos = new ArrayList<>();
      for (long at = first; at != 0; ) {
        MemorySegment info = Pointers.at(at, Structs.ADDRINFO.byteSize());
        int length = info.get(JAVA_INT, AI_ADDRLEN);
        long name = info.get(JAVA_LONG, AI_CANONNAME);
        infos.add(
            new AddressInfo(
                new Family(info.get(JAVA_INT, AI_FAMILY)),
                new SocketType(info.get(JAVA_INT, AI_SOCKTYPE)),
                info.get(JAVA_INT, AI_PROTOCOL),
                name == 0 ? null : Pointers.string(name),
                Sockaddr.read(Pointers.at(info.get(JAVA_LONG, AI_ADDR), length), length)));
        at = info.get(JAVA_LONG, AI_NEXT);
      }
      return List.copyOf(infos);
    }

    @Override
    public String toString() {
      String text = "look up " + (host == null ? "this machine" : host);
      if (service != null) text += ", service " + service;
      if (!hints.family().equals(AddressHints.ANY_FAMILY)) text += ", " + hints.family();
      return text;
    }
  }
}

package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lisle.ipaddress.IpAddress;
import lisle.sys.NameCalls;
import org.jspecify.annotations.Nullable;

/**
 * Lookups of hosts by name and by address, as this machine is set up to make them: files, DNS and
 * what else nsswitch.conf(5) names. {@link Service}, {@link Protocol} and {@link NetworkInterface}
 * find the others that have names.
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
  /** HOST_NAME_MAX of Linux is 64, and the end of the text. */
  private static final int HOST_NAME_SIZE = 65;

  private Names() {}

  /** Returns the addresses of a host, however long that takes. */
  public static List<InetAddressAndPort> addresses(String host, int port) throws IOException {
    return addresses(host, port, Duration.ZERO);
  }

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
    return addresses(host, port, AddressHints.STREAM, timeout);
  }

  static List<InetAddressAndPort> addresses(
      String host, int port, AddressHints hints, Duration timeout) throws IOException {
    InetAddressAndPort.checkPort(port);
    // A scope may be the name of an interface, which only this machine can turn into a number.
    IpAddress figures = host.indexOf('%') < 0 ? IpAddress.tryParse(host) : null;
    if (figures != null) {
      InetAddressAndPort itself = SocketAddress.of(figures, port);
      if (hints.allows(itself.family())) return List.of(itself);
    }
    Set<InetAddressAndPort> addresses = new LinkedHashSet<>();
    for (AddressInfo info : addressInfo(host, null, hints, timeout)) {
      if (info.address() instanceof InetAddressAndPort inet) addresses.add(inet.withPort(port));
    }
    return List.copyOf(addresses);
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
   * @param service a name or a port in figures, from 0 to 65,535; null for port 0. Not both may be
   *     null
   * @param hints which of them
   * @param timeout how long it may take; zero for as long as the name service takes
   * @return at least one
   * @throws LookupException if there are none
   * @throws SocketTimeoutException if the time is over
   */
  public static List<AddressInfo> addressInfo(
      @Nullable String host, @Nullable String service, AddressHints hints, Duration timeout)
      throws IOException {
    AddressQuestion question = new AddressQuestion(host, service, hints);
    return LookupThreads.shared().ask(question, timeout, question::ask);
  }

  /** Returns the names of a host and its service, however long that takes. */
  public static NameInfo nameInfo(SocketAddress address) throws IOException {
    return nameInfo(address, Duration.ZERO);
  }

  /**
   * Returns the names of a host and its service; getnameinfo(3).
   *
   * @param timeout how long it may take; zero for as long as the name service takes
   * @throws LookupException if a name was required and there is none, or the name service failed
   * @throws SocketTimeoutException if the time is over
   */
  public static NameInfo nameInfo(SocketAddress address, Duration timeout, NameInfo.Flag... flags)
      throws IOException {
    NameInfo.Question question = new NameInfo.Question(address, Set.of(flags));
    return LookupThreads.shared().ask(question, timeout, question::ask);
  }

  /**
   * Returns the host with a name: its official name, its aliases and the addresses of both
   * families, IPv4 before IPv6; gethostbyname2(3) of each family.
   *
   * @throws LookupException if there is no such host, or the name service gave no answer for one of
   *     the families
   */
  public static Host hostByName(String name) throws IOException {
    LookupException none;
    Host first;
    try {
      first = hostByName(name, Family.INET, Duration.ZERO);
    } catch (LookupException e) {
      try {
        Host other = hostByName(name, Family.INET6, Duration.ZERO);
        if (e.saysNone()) return other;
        none = e; // half an answer is none
      } catch (LookupException also) {
        none = also.isTemporary() ? also : e;
        if (none != also) none.addSuppressed(also);
      }
      throw none;
    }
    try {
      Host second = hostByName(name, Family.INET6, Duration.ZERO);
      Set<String> aliases = new LinkedHashSet<>(first.aliases());
      aliases.addAll(second.aliases());
      if (!second.name().equals(first.name())) aliases.add(second.name());
      List<IpAddress> addresses = new ArrayList<>(first.addresses());
      addresses.addAll(second.addresses());
      return new Host(first.name(), List.copyOf(aliases), addresses);
    } catch (LookupException e) {
      if (e.saysNone()) return first; // it has addresses of one family alone
      throw e;
    }
  }

  /**
   * Returns the host with a name: its official name, its aliases and its addresses of one family;
   * gethostbyname2(3).
   *
   * @param family IPv4 or IPv6
   * @param timeout how long it may take; zero for as long as the name service takes
   * @throws LookupException if there is no such host with such addresses
   * @throws SocketTimeoutException if the time is over
   */
  public static Host hostByName(String name, Family family, Duration timeout) throws IOException {
    Host.NameQuestion question = new Host.NameQuestion(name, family);
    return LookupThreads.shared().ask(question, timeout, question::ask);
  }

  /** Returns the host that has an address, however long that takes. */
  public static Host hostByAddress(IpAddress address) throws IOException {
    return hostByAddress(address, Duration.ZERO);
  }

  /**
   * Returns the host that has an address: its official name, its aliases and the address;
   * gethostbyaddr(3).
   *
   * @param timeout how long it may take; zero for as long as the name service takes
   * @throws LookupException if the address has no name
   * @throws SocketTimeoutException if the time is over
   */
  public static Host hostByAddress(IpAddress address, Duration timeout) throws IOException {
    Host.OwnerQuestion question = new Host.OwnerQuestion(address);
    return LookupThreads.shared().ask(question, timeout, question::ask);
  }

  /** Returns the name of this machine, as its kernel has it; gethostname(2). Asks nobody. */
  public static String hostName() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(HOST_NAME_SIZE);
      int result = NameCalls.gethostname(arena.allocate(JAVA_INT), name, HOST_NAME_SIZE);
      if (result < 0) throw Failures.of("gethostname", result, null);
      return name.getString(0);
    }
  }

  /**
   * Gives this machine another name, for the kernel and until it starts anew; sethostname(2).
   *
   * @param name at most 64 bytes
   * @throws java.net.SocketException if this process may not (EPERM), or it is too long (EINVAL)
   */
  public static void hostName(String name) throws IOException {
    AddressQuestion.checkText("host name", name);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      int result = NameCalls.sethostname(arena.allocate(JAVA_INT), text, text.byteSize() - 1);
      if (result < 0) throw Failures.of("sethostname " + name, result, null);
    }
  }

  /** Returns the full name of this machine, however long that takes. */
  public static String fullHostName() throws IOException {
    return fullHostName(Duration.ZERO);
  }

  /**
   * Returns the name of this machine with its domain, as the name services have it: the canonical
   * name of {@link #hostName}, as hostname(1) prints with {@code -f}. Where they do not know the
   * name, it is returned as it is.
   *
   * @param timeout how long it may take; zero for as long as the name service takes
   * @throws LookupException if the name service gave no answer
   * @throws SocketTimeoutException if the time is over
   */
  public static String fullHostName(Duration timeout) throws IOException {
    String name = hostName();
    AddressHints hints = AddressHints.DATAGRAM.with(AddressHints.Flag.CANONICAL_NAME);
    try {
      String canonical = addressInfo(name, null, hints, timeout).getFirst().canonicalName();
      return canonical == null ? name : canonical;
    } catch (LookupException e) {
      if (e.saysNone()) return name;
      throw e;
    }
  }
}

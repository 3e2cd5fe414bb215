package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnknownServiceException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lisle.sys.NameCalls;
import lisle.sys.NameStructs;
import lisle.sys.Pointers;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * A service with a well-known port, as this machine knows it: services(5), and what else
 * nsswitch.conf(5) names. Lookups wait as those of {@link Names} do, and may be interrupted.
 *
 * @param name its official name, such as {@code http}
 * @param aliases its other names, such as {@code www}
 * @param port its port, from 0 to 65,535
 * @param protocol the name of the protocol that it is spoken over, such as {@code tcp}
 */
public record Service(String name, List<String> aliases, int port, String protocol) {
  private static final long S_NAME = Structs.offset(NameStructs.SERVENT, "s_name");
  private static final long S_ALIASES = Structs.offset(NameStructs.SERVENT, "s_aliases");
  private static final long S_PORT = Structs.offset(NameStructs.SERVENT, "s_port");
  private static final long S_PROTO = Structs.offset(NameStructs.SERVENT, "s_proto");

  /** Makes one of its parts. */
  public Service {
    aliases = List.copyOf(aliases);
    InetAddressAndPort.checkPort(port);
  }

  /**
   * Returns the service with a name or alias, over whichever protocol stands first; capitals count;
   * getservbyname(3).
   *
   * @throws UnknownServiceException if there is none
   */
  public static Service named(String name) throws IOException {
    return named(name, null, Duration.ZERO);
  }

  /**
   * Returns the service with a name or alias over a protocol; getservbyname(3).
   *
   * @param protocol such as {@code tcp}; null for whichever stands first
   * @param timeout how long it may take; zero for as long as it takes
   * @throws UnknownServiceException if there is none
   * @throws java.net.SocketTimeoutException if the time is over
   */
  public static Service named(String name, @Nullable String protocol, Duration timeout)
      throws IOException {
    AddressQuestion.checkText("service", name);
    AddressQuestion.checkText("protocol", protocol);
    return ask(new NameQuestion(name, protocol), timeout);
  }

  /**
   * Returns the service on a port, over whichever protocol stands first; getservbyport(3).
   *
   * @throws UnknownServiceException if there is none
   * @throws IllegalArgumentException if the port is out of range
   */
  public static Service onPort(int port) throws IOException {
    return onPort(port, null, Duration.ZERO);
  }

  /**
   * Returns the service on a port over a protocol; getservbyport(3).
   *
   * @param port from 0 to 65,535
   * @param protocol such as {@code udp}; null for whichever stands first
   * @param timeout how long it may take; zero for as long as it takes
   * @throws UnknownServiceException if there is none
   * @throws java.net.SocketTimeoutException if the time is over
   * @throws IllegalArgumentException if the port is out of range
   */
  public static Service onPort(int port, @Nullable String protocol, Duration timeout)
      throws IOException {
    InetAddressAndPort.checkPort(port);
    AddressQuestion.checkText("protocol", protocol);
    return ask(new PortQuestion(port, protocol), timeout);
  }

  private static Service ask(Question question, Duration timeout) throws IOException {
    return LookupThreads.shared()
        .ask(question, timeout, question::ask)
        .orElseThrow(
            () -> new UnknownServiceException(question + ": no such service: see /etc/services"));
  }

  private static Service read(MemorySegment entry) {
    int port =
        entry.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), S_PORT) & 0xFFFF; // of four bytes
    return new Service(
        Pointers.string(entry.get(JAVA_LONG, S_NAME)),
        Entry.texts(entry.get(JAVA_LONG, S_ALIASES)),
        port,
        Pointers.string(entry.get(JAVA_LONG, S_PROTO)));
  }

  private sealed interface Question {
    Optional<Service> ask() throws IOException;
  }

  private static MemorySegment text(Arena arena, @Nullable String text) {
    return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
  }

  private record NameQuestion(String name, @Nullable String protocol) implements Question {
    @Override
    public Optional<Service> ask() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment service = text(arena, name);
        MemorySegment over = text(arena, protocol);
        return Entry.find(
            this,
            NameStructs.SERVENT,
            (entry, buffer, length, found) ->
                NameCalls.getservbyname(service, over, entry, buffer, length, found),
            Service::read);
      }
    }

    @Override
    public String toString() {
      return "service " + name + (protocol == null ? "" : "/" + protocol);
    }
  }

  private record PortQuestion(int port, @Nullable String protocol) implements Question {
    @Override
    public Optional<Service> ask() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment over = text(arena, protocol);
        return Entry.find(
            this,
            NameStructs.SERVENT,
            (entry, buffer, length, found) ->
                NameCalls.getservbyport(Inet.htons(port), over, entry, buffer, length, found),
            Service::read);
      }
    }

    @Override
    public String toString() {
      return "port " + port + (protocol == null ? "" : "/" + protocol);
    }
  }
}

package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnknownServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lisle.sys.NameCalls;
import lisle.sys.NameStructs;
import lisle.sys.Pointers;
import lisle.sys.Structs;

/**
 * A protocol over IP, as this machine knows it: protocols(5), and what else nsswitch.conf(5) names.
 * Lookups wait as those of {@link Names} do, and may be interrupted.
 *
 * @param name its official name, such as {@code tcp}
 * @param aliases its other names, such as {@code TCP}
 * @param number its number in an IP packet, which {@link Socket#open(Family, SocketType, int)}
 *     takes
 */
public record Protocol(String name, List<String> aliases, int number) {
  private static final long P_NAME = Structs.offset(NameStructs.PROTOENT, "p_name");
  private static final long P_ALIASES = Structs.offset(NameStructs.PROTOENT, "p_aliases");
  private static final long P_PROTO = Structs.offset(NameStructs.PROTOENT, "p_proto");

  /** Makes one of its parts. */
  public Protocol {
    aliases = List.copyOf(aliases);
  }

  /**
   * Returns the protocol with a name or alias; getprotobyname(3).
   *
   * @throws UnknownServiceException if there is none
   */
  public static Protocol named(String name) throws IOException {
    return named(name, Duration.ZERO);
  }

  /**
   * Returns the protocol with a name or alias; getprotobyname(3).
   *
   * @param timeout how long it may take; zero for as long as it takes
   * @throws UnknownServiceException if there is none
   * @throws java.net.SocketTimeoutException if the time is over
   */
  public static Protocol named(String name, Duration timeout) throws IOException {
    AddressQuestion.checkText("protocol", name);
    return ask(new NameQuestion(name), timeout);
  }

  /**
   * Returns the protocol with a number; getprotobynumber(3).
   *
   * @throws UnknownServiceException if there is none
   */
  public static Protocol numbered(int number) throws IOException {
    return numbered(number, Duration.ZERO);
  }

  /**
   * Returns the protocol with a number; getprotobynumber(3).
   *
   * @param timeout how long it may take; zero for as long as it takes
   * @throws UnknownServiceException if there is none
   * @throws java.net.SocketTimeoutException if the time is over
   */
  public static Protocol numbered(int number, Duration timeout) throws IOException {
    return ask(new NumberQuestion(number), timeout);
  }

  private static Protocol ask(Question question, Duration timeout) throws IOException {
    return LookupThreads.shared()
        .ask(question, timeout, question::ask)
        .orElseThrow(
            () -> new UnknownServiceException(question + ": no such protocol: see /etc/protocols"));
  }

  private static Protocol read(MemorySegment entry) {
    return new Protocol(
        Pointers.string(entry.get(JAVA_LONG, P_NAME)),
        Entry.texts(entry.get(JAVA_LONG, P_ALIASES)),
        entry.get(JAVA_INT, P_PROTO));
  }

  private sealed interface Question {
    Optional<Protocol> ask() throws IOException;
  }

  private record NameQuestion(String name) implements Question {
    @Override
    public Optional<Protocol> ask() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment text = arena.allocateFrom(name);
        return Entry.find(
            this,
            NameStructs.PROTOENT,
            (entry, buffer, length, found) ->
                NameCalls.getprotobyname(text, entry, buffer, length, found),
            Protocol::read);
      }
    }

    @Override
    public String toString() {
      return "protocol " + name;
    }
  }

  private record NumberQuestion(int number) implements Question {
    @Override
    public Optional<Protocol> ask() throws IOException {
      return Entry.find(
          this,
          NameStructs.PROTOENT,
          (entry, buffer, length, found) ->
              NameCalls.getprotobynumber(number, entry, buffer, length, found),
          Protocol::read);
    }

    @Override
    public String toString() {
      return "protocol " + number;
    }
  }
}

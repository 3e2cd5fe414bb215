package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.util.Set;
import lisle.sys.Linux;
import lisle.sys.NameCalls;

/**
 * The names of a socket's address; getnameinfo(3).
 *
 * @param host the name of the host, or its address in figures where it has none
 * @param service the name of the service, or its port in figures where it has none
 */
public record NameInfo(String host, String service) {
  /** What a lookup does other than by default. */
  public enum Flag {
    /** NI_NUMERICHOST: the host stays in figures, and no name service is asked for it. */
    NUMERIC_HOST(Linux.NI_NUMERICHOST),
    /** NI_NUMERICSERV: the port stays in figures. */
    NUMERIC_SERVICE(Linux.NI_NUMERICSERV),
    /** NI_NAMEREQD: a host without a name is an error. */
    NAME_REQUIRED(Linux.NI_NAMEREQD),
    /** NI_NOFQDN: of hosts in this machine's domain, the first part of the name alone. */
    NO_DOMAIN(Linux.NI_NOFQDN),
    /** NI_DGRAM: the service is one of datagrams; a few ports have two names. */
    DATAGRAM(Linux.NI_DGRAM),
    /** NI_IDN: the name in letters outside ASCII, as far as the locale has them. */
    IDN(Linux.NI_IDN);

    final int bit;

    Flag(int bit) {
      this.bit = bit;
    }
  }

  /** What getnameinfo(3) is asked, and the call. */
  record Question(SocketAddress address, Set<Flag> flags) {
    NameInfo ask() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment errno = arena.allocate(JAVA_INT);
        MemorySegment sockaddr = arena.allocate(Sockaddr.SIZE, 8);
        MemorySegment host = arena.allocate(Linux.NI_MAXHOST);
        MemorySegment service = arena.allocate(Linux.NI_MAXSERV);
        int length;
        try {
          length = Sockaddr.write(address, sockaddr);
        } catch (SocketException e) { // its scope names no interface
          throw LookupException.of(this, LookupException.Reason.of(Linux.EAI_SYSTEM), Linux.ENODEV);
        }
        int bits = 0;
        for (Flag flag : flags) bits |= flag.bit;
        int result =
            NameCalls.getnameinfo(
                errno,
                sockaddr,
                length,
                host,
                (int) host.byteSize(),
                service,
                (int) service.byteSize(),
                bits);
        if (result != 0) {
          throw LookupException.of(this, LookupException.Reason.of(result), errno.get(JAVA_INT, 0));
        }
        return new NameInfo(host.getString(0), service.getString(0));
      }
    }

    @Override
    public String toString() {
      return "name of " + address;
    }
  }
}

package lisle.socket;

import java.util.EnumSet;
import java.util.Set;
import lisle.sys.Linux;

/**
 * Which addresses a lookup is to give; the hints of getaddrinfo(3). Immutable: each method returns
 * other hints.
 *
 * <pre>{@code
 * AddressHints.ANY.type(SocketType.STREAM).with(AddressHints.Flag.CANONICAL_NAME)
 * }</pre>
 *
 * @param family addresses of this family alone; {@link #ANY_FAMILY} for all
 * @param type for sockets of this type alone; {@link #ANY_TYPE} for all
 * @param protocol for this protocol alone, by number; 0 for all
 * @param flags what else
 */
public record AddressHints(Family family, SocketType type, int protocol, Set<Flag> flags) {
  /** Stands for all families. */
  public static final Family ANY_FAMILY = new Family(Linux.AF_UNSPEC);

  /** Stands for all types. */
  public static final SocketType ANY_TYPE = new SocketType(0);

  /** Any family, type and protocol, and no flag. */
  public static final AddressHints ANY = new AddressHints(ANY_FAMILY, ANY_TYPE, 0, Set.of());

  /** The ways to connect or to listen: any family, stream sockets alone. */
  public static final AddressHints STREAM = ANY.type(SocketType.STREAM);

  /** The ways to send or to receive messages: any family, datagram sockets alone. */
  public static final AddressHints DATAGRAM = ANY.type(SocketType.DATAGRAM);

  /** What a lookup does beside what it always does. */
  public enum Flag {
    /** AI_PASSIVE: where no host is given, the address to bind to rather than loopback. */
    PASSIVE(Linux.AI_PASSIVE),
    /** AI_CANONNAME: gives the official name of the host too. */
    CANONICAL_NAME(Linux.AI_CANONNAME),
    /** AI_NUMERICHOST: the host is an address in figures: no name service is asked. */
    NUMERIC_HOST(Linux.AI_NUMERICHOST),
    /** AI_NUMERICSERV: the service is a port in figures: no name service is asked. */
    NUMERIC_SERVICE(Linux.AI_NUMERICSERV),
    /** AI_V4MAPPED: with IPv6, where there are no such addresses, IPv4 ones as ::ffff:a.b.c.d. */
    IPV4_MAPPED(Linux.AI_V4MAPPED),
    /** AI_ALL: with {@link #IPV4_MAPPED}, both kinds. */
    ALL(Linux.AI_ALL),
    /** AI_ADDRCONFIG: only of families of which this machine has an address beside loopback. */
    CONFIGURED(Linux.AI_ADDRCONFIG),
    /** AI_IDN: the host may have letters outside ASCII, as far as the locale has them. */
    IDN(Linux.AI_IDN),
    /** AI_CANONIDN: gives the official name in such letters. */
    CANONICAL_IDN(Linux.AI_CANONIDN);

    final int bit;

    Flag(int bit) {
      this.bit = bit;
    }
  }

  /** Makes hints of their parts. */
  public AddressHints {
    flags = Set.copyOf(flags);
  }

  /** Returns these with a family. */
  public AddressHints family(Family family) {
    return new AddressHints(family, type, protocol, flags);
  }

  /** Returns these with a type. */
  public AddressHints type(SocketType type) {
    return new AddressHints(family, type, protocol, flags);
  }

  /** Returns these with a protocol, by its number. */
  public AddressHints protocol(int protocol) {
    return new AddressHints(family, type, protocol, flags);
  }

  /** Returns these with more flags. */
  public AddressHints with(Flag... more) {
    Set<Flag> all = EnumSet.noneOf(Flag.class);
    all.addAll(flags);
    all.addAll(Set.of(more));
    return new AddressHints(family, type, protocol, all);
  }

  /** Whether addresses of a family are asked for. */
  boolean allows(Family one) {
    return family.equals(ANY_FAMILY) || family.equals(one);
  }

  /** The flags as the C library has them. */
  int bits() {
    int bits = 0;
    for (Flag flag : flags) bits |= flag.bit;
    return bits;
  }
}

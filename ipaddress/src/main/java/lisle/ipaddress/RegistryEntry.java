package lisle.ipaddress;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the IANA special-purpose address registries (RFC 6890), as of {@link #REGISTRY_DATE}.
 * Where the registry has two addresses in one row ({@code 192.0.0.170} and {@code 192.0.0.171}),
 * these are two entries.
 *
 * @param block the addresses that the entry is about
 * @param name what they are for
 * @param specification the documents that say so, such as {@code RFC1122, Section 3.2.1.3}
 * @param allocated when they were set aside
 * @param terminated when they ceased to be, or null where they have not
 * @param source whether such an address may be the source of a packet
 * @param destination whether such an address may be the destination of a packet
 * @param forwardable whether a router may forward a packet to such an address between interfaces
 * @param globallyReachable whether a packet to such an address may be forwarded beyond an
 *     administrative domain
 * @param reservedByProtocol whether the protocol itself asks that such an address be treated so
 */
public record RegistryEntry(
    IpNetwork block,
    String name,
    String specification,
    YearMonth allocated,
    @Nullable YearMonth terminated,
    Answer source,
    Answer destination,
    Answer forwardable,
    Answer globallyReachable,
    Answer reservedByProtocol) {

  /** The day on which the registries that this table states were last updated. */
  public static final LocalDate REGISTRY_DATE = LocalDate.of(2025, 10, 9);

  /** What the registry answers in one of its columns. */
  public enum Answer {
    /** True. */
    YES,
    /** False, in general: a more specific protocol or entry may make an exception. */
    NO,
    /** The question does not apply to these addresses as a whole: 6to4 and Teredo. */
    NOT_APPLICABLE,
    /** The registry leaves the column empty, because the entry is deprecated. */
    UNSTATED
  }

  /** Returns all entries, IPv4 before IPv6, sorted by block. */
  public static List<RegistryEntry> all() {
    return Registry.ENTRIES;
  }
}

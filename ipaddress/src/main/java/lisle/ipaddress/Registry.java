package lisle.ipaddress;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import lisle.ipaddress.RegistryEntry.Answer;
import org.jspecify.annotations.Nullable;

/**
 * The IANA special-purpose address registries and what follows from them.
 *
 * <p>At start the table is cut into the stretches of addresses within which its answers are the
 * same; a question is then one binary search over their starts.
 */
final class Registry {
  /**
   * Block | name | specification | allocated | terminated | source, destination, forwardable,
   * globally reachable, reserved by protocol: Y for true, N for false, - for not applicable, ? for
   * empty. IANA, iana-ipv4-special-registry and iana-ipv6-special-registry, 2025-10-09.
   */
  private static final String TABLE =
      """
      0.0.0.0/8 | This network | RFC791, Section 3.2 | 1981-09 | - | YNNNY
      0.0.0.0/32 | This host on this network | RFC1122, Section 3.2.1.3 | 1981-09 | - | YNNNY
      10.0.0.0/8 | Private-Use | RFC1918 | 1996-02 | - | YYYNN
      100.64.0.0/10 | Shared Address Space | RFC6598 | 2012-04 | - | YYYNN
      127.0.0.0/8 | Loopback | RFC1122, Section 3.2.1.3 | 1981-09 | - | NNNNY
      169.254.0.0/16 | Link Local | RFC3927 | 2005-05 | - | YYNNY
      172.16.0.0/12 | Private-Use | RFC1918 | 1996-02 | - | YYYNN
      192.0.0.0/24 | IETF Protocol Assignments | RFC6890, Section 2.1 | 2010-01 | - | NNNNN
      192.0.0.0/29 | IPv4 Service Continuity Prefix | RFC7335 | 2011-06 | - | YYYNN
      192.0.0.8/32 | IPv4 dummy address | RFC7600 | 2015-03 | - | YNNNN
      192.0.0.9/32 | Port Control Protocol Anycast | RFC7723 | 2015-10 | - | YYYYN
      192.0.0.10/32 | Traversal Using Relays around NAT Anycast | RFC8155 | 2017-02 | - | YYYYN
      192.0.0.170/32 | NAT64/DNS64 Discovery | RFC8880, RFC7050, Section 2.2 | 2013-02 | - | NNNNY
      192.0.0.171/32 | NAT64/DNS64 Discovery | RFC8880, RFC7050, Section 2.2 | 2013-02 | - | NNNNY
      192.0.2.0/24 | Documentation (TEST-NET-1) | RFC5737 | 2010-01 | - | NNNNN
      192.31.196.0/24 | AS112-v4 | RFC7535 | 2014-12 | - | YYYYN
      192.52.193.0/24 | AMT | RFC7450 | 2014-12 | - | YYYYN
      192.88.99.0/24 | Deprecated (6to4 Relay Anycast) | RFC7526 | 2001-06 | 2015-03 | ?????
      192.88.99.2/32 | 6a44-relay anycast address | RFC6751 | 2012-10 | - | YYYNN
      192.168.0.0/16 | Private-Use | RFC1918 | 1996-02 | - | YYYNN
      192.175.48.0/24 | Direct Delegation AS112 Service | RFC7534 | 1996-01 | - | YYYYN
      198.18.0.0/15 | Benchmarking | RFC2544 | 1999-03 | - | YYYNN
      198.51.100.0/24 | Documentation (TEST-NET-2) | RFC5737 | 2010-01 | - | NNNNN
      203.0.113.0/24 | Documentation (TEST-NET-3) | RFC5737 | 2010-01 | - | NNNNN
      240.0.0.0/4 | Reserved | RFC1112, Section 4 | 1989-08 | - | NNNNY
      255.255.255.255/32 | Limited Broadcast | RFC8190, RFC919, Section 7 | 1984-10 | - | NYNNY
      ::1/128 | Loopback Address | RFC4291 | 2006-02 | - | NNNNY
      ::/128 | Unspecified Address | RFC4291 | 2006-02 | - | YNNNY
      ::ffff:0:0/96 | IPv4-mapped Address | RFC4291 | 2006-02 | - | NNNNY
      64:ff9b::/96 | IPv4-IPv6 Translat. | RFC6052 | 2010-10 | - | YYYYN
      64:ff9b:1::/48 | IPv4-IPv6 Translat. | RFC8215 | 2017-06 | - | YYYNN
      100::/64 | Discard-Only Address Block | RFC6666 | 2012-06 | - | YYYNN
      100:0:0:1::/64 | Dummy IPv6 Prefix | RFC9780 | 2025-04 | - | YNNNN
      2001::/23 | IETF Protocol Assignments | RFC2928 | 2000-09 | - | NNNNN
      2001::/32 | TEREDO | RFC4380, RFC8190 | 2006-01 | - | YYY-N
      2001:1::1/128 | Port Control Protocol Anycast | RFC7723 | 2015-10 | - | YYYYN
      2001:1::2/128 | Traversal Using Relays around NAT Anycast | RFC8155 | 2017-02 | - | YYYYN
      2001:1::3/128 | DNS-SD Service Registration Protocol Anycast | RFC9665 | 2024-04 | - | YYYYN
      2001:2::/48 | Benchmarking | RFC5180, RFC Errata 1752 | 2008-04 | - | YYYNN
      2001:3::/32 | AMT | RFC7450 | 2014-12 | - | YYYYN
      2001:4:112::/48 | AS112-v6 | RFC7535 | 2014-12 | - | YYYYN
      2001:10::/28 | Deprecated (previously ORCHID) | RFC4843 | 2007-03 | 2014-03 | ?????
      2001:20::/28 | ORCHIDv2 | RFC7343 | 2014-07 | - | YYYYN
      2001:30::/28 | Drone Remote ID Protocol Entity Tags (DETs) Prefix | RFC9374 | 2022-12 | - | YYYYN
      2001:db8::/32 | Documentation | RFC3849 | 2004-07 | - | NNNNN
      2002::/16 | 6to4 | RFC3056 | 2001-02 | - | YYY-N
      2620:4f:8000::/48 | Direct Delegation AS112 Service | RFC7534 | 2011-05 | - | YYYYN
      3fff::/20 | Documentation | RFC9637 | 2024-07 | - | NNNNN
      5f00::/16 | Segment Routing (SRv6) SIDs | RFC9602 | 2024-04 | - | YYYNN
      fc00::/7 | Unique-Local | RFC4193, RFC8190 | 2005-10 | - | YYYNN
      fe80::/10 | Link-Local Unicast | RFC4291 | 2006-02 | - | YYNNY
      """;

  static final List<RegistryEntry> ENTRIES;

  /** The starts of the stretches, in order; the first is the lowest address. */
  private static final int[] STARTS4;

  private static final long[] STARTS6_HIGH;
  private static final long[] STARTS6_LOW;

  /** For each stretch, the longest entry, or null, and whether it is private. */
  private static final @Nullable RegistryEntry[] ENTRIES4;

  private static final @Nullable RegistryEntry[] ENTRIES6;
  private static final boolean[] PRIVATE4;
  private static final boolean[] PRIVATE6;

  static {
    ENTRIES = TABLE.lines().map(Registry::entry).sorted(Registry::compare).toList();
    List<IpAddress> starts4 = starts(Ipv4Address.MIN);
    List<IpAddress> starts6 = starts(Ipv6Address.MIN);
    STARTS4 = starts4.stream().mapToInt(a -> ((Ipv4Address) a).bits()).toArray();
    STARTS6_HIGH = starts6.stream().mapToLong(a -> ((Ipv6Address) a).high()).toArray();
    STARTS6_LOW = starts6.stream().mapToLong(a -> ((Ipv6Address) a).low()).toArray();
    ENTRIES4 = longest(starts4);
    ENTRIES6 = longest(starts6);
    PRIVATE4 = verdicts(starts4);
    PRIVATE6 = verdicts(starts6);
  }

  private Registry() {}

  private static RegistryEntry entry(String line) {
    String[] columns = line.split(" \\| ", -1);
    return new RegistryEntry(
        IpNetwork.parse(columns[0]),
        columns[1],
        columns[2],
        YearMonth.parse(columns[3]),
        columns[4].equals("-") ? null : YearMonth.parse(columns[4]),
        answer(columns[5], 0),
        answer(columns[5], 1),
        answer(columns[5], 2),
        answer(columns[5], 3),
        answer(columns[5], 4));
  }

  private static Answer answer(String flags, int column) {
    return switch (flags.charAt(column)) {
      case 'Y' -> Answer.YES;
      case 'N' -> Answer.NO;
      case '-' -> Answer.NOT_APPLICABLE;
      default -> Answer.UNSTATED;
    };
  }

  private static int compare(RegistryEntry a, RegistryEntry b) {
    return a.block().compareTo(b.block());
  }

  /** Returns the first address of every stretch of that version. */
  private static List<IpAddress> starts(IpAddress lowest) {
    var starts = new TreeSet<IpAddress>();
    starts.add(lowest);
    for (RegistryEntry entry : ENTRIES) {
      if (entry.block().version() != lowest.version()) continue;
      starts.add(entry.block().first());
      IpAddress last = entry.block().last();
      if (!last.equals(Ipv4Address.MAX) && !last.equals(Ipv6Address.MAX)) starts.add(last.plus(1));
    }
    return List.copyOf(starts);
  }

  private static @Nullable RegistryEntry[] longest(List<IpAddress> starts) {
    var longest = new @Nullable RegistryEntry[starts.size()];
    for (int i = 0; i < longest.length; i++) {
      List<RegistryEntry> entries = longestFirst(starts.get(i));
      if (!entries.isEmpty()) longest[i] = entries.getFirst();
    }
    return longest;
  }

  /** Decides as {@link IpAddress#isPrivate} says. */
  private static boolean[] verdicts(List<IpAddress> starts) {
    boolean[] verdicts = new boolean[starts.size()];
    for (int i = 0; i < verdicts.length; i++) {
      for (RegistryEntry entry : longestFirst(starts.get(i))) {
        if (entry.globallyReachable() == Answer.UNSTATED) continue;
        verdicts[i] = isPrivate(entry);
        break;
      }
    }
    return verdicts;
  }

  private static List<RegistryEntry> longestFirst(IpAddress address) {
    var entries = new ArrayList<RegistryEntry>();
    for (RegistryEntry entry : ENTRIES) {
      if (entry.block().contains(address)) entries.addFirst(entry);
    }
    return entries;
  }

  private static boolean isPrivate(RegistryEntry entry) {
    return switch (entry.globallyReachable()) {
      case NO, NOT_APPLICABLE -> !entry.block().equals(Ipv4Network.SHARED);
      case YES, UNSTATED -> false;
    };
  }

  static boolean isPrivate(int bits) {
    return PRIVATE4[stretch(bits)];
  }

  static boolean isPrivate(long high, long low) {
    return PRIVATE6[stretch(high, low)];
  }

  /** Returns whether a private entry holds the whole network. */
  static boolean isWithinPrivateEntry(IpNetwork network) {
    for (RegistryEntry entry : ENTRIES) {
      if (isPrivate(entry) && entry.block().contains(network)) return true;
    }
    return false;
  }

  static @Nullable RegistryEntry entry(int bits) {
    return ENTRIES4[stretch(bits)];
  }

  static @Nullable RegistryEntry entry(long high, long low) {
    return ENTRIES6[stretch(high, low)];
  }

  private static int stretch(int bits) {
    int from = 0;
    int to = STARTS4.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (Integer.compareUnsigned(STARTS4[middle], bits) <= 0) from = middle;
      else to = middle;
    }
    return from;
  }

  private static int stretch(long high, long low) {
    int from = 0;
    int to = STARTS6_HIGH.length;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (Ipv6Address.compare(STARTS6_HIGH[middle], STARTS6_LOW[middle], high, low) <= 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return from;
  }
}

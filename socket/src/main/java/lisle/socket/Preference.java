package lisle.socket;

import java.io.IOException;
import java.util.List;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * How good an address is as a destination, RFC 6724 section 6: the better one is less. Of its rules
 * there are 1, 2, 5, 6 and 8. Rule 9 is for addresses of one family, which the C library has sorted
 * already; the others are about addresses of this machine that the kernel has chosen for us.
 *
 * @param destination the address
 * @param source from where packets to it would come; null where there is no way there
 */
record Preference(IpAddress destination, @Nullable IpAddress source)
    implements Comparable<Preference> {
  private static final int LINK_LOCAL = 2;
  private static final int SITE_LOCAL = 5;
  private static final int GLOBAL = 14;

  /** A row of the policy table, RFC 6724 section 2.1; the longest prefix comes first. */
  private record Policy(IpNetwork prefix, int precedence, int label) {
    static Policy of(String prefix, int precedence, int label) {
      return new Policy(IpNetwork.parse(prefix), precedence, label);
    }
  }

  private static final List<Policy> POLICIES =
      List.of(
          Policy.of("::1/128", 50, 0),
          Policy.of("::ffff:0:0/96", 35, 4),
          Policy.of("::/96", 1, 3),
          Policy.of("2001::/32", 5, 5),
          Policy.of("2002::/16", 30, 2),
          Policy.of("3ffe::/16", 1, 12),
          Policy.of("fec0::/10", 1, 11),
          Policy.of("fc00::/7", 3, 13),
          Policy.of("::/0", 40, 1));

  /** Asks the kernel for the source. */
  static Preference of(IpAddress destination) {
    try {
      return new Preference(destination, Route.sourceToward(destination));
    } catch (IOException e) {
      return new Preference(destination, null);
    }
  }

  @Override
  public int compareTo(Preference other) {
    if ((source == null) != (other.source == null)) return source == null ? 1 : -1; // rule 1
    if (source != null && other.source != null) {
      boolean matches = scope(destination) == scope(source);
      boolean otherMatches = scope(other.destination) == scope(other.source);
      if (matches != otherMatches) return matches ? -1 : 1; // rule 2
      matches = policy(destination).label == policy(source).label;
      otherMatches = policy(other.destination).label == policy(other.source).label;
      if (matches != otherMatches) return matches ? -1 : 1; // rule 5
    }
    int precedence = policy(destination).precedence;
    int otherPrecedence = policy(other.destination).precedence;
    if (precedence != otherPrecedence) return precedence > otherPrecedence ? -1 : 1; // rule 6
    return Integer.compare(scope(destination), scope(other.destination)); // rule 8
  }

  private static Policy policy(IpAddress address) {
    Ipv6Address v6 =
        address instanceof Ipv4Address v4
            ? v4.ipv6Mapped()
            : ((Ipv6Address) address).withScope(null);
    for (Policy policy : POLICIES) if (policy.prefix.contains(v6)) return policy;
    throw new AssertionError(address);
  }

  /** RFC 6724 sections 3.1 and 3.2: the numbers are those of the scopes of multicast groups. */
  private static int scope(IpAddress address) {
    if (address.isLoopback() || address.isLinkLocal()) return LINK_LOCAL;
    if (address instanceof Ipv6Address v6) {
      if (v6.isMulticast()) return v6.packed()[1] & 0xF;
      if (v6.isSiteLocal()) return SITE_LOCAL;
    }
    return GLOBAL;
  }
}

package lisle.socket;

import lisle.sys.Linux;

/**
 * An address family: what the addresses of a socket are, and which network they belong to;
 * address_families(7). Any number may be one; those with a name here are the ones that have a
 * {@link SocketAddress} of their own.
 *
 * @param number the number that the system knows it by
 */
public record Family(int number) {
  /** IPv4, ip(7). */
  public static final Family INET = new Family(Linux.AF_INET);

  /** IPv6, ipv6(7); where allowed, IPv4 too through mapped addresses. */
  public static final Family INET6 = new Family(Linux.AF_INET6);

  /** Processes of one machine, unix(7). */
  public static final Family UNIX = new Family(Linux.AF_UNIX);

  /** A virtual machine and its host, vsock(7). */
  public static final Family VSOCK = new Family(Linux.AF_VSOCK);

  /** The kernel itself, netlink(7). */
  public static final Family NETLINK = new Family(Linux.AF_NETLINK);

  /** Frames of a network device, packet(7). */
  public static final Family PACKET = new Family(Linux.AF_PACKET);

  /** A controller area network. */
  public static final Family CAN = new Family(Linux.AF_CAN);

  /** Returns the name in the C headers, or the number. */
  @Override
  public String toString() {
    if (number == Linux.AF_INET) return "AF_INET";
    if (number == Linux.AF_INET6) return "AF_INET6";
    if (number == Linux.AF_UNIX) return "AF_UNIX";
    if (number == Linux.AF_VSOCK) return "AF_VSOCK";
    if (number == Linux.AF_NETLINK) return "AF_NETLINK";
    if (number == Linux.AF_PACKET) return "AF_PACKET";
    if (number == Linux.AF_CAN) return "AF_CAN";
    return "address family " + number;
  }
}

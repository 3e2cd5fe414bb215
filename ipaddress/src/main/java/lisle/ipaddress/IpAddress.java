package lisle.ipaddress;

/** An IP address. */
public sealed interface IpAddress permits Ipv4Address, Ipv6Address {
  /** Returns 4 or 6. */
  int version();
}

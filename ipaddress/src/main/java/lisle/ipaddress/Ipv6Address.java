package lisle.ipaddress;

/** An IPv6 address. */
public final class Ipv6Address implements IpAddress {
  Ipv6Address() {}

  @Override
  public int version() {
    return 6;
  }
}

package lisle.ipaddress;

/** An IPv4 address. */
public final class Ipv4Address implements IpAddress {
  Ipv4Address() {}

  @Override
  public int version() {
    return 4;
  }
}

package lisle.cli;

import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.IpRange;
import lisle.ipaddress.IpSet;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv4Network;
import lisle.ipaddress.Ipv6Network;

/** A list of addresses, networks or ranges on standard output, one a line. For one thread. */
final class Listing implements AutoCloseable {
  private final Output out;
  private final boolean json;
  private final Progress progress = Progress.ofList();
  private long count;

  Listing(Output out, boolean json) {
    this.out = out;
    this.json = json;
  }

  void add(IpAddress address) throws ClosedOutputException {
    if (json) out.text("{\"address\":\"");
    out.address(address);
    end();
  }

  /** Lists addresses from one to another, both included. */
  void addAll(IpAddress first, IpAddress last) throws ClosedOutputException {
    expect(IpRange.of(first, last).size().doubleValue());
    if (first instanceof Ipv4Address a && last instanceof Ipv4Address b) {
      int bits = a.bits();
      while (true) {
        if (json) out.text("{\"address\":\"");
        out.ipv4(bits);
        end();
        if (bits++ == b.bits()) return;
      }
    }
    IpAddress address = first;
    while (true) {
      add(address);
      if (address.compareTo(last) >= 0) return;
      address = address.plus(1);
    }
  }

  void add(IpNetwork network) throws ClosedOutputException {
    if (json) out.text("{\"network\":\"");
    switch (network) {
      case Ipv4Network n -> out.ipv4(n.bits());
      case Ipv6Network n -> out.address(n.address());
    }
    out.prefixLength(network.prefixLength());
    end();
  }

  void add(IpRange range) throws ClosedOutputException {
    if (json) {
      out.text("{\"first\":\"").address(range.first());
      out.text("\",\"last\":\"").address(range.last());
    } else {
      out.address(range.first()).put('-').address(range.last());
    }
    end();
  }

  /** Lists a set: its fewest networks, or its fewest ranges. */
  void add(IpSet set, boolean asRanges) throws ClosedOutputException {
    if (asRanges) {
      for (var i = set.ranges().iterator(); i.hasNext(); ) add(i.next());
    } else {
      for (var i = set.prefixes().iterator(); i.hasNext(); ) add(i.next());
    }
  }

  private void end() throws ClosedOutputException {
    if (json) out.text("\"}");
    out.put('\n');
    if ((++count & 0xffff) == 0) progress.update(count);
  }

  /** Says that so many more are to come. */
  void expect(double more) {
    progress.expect(more);
  }

  @Override
  public void close() {
    progress.close();
  }
}

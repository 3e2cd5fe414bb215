package lisle.ipaddress;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The fewest networks that make up {@link Ipv6Bounds}, in order. */
final class Ipv6Prefixes implements Iterator<IpNetwork> {
  private final long[] bounds;
  private int bound;
  private long high;
  private long low;

  Ipv6Prefixes(long[] bounds) {
    this.bounds = bounds;
    begin();
  }

  private void begin() {
    if (!hasNext()) return;
    high = bounds[2 * bound];
    low = bounds[2 * bound + 1];
  }

  @Override
  public boolean hasNext() {
    return 2 * bound < bounds.length;
  }

  @Override
  public IpNetwork next() {
    if (!hasNext()) throw new NoSuchElementException();
    long lastHigh = Ipv6Bounds.lastHigh(bounds, bound);
    long lastLow = Ipv6Bounds.lastLow(bounds, bound);
    int length = Ipv6Bounds.prefixLength(high, low, lastHigh, lastLow);
    var network = Ipv6Network.of(Ipv6Address.of(high, low), length);
    // The last address of the network, and the one behind it.
    high |= ~PrefixTrie.highMask(length);
    low |= ~PrefixTrie.lowMask(length);
    if (high == lastHigh && low == lastLow) {
      bound += 2;
      begin();
    } else if (++low == 0) {
      high++;
    }
    return network;
  }
}

package lisle.ipaddress;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The ranges of {@link Ipv6Bounds}, in order. */
final class Ipv6Ranges implements Iterator<IpRange> {
  private final long[] bounds;
  private int bound;

  Ipv6Ranges(long[] bounds) {
    this.bounds = bounds;
  }

  @Override
  public boolean hasNext() {
    return 2 * bound < bounds.length;
  }

  @Override
  public IpRange next() {
    if (!hasNext()) throw new NoSuchElementException();
    var first = Ipv6Address.of(bounds[2 * bound], bounds[2 * bound + 1]);
    var last =
        Ipv6Address.of(Ipv6Bounds.lastHigh(bounds, bound), Ipv6Bounds.lastLow(bounds, bound));
    bound += 2;
    return Ipv6Range.of(first, last);
  }
}

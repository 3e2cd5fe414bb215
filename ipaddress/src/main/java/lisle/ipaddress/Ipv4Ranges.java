package lisle.ipaddress;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The ranges of {@link Ipv4Bounds}, in order. */
final class Ipv4Ranges implements Iterator<IpRange> {
  private final int[] bounds;
  private int place;

  Ipv4Ranges(int[] bounds) {
    this.bounds = bounds;
  }

  @Override
  public boolean hasNext() {
    return place < bounds.length;
  }

  @Override
  public IpRange next() {
    if (!hasNext()) throw new NoSuchElementException();
    var first = Ipv4Address.ofBits(bounds[place]);
    var last = Ipv4Address.ofBits(Ipv4Bounds.last(bounds, place));
    place += 2;
    return Ipv4Range.of(first, last);
  }
}

package lisle.ipaddress;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The fewest networks that make up {@link Ipv4Bounds}, in order. */
final class Ipv4Prefixes implements Iterator<IpNetwork> {
  private final int[] bounds;
  private int place;
  private int first;

  Ipv4Prefixes(int[] bounds) {
    this.bounds = bounds;
    if (bounds.length > 0) first = bounds[0];
  }

  @Override
  public boolean hasNext() {
    return place < bounds.length;
  }

  @Override
  public IpNetwork next() {
    if (!hasNext()) throw new NoSuchElementException();
    int last = Ipv4Bounds.last(bounds, place);
    int length = Ipv4Bounds.prefixLength(first, last);
    var network = Ipv4Network.of(Ipv4Address.ofBits(first), length);
    long after = (first & 0xffff_ffffL) + (1L << (32 - length));
    if (after <= (last & 0xffff_ffffL)) {
      first = (int) after;
    } else {
      place += 2;
      if (place < bounds.length) first = bounds[place];
    }
    return network;
  }
}

package lisle.ipaddress;

import java.util.ArrayList;
import java.util.List;

/** Collapses networks: sorted, each is swallowed by, or merged with, the one before it. */
final class Collapse {
  private Collapse() {}

  static List<IpNetwork> collapse(Iterable<? extends IpNetwork> networks) {
    var sorted = new ArrayList<IpNetwork>();
    for (IpNetwork network : networks) sorted.add(withoutScope(network));
    sorted.sort(null);
    var collapsed = new ArrayList<IpNetwork>();
    for (IpNetwork network : sorted) {
      if (!collapsed.isEmpty() && collapsed.getLast().contains(network)) continue;
      IpNetwork merged = network;
      while (!collapsed.isEmpty() && areHalves(collapsed.getLast(), merged)) {
        collapsed.removeLast();
        merged = merged.supernet();
      }
      collapsed.add(merged);
    }
    return List.copyOf(collapsed);
  }

  /** Returns whether two networks, in order and disjoint, make up their common supernet. */
  private static boolean areHalves(IpNetwork a, IpNetwork b) {
    return a.version() == b.version()
        && a.prefixLength() == b.prefixLength()
        && a.supernet().contains(b);
  }

  private static IpNetwork withoutScope(IpNetwork network) {
    return switch (network) {
      case Ipv4Network v4 -> v4;
      case Ipv6Network v6 -> v6.withoutScope();
    };
  }
}

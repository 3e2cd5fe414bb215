package lisle.socket;

/** How the kernel deals with packets that are larger than the way can take, ip(7). */
public enum PathMtuDiscovery {
  /** It never asks that a packet be kept whole; IP_PMTUDISC_DONT. */
  DONT(0),
  /** It takes to pieces what is larger than the known MTU; IP_PMTUDISC_WANT. */
  WANT(1),
  /** It refuses what is larger than the known MTU (EMSGSIZE); IP_PMTUDISC_DO. */
  DO(2),
  /** Packets are kept whole and the known MTU is ignored; IP_PMTUDISC_PROBE. */
  PROBE(3),
  /** The interface's MTU counts, and nothing that routers say; IP_PMTUDISC_INTERFACE. */
  INTERFACE(4),
  /** As INTERFACE, but what is larger is taken to pieces; IP_PMTUDISC_OMIT. */
  OMIT(5);

  private final int number;

  PathMtuDiscovery(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Returns the one with a number; the default for one that has no name here. */
  static PathMtuDiscovery of(int number) {
    for (PathMtuDiscovery one : values()) {
      if (one.number == number) return one;
    }
    return WANT;
  }
}

package lisle.socketserver;

import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;

/**
 * How often each source comes, in memory that does not grow.
 *
 * <p>A source has one number: the time at which all that it did would have been within its rate
 * (the generic cell rate algorithm, which is a token bucket without a timer). It may be ahead of
 * now by no more than the burst. Sources lie in a table of sets of {@value #WAYS}; a new source
 * takes the place of the one in its set that is the least ahead, which is most often one that has
 * been forgiven already. So whoever floods from many addresses can make the server forget only
 * those who are less ahead than itself. Sources are hashed with a secret of this table, so that
 * nobody can aim at a set.
 */
final class SourceRates {
  private static final int WAYS = 8;
  private static final int SETS = 4096;

  private final long interval;
  private final long burst;
  private final long secret;

  /** Guarded by this. */
  private final long[] keys = new long[SETS * WAYS];

  /** In nanoseconds after {@link #start}. Guarded by this. */
  private final long[] times = new long[SETS * WAYS];

  private final long start;

  /**
   * Allows each source a rate.
   *
   * @param interval nanoseconds from one visit to the next, in the long run
   * @param visits how many may come at once after a long rest, at least one
   * @param now the time, in the terms of all calls
   */
  SourceRates(long interval, int visits, long secret, long now) {
    this.interval = interval;
    this.burst = interval * (visits - 1L);
    this.secret = secret;
    this.start = now;
  }

  /** Reports whether a source may come now, and counts it if so. */
  synchronized boolean admit(IpAddress source, long time) {
    long now = time - start;
    long key = key(source, secret);
    int set = (int) (key >>> 52) * WAYS;
    int slot = set;
    for (int i = set; i < set + WAYS; i++) {
      if (keys[i] == key) {
        slot = i;
        break;
      }
      if (times[i] < times[slot]) slot = i;
    }
    long due = keys[slot] == key ? Math.max(times[slot], now) : now;
    if (due - now > burst) return false;
    keys[slot] = key;
    times[slot] = due + interval;
    return true;
  }

  /**
   * A source in 64 bits: an IPv4 address, or the /64 network of an IPv6 one, which is one host's.
   */
  static long key(IpAddress source, long secret) {
    long bits =
        switch (source) {
          case Ipv4Address v4 -> v4.toLong();
          case Ipv6Address v6 -> v6.high();
        };
    // The finalizer of SplitMix64, a bijection: distinct sources have distinct keys.
    long z = bits + secret;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

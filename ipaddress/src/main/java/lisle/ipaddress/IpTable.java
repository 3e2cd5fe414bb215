package lisle.ipaddress;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A map from networks to values that answers which network is the longest that an address is in: a
 * routing table, an access list, a register of who holds which block. IPv4 and IPv6 networks are in
 * one table and never meet: an IPv4-mapped address is an IPv6 address. Values are not null. A
 * scope, of an address or of a network, counts for nothing here.
 *
 * {@snippet :
 * var table = new IpTable<String>();
 * table.put(IpNetwork.parse("203.0.113.0/24"), "office");
 * table.put(IpNetwork.parse("203.0.113.128/25"), "laboratory");
 * table.lookup(IpAddress.parse("203.0.113.200")); // laboratory
 * }
 *
 * <p><b>Threads.</b> Any number of threads may use a table. Readers take no lock, wait for nobody
 * and never see half of a change: each call reads one reference, volatile, to a version of the
 * table that is never changed afterwards. A writer makes the next version, which shares all but the
 * few nodes on the way to the change, and stores it in that reference; by the rule of volatile
 * variables (Java Language Specification 17.4.5) everything that the writer did before happens
 * before what a reader does with what it read. So a lookup that begins after a {@link #put}
 * returned sees it. Writers wait for each other. A stream goes on with the version that it began
 * with.
 *
 * <p>A change costs one or two microseconds; a lookup some dozens of nanoseconds, also in a full
 * routing table: from some dozen networks on, a table keeps the answers in an index for lookups,
 * which is changed in place. A lookup that finds the index in the middle of a change asks the
 * version instead. Where many lookups meet few changes, {@link #compile} makes a table that is
 * faster and smaller still, and can't be changed.
 */
public final class IpTable<V> {

  /** One version of the table. */
  private record Version(PrefixTrie ipv4, PrefixTrie ipv6) {}

  private static final Version EMPTY = new Version(PrefixTrie.EMPTY, PrefixTrie.EMPTY);

  /** A trie of fewer prefixes answers as fast by itself. */
  private static final int WORTH_AN_INDEX = 64;

  // Written with the lock held, read without.
  private volatile Version version;
  private final Object lock = new Object();

  /**
   * How often a change began or ended, so odd within one. What a reader found in an index counts if
   * this was even before, and is the same afterwards.
   */
  private volatile int changes;

  // Replaced and changed within a change alone; null where there is none.
  private volatile @Nullable PrefixIndex ipv4Index;
  private volatile @Nullable PrefixIndex ipv6Index;

  /** A copy has the same indexes: they are not to be changed. Guarded by the lock. */
  private boolean sharesIndexes;

  private final int worthAnIndex;

  /** Makes an empty table. */
  public IpTable() {
    this(WORTH_AN_INDEX);
  }

  /** For tests: has an index from so many networks on. */
  IpTable(int worthAnIndex) {
    this.worthAnIndex = worthAnIndex;
    version = EMPTY;
  }

  /** A copy, for the holder of the other's lock. */
  private IpTable(IpTable<V> from) {
    worthAnIndex = from.worthAnIndex;
    version = from.version;
    ipv4Index = from.ipv4Index;
    ipv6Index = from.ipv6Index;
    sharesIndexes = true;
    from.sharesIndexes = true;
  }

  /** Returns the number of networks in the table. */
  public int size() {
    Version now = version;
    return now.ipv4.size + now.ipv6.size;
  }

  /** Returns whether there is no network in the table. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Maps a network to a value, and returns the one it was mapped to before, or null where it was
   * not.
   *
   * @throws NullPointerException where the network or the value is null
   */
  public @Nullable V put(IpNetwork network, V value) {
    Objects.requireNonNull(value, "value");
    synchronized (lock) {
      Replaced before = new Replaced();
      change(with(version, network, value, before), List.of(network));
      return value(before.value);
    }
  }

  /** Maps networks to values, all of them in one change: a reader sees none or all. */
  public void putAll(Map<? extends IpNetwork, ? extends V> entries) {
    // Read once and without the lock: the map may change meanwhile, or look into this table.
    var networks = new ArrayList<IpNetwork>();
    var values = new ArrayList<V>();
    entries.forEach(
        (network, value) -> {
          networks.add(Objects.requireNonNull(network, "network"));
          values.add(Objects.requireNonNull(value, "value"));
        });
    synchronized (lock) {
      Version next = version;
      for (int i = 0; i < networks.size(); i++) {
        next = with(next, networks.get(i), values.get(i), new Replaced());
      }
      change(next, networks);
    }
  }

  private static Version with(Version now, IpNetwork network, Object value, Replaced before) {
    int length = network.prefixLength();
    return switch (network.address()) {
      case Ipv4Address a -> new Version(now.ipv4.with(high(a), 0, length, value, before), now.ipv6);
      case Ipv6Address a ->
          new Version(now.ipv4, now.ipv6.with(a.high(), a.low(), length, value, before));
    };
  }

  /** Removes a network and returns what it was mapped to, or null where it was not in the table. */
  public @Nullable V remove(IpNetwork network) {
    int length = network.prefixLength();
    synchronized (lock) {
      Version now = version;
      V before = get(now, network);
      if (before == null) return null;
      Version next =
          switch (network.address()) {
            case Ipv4Address a -> new Version(now.ipv4.without(high(a), 0, length), now.ipv6);
            case Ipv6Address a ->
                new Version(now.ipv4, now.ipv6.without(a.high(), a.low(), length));
          };
      change(next, List.of(network));
      return before;
    }
  }

  /** Removes all networks, in one change. */
  public void clear() {
    synchronized (lock) {
      change(EMPTY, List.of());
    }
  }

  /** Makes the next version the one that readers see, given the networks in which it differs. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // the lock is held
  private void change(Version next, Collection<? extends IpNetwork> changed) {
    changes++;
    VarHandle.storeStoreFence(); // nothing of what follows may seem to come before
    try {
      if (sharesIndexes) {
        ipv4Index = copy(ipv4Index);
        ipv6Index = copy(ipv6Index);
        sharesIndexes = false;
      }
      Version now = version;
      // Mostly the index stays the same object: to write it again would cost a wait.
      if (next.ipv4 != now.ipv4) {
        PrefixIndex index = changed(ipv4Index, next.ipv4, 32, changed);
        if (index != ipv4Index) ipv4Index = index;
      }
      if (next.ipv6 != now.ipv6) {
        PrefixIndex index = changed(ipv6Index, next.ipv6, 128, changed);
        if (index != ipv6Index) ipv6Index = index;
      }
      version = next;
    } catch (Throwable t) { // for want of memory: there is no need for an index
      ipv4Index = null;
      ipv6Index = null;
      throw t;
    } finally {
      changes++;
    }
  }

  private static @Nullable PrefixIndex copy(@Nullable PrefixIndex index) {
    return index == null ? null : index.copy();
  }

  /** Returns an index for the next version of a trie, made of that for the one before. */
  private @Nullable PrefixIndex changed(
      @Nullable PrefixIndex index,
      PrefixTrie next,
      int bits,
      Collection<? extends IpNetwork> changed) {
    if (next.size >= PrefixIndex.TOO_MANY || next.size <= worthAnIndex / 4) return null;
    if (index == null) return next.size < worthAnIndex ? null : new PrefixIndex(next, bits);
    if (!index.suits(next)) return new PrefixIndex(next, bits);
    for (IpNetwork network : changed) {
      switch (network.address()) {
        case Ipv4Address a when bits == 32 -> index.update(next, high(a), network.prefixLength());
        case Ipv6Address a when bits == 128 -> index.update(next, a.high(), network.prefixLength());
        default -> {}
      }
    }
    return index;
  }

  /** Returns what exactly this network is mapped to, or null where it is not in the table. */
  public @Nullable V get(IpNetwork network) {
    return get(version, network);
  }

  private @Nullable V get(Version now, IpNetwork network) {
    int length = network.prefixLength();
    return value(
        switch (network.address()) {
          case Ipv4Address a -> now.ipv4.get(high(a), 0, length);
          case Ipv6Address a -> now.ipv6.get(a.high(), a.low(), length);
        });
  }

  /**
   * Returns the value of the longest network that the address is in, or null where it is in none.
   */
  public @Nullable V lookup(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> lookup(a.bits());
      case Ipv6Address a -> lookup(a.high(), a.low());
    };
  }

  /**
   * Looks up an IPv4 address of these bits, as {@link #lookup(IpAddress)} does, without an object.
   */
  public @Nullable V lookup(int bits) {
    long high = (long) bits << 32;
    int before = changes;
    PrefixIndex index = ipv4Index;
    if (index != null) {
      Object answer = index.answer(high);
      if (answer == null) answer = version.ipv4.all;
      if (answer != PrefixIndex.MORE && isUnchanged(before)) return value(answer);
    }
    return value(version.ipv4.longest(high, 0));
  }

  /**
   * Looks up an IPv6 address of these bits, as {@link #lookup(IpAddress)} does, without an object.
   */
  public @Nullable V lookup(long high, long low) {
    int before = changes;
    PrefixIndex index = ipv6Index;
    if (index != null) {
      Object answer = index.answer(high);
      if (answer == null) answer = version.ipv6.all;
      if (answer != PrefixIndex.MORE && isUnchanged(before)) return value(answer);
    }
    return value(version.ipv6.longest(high, low));
  }

  /** Returns whether what was read of an index since then is good. */
  private boolean isUnchanged(int before) {
    VarHandle.acquireFence(); // what was read was read before this
    return (before & 1) == 0 && changes == before;
  }

  /**
   * Returns the longest network that the address is in and its value, or null where it is in none.
   */
  public Map.@Nullable Entry<IpNetwork, V> longestMatch(IpAddress address) {
    List<Map.Entry<IpNetwork, V>> all = matches(address);
    return all.isEmpty() ? null : all.getLast();
  }

  /** Returns all networks that the address is in with their values, the largest network first. */
  public List<Map.Entry<IpNetwork, V>> matches(IpAddress address) {
    return covering(address.toNetwork());
  }

  /**
   * Returns the networks that have all of this one in them, itself among them where it is in the
   * table, with their values, the largest first.
   */
  public List<Map.Entry<IpNetwork, V>> covering(IpNetwork network) {
    Version now = version;
    var found = new ArrayList<Map.Entry<IpNetwork, V>>();
    int length = network.prefixLength();
    switch (network.address()) {
      case Ipv4Address a ->
          now.ipv4.covering(high(a), 0, length, (h, l, n, v) -> found.add(ipv4Entry(h, n, v)));
      case Ipv6Address a ->
          now.ipv6.covering(
              a.high(), a.low(), length, (h, l, n, v) -> found.add(ipv6Entry(h, l, n, v)));
    }
    return List.copyOf(found);
  }

  /**
   * Returns the networks that lie in this one, itself among them where it is in the table, with
   * their values, in the order of networks. The stream makes each entry when its turn comes.
   */
  public Stream<Map.Entry<IpNetwork, V>> covered(IpNetwork network) {
    Version now = version;
    int length = network.prefixLength();
    return switch (network.address()) {
      case Ipv4Address a -> ipv4Entries(now, high(a), length);
      case Ipv6Address a -> ipv6Entries(now, a.high(), a.low(), length);
    };
  }

  /** Returns all networks with their values, in the order of networks, as {@link #covered} does. */
  public Stream<Map.Entry<IpNetwork, V>> entries() {
    return entries(version);
  }

  private Stream<Map.Entry<IpNetwork, V>> entries(Version now) {
    return Stream.concat(ipv4Entries(now, 0, 0), ipv6Entries(now, 0, 0, 0));
  }

  private Stream<Map.Entry<IpNetwork, V>> ipv4Entries(Version now, long high, int length) {
    return stream(new PrefixWalk(now.ipv4, high, 0, length))
        .map(leaf -> ipv4Entry(leaf.high(), leaf.length(), leaf.value()));
  }

  private Stream<Map.Entry<IpNetwork, V>> ipv6Entries(
      Version now, long high, long low, int length) {
    return stream(new PrefixWalk(now.ipv6, high, low, length))
        .map(leaf -> ipv6Entry(leaf.high(), leaf.low(), leaf.length(), leaf.value()));
  }

  private static Stream<PrefixLeaf> stream(PrefixWalk walk) {
    int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(walk, traits), false);
  }

  /**
   * Returns a table that is as this one is now and changes on its own. Costs nothing at first: the
   * two share what neither has changed. The next change of each copies the index of a large table,
   * a millisecond for a million networks.
   */
  public IpTable<V> copy() {
    synchronized (lock) {
      return new IpTable<>(this);
    }
  }

  /** Returns a faster, read-only table of what is in this one now. */
  public CompiledIpTable<V> compile() {
    Version now = version;
    return CompiledIpTable.of(now.ipv4, now.ipv6);
  }

  /**
   * Returns the bytes that the table takes, without the values: its objects and arrays added up,
   * for a JVM with references of 32 bits, objects of 12 bytes of header and arrays of 16. What
   * copies share is counted in each.
   */
  public long byteSize() {
    synchronized (lock) { // or else an index might change meanwhile
      Version now = version;
      return 88
          + (now.ipv4.byteSize() + byteSize(ipv4Index))
          + (now.ipv6.byteSize() + byteSize(ipv6Index));
    }
  }

  /**
   * Returns the networks and their values in braces, or the first twenty and how many there are.
   */
  @Override
  public String toString() {
    Version now = version;
    int size = now.ipv4.size + now.ipv6.size;
    String first =
        entries(now).limit(20).map(Map.Entry::toString).collect(Collectors.joining(", "));
    return "{" + first + (size <= 20 ? "}" : ", ... in all " + size + " networks}");
  }

  private static long byteSize(@Nullable PrefixIndex index) {
    return index == null ? 0 : index.byteSize();
  }

  private static long high(Ipv4Address address) {
    return (long) address.bits() << 32;
  }

  private Map.Entry<IpNetwork, V> ipv4Entry(long high, int length, Object value) {
    var address = Ipv4Address.ofBits((int) (high >>> 32));
    return Map.entry(Ipv4Network.of(address, length), Objects.requireNonNull(value(value)));
  }

  private Map.Entry<IpNetwork, V> ipv6Entry(long high, long low, int length, Object value) {
    var address = Ipv6Address.of(high, low);
    return Map.entry(Ipv6Network.of(address, length), Objects.requireNonNull(value(value)));
  }

  /** What comes out of a trie of this table is what {@link #put} put in. */
  @SuppressWarnings("unchecked")
  private @Nullable V value(@Nullable Object value) {
    return (V) value;
  }
}

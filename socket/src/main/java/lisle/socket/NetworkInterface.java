package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpInterface;
import lisle.ipaddress.Ipv6Address;
import lisle.sys.AddressStructs;
import lisle.sys.InterfaceCalls;
import lisle.sys.InterfaceFlags;
import lisle.sys.Linux;
import lisle.sys.NameStructs;
import lisle.sys.Pointers;
import lisle.sys.Structs;

/**
 * A network interface of this machine, as it was when it was asked for; getifaddrs(3),
 * netdevice(7). The kernel answers at once, so nothing here waits.
 *
 * @param index its number, 1 or more, which the scope of an IPv6 address may be
 * @param name its name, such as {@code eth0}
 * @param flags what it is and can do
 * @param mtu the most bytes of a packet that it sends whole; 0 if it has gone meanwhile
 * @param hardwareAddress its address on its link, such as {@code 02:00:5e:10:00:01}; empty if none
 * @param addresses its addresses, each with the network on its link
 * @param broadcasts where all hosts of its link listen: as many as its IPv4 addresses have
 * @param peers the hosts at the other end of its addresses: of all, where it leads from one point
 *     to another
 */
public record NetworkInterface(
    int index,
    String name,
    Set<Flag> flags,
    int mtu,
    String hardwareAddress,
    List<IpInterface> addresses,
    List<IpAddress> broadcasts,
    List<IpAddress> peers) {
  private static final long IFA_NEXT = Structs.offset(NameStructs.IFADDRS, "ifa_next");
  private static final long IFA_NAME = Structs.offset(NameStructs.IFADDRS, "ifa_name");
  private static final long IFA_FLAGS = Structs.offset(NameStructs.IFADDRS, "ifa_flags");
  private static final long IFA_ADDR = Structs.offset(NameStructs.IFADDRS, "ifa_addr");

  /** A union: the broadcast address, or that of the other end. */
  private static final long IFA_OTHER = Structs.offset(NameStructs.IFADDRS, "ifa_broadaddr");

  private static final long IFR_DATA = Structs.offset(NameStructs.IFREQ, "ifr_ifru");
  private static final long IFA_NETMASK = Structs.offset(NameStructs.IFADDRS, "ifa_netmask");
  private static final long SLL_IFINDEX = Structs.offset(AddressStructs.SOCKADDR_LL, "sll_ifindex");
  private static final long SLL_HALEN = Structs.offset(AddressStructs.SOCKADDR_LL, "sll_halen");
  private static final long SLL_ADDR = Structs.offset(AddressStructs.SOCKADDR_LL, "sll_addr");

  /**
   * The C library's getifaddrs has more room for a hardware address than the 8 bytes of the struct:
   * InfiniBand has 20.
   */
  private static final int SLL_ADDR_ROOM = 24;

  /** What an interface is and can do, netdevice(7). */
  public enum Flag {
    /** It is switched on. */
    UP(InterfaceFlags.IFF_UP),
    /** It can reach all hosts of its link at once. */
    BROADCAST(InterfaceFlags.IFF_BROADCAST),
    /** It is a loopback. */
    LOOPBACK(InterfaceFlags.IFF_LOOPBACK),
    /** One host is at its other end. */
    POINT_TO_POINT(InterfaceFlags.IFF_POINTOPOINT),
    /** It can send and receive. */
    RUNNING(InterfaceFlags.IFF_RUNNING),
    /** It asks for no addresses of its link, as ARP does. */
    NO_ARP(InterfaceFlags.IFF_NOARP),
    /** It receives what is for others too. */
    PROMISCUOUS(InterfaceFlags.IFF_PROMISC),
    /** It receives all multicast. */
    ALL_MULTICAST(InterfaceFlags.IFF_ALLMULTI),
    /** It is the master of a bundle. */
    MASTER(InterfaceFlags.IFF_MASTER),
    /** It is part of a bundle. */
    SLAVE(InterfaceFlags.IFF_SLAVE),
    /** It can send to groups. */
    MULTICAST(InterfaceFlags.IFF_MULTICAST),
    /** Its link can be of several media. */
    PORT_SELECTION(InterfaceFlags.IFF_PORTSEL),
    /** It finds the medium of its link. */
    AUTOMATIC_MEDIUM(InterfaceFlags.IFF_AUTOMEDIA),
    /** Its addresses are lost when it goes down. */
    DYNAMIC(InterfaceFlags.IFF_DYNAMIC),
    /** Its link is there. */
    LINK_UP(InterfaceFlags.IFF_LOWER_UP),
    /** It waits for something outside, such as a login. */
    DORMANT(InterfaceFlags.IFF_DORMANT),
    /** It echoes what it sends. */
    ECHO(InterfaceFlags.IFF_ECHO);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }

    private static Set<Flag> of(int bits) {
      Set<Flag> flags = EnumSet.noneOf(Flag.class);
      for (Flag flag : values()) if ((bits & flag.bit) != 0) flags.add(flag);
      return flags;
    }
  }

  /** Makes one of its parts. */
  public NetworkInterface {
    Set<Flag> ordered = EnumSet.noneOf(Flag.class);
    ordered.addAll(flags);
    flags = Collections.unmodifiableSet(ordered);
    addresses = List.copyOf(addresses);
    broadcasts = List.copyOf(broadcasts);
    peers = List.copyOf(peers);
  }

  /** Reports whether it is switched on. */
  public boolean isUp() {
    return flags.contains(Flag.UP);
  }

  /** Reports whether it is a loopback. */
  public boolean isLoopback() {
    return flags.contains(Flag.LOOPBACK);
  }

  /**
   * Returns all interfaces, by index.
   *
   * @throws SocketException if the kernel does not tell
   */
  public static List<NetworkInterface> all() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(JAVA_LONG);
      int result = InterfaceCalls.getifaddrs(arena.allocate(JAVA_INT), list);
      if (result < 0) throw Failures.of("getifaddrs", result, null);
      long first = list.get(JAVA_LONG, 0);
      try {
        return read(first);
      } finally {
        InterfaceCalls.freeifaddrs(first);
      }
    }
  }

  /**
   * Returns the interface with a name.
   *
   * @throws SocketException if there is none (ENODEV)
   */
  public static NetworkInterface named(String name) throws IOException {
    for (NetworkInterface one : all()) if (one.name.equals(name)) return one;
    throw Failures.of("network interface " + name, -Linux.ENODEV, null);
  }

  /**
   * Returns the interface with an index.
   *
   * @throws SocketException if there is none (ENXIO)
   */
  public static NetworkInterface withIndex(int index) throws IOException {
    for (NetworkInterface one : all()) if (one.index == index) return one;
    throw Failures.of("network interface " + index, -Linux.ENXIO, null);
  }

  /**
   * Returns the index of the interface with a name; if_nametoindex(3).
   *
   * @return 1 or more
   * @throws SocketException if there is none (ENODEV)
   */
  public static int indexOf(String name) throws IOException {
    AddressQuestion.checkText("network interface", name);
    try (Arena arena = Arena.ofConfined()) {
      int result = InterfaceCalls.ifNametoindex(arena.allocate(JAVA_INT), arena.allocateFrom(name));
      if (result < 0) throw Failures.of("network interface " + name, result, null);
      return result;
    }
  }

  /**
   * Returns the name of the interface with an index; if_indextoname(3).
   *
   * @throws SocketException if there is none (ENXIO)
   */
  public static String nameOf(int index) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(InterfaceFlags.IFNAMSIZ);
      int result = InterfaceCalls.ifIndextoname(arena.allocate(JAVA_INT), index, name);
      if (result < 0) throw Failures.of("network interface " + index, result, null);
      return name.getString(0);
    }
  }

  /** What is known so far of an interface, while the list of its addresses is read. */
  private static final class Draft {
    final String name;
    int index;
    int flags;
    int mtu;
    String hardwareAddress = "";
    final List<IpInterface> addresses = new ArrayList<>();
    final List<IpAddress> broadcasts = new ArrayList<>();
    final List<IpAddress> peers = new ArrayList<>();

    Draft(String name) {
      this.name = name;
    }

    NetworkInterface finish() {
      return new NetworkInterface(
          index, name, Flag.of(flags), mtu, hardwareAddress, addresses, broadcasts, peers);
    }
  }

  /** The C library lists the links first, and then the addresses. */
  private static List<NetworkInterface> read(long first) throws IOException {
    Map<String, Draft> drafts = new HashMap<>();
    for (long at = first; at != 0; ) {
      MemorySegment entry = Pointers.at(at, NameStructs.IFADDRS.byteSize());
      at = entry.get(JAVA_LONG, IFA_NEXT);
      String name = Pointers.string(entry.get(JAVA_LONG, IFA_NAME));
      long address = entry.get(JAVA_LONG, IFA_ADDR);
      int family = address == 0 ? Linux.AF_UNSPEC : Pointers.at(address, 2).get(JAVA_SHORT, 0);
      boolean inet = family == Linux.AF_INET || family == Linux.AF_INET6;
      if (inet) name = labelled(name, drafts);
      Draft draft = drafts.computeIfAbsent(name, Draft::new);
      draft.flags |= entry.get(JAVA_INT, IFA_FLAGS);
      if (family == Linux.AF_PACKET) {
        readLink(draft, Pointers.at(address, SLL_ADDR + SLL_ADDR_ROOM));
      } else if (inet) {
        long mask = entry.get(JAVA_LONG, IFA_NETMASK);
        IpInterface own = IpInterface.of(address(address, name), prefixLength(mask));
        draft.addresses.add(own);
        readOther(draft, entry, own);
      }
    }
    // What has no index by now is gone again, or a label of nobody knows which interface.
    for (Draft draft : drafts.values()) {
      if (draft.index == 0) draft.index = InterfaceIndex.parse(draft.name);
    }
    drafts.values().removeIf(draft -> draft.index <= 0);
    List<NetworkInterface> all = new ArrayList<>();
    readMtu(drafts.values());
    for (Draft draft : drafts.values()) all.add(draft.finish());
    all.sort(Comparator.comparingInt(NetworkInterface::index));
    return List.copyOf(all);
  }

  /**
   * Returns the name of the interface of an address. An IPv4 address may have a label instead,
   * which ip(8) has begin with that name: eth0:1, or eth0web.
   */
  private static String labelled(String label, Map<String, Draft> known) {
    if (known.containsKey(label)) return label;
    int colon = label.indexOf(':');
    if (colon > 0) return label.substring(0, colon);
    String longest = "";
    for (Draft link : known.values()) {
      boolean begins = link.index > 0 && label.startsWith(link.name);
      if (begins && link.name.length() > longest.length()) longest = link.name;
    }
    return longest.isEmpty() ? label : longest;
  }

  private static void readOther(Draft draft, MemorySegment entry, IpInterface own) {
    long other = entry.get(JAVA_LONG, IFA_OTHER);
    int flags = entry.get(JAVA_INT, IFA_FLAGS);
    boolean broadcast = (flags & InterfaceFlags.IFF_BROADCAST) != 0;
    if (other == 0 || !(broadcast || (flags & InterfaceFlags.IFF_POINTOPOINT) != 0)) return;
    IpAddress address = address(other, draft.name);
    if (address.equals(own.address())) return; // so the kernel says that there is none
    // An address can have a peer on a link of many hosts too; IPv6 has no broadcasts.
    boolean peer = own.address().version() == 6 || own.prefixLength() == 32;
    (broadcast && !peer ? draft.broadcasts : draft.peers).add(address);
  }

  private static void readMtu(Iterable<Draft> drafts) throws IOException {
    try (Socket any = Socket.open(Family.UNIX, SocketType.DATAGRAM);
        Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(NameStructs.IFREQ.byteSize(), 8);
      MemorySegment errno = arena.allocate(JAVA_INT);
      for (Draft draft : drafts) {
        request.fill((byte) 0);
        request.setString(0, draft.name);
        if (any.control(errno, InterfaceFlags.SIOCGIFMTU, request) >= 0) {
          draft.mtu = request.get(JAVA_INT, IFR_DATA);
        }
      }
    }
  }

  private static void readLink(Draft draft, MemorySegment link) {
    draft.index = link.get(JAVA_INT_UNALIGNED, SLL_IFINDEX);
    int length = Math.min(link.get(JAVA_BYTE, SLL_HALEN) & 0xFF, SLL_ADDR_ROOM);
    byte[] bytes = link.asSlice(SLL_ADDR, length).toArray(JAVA_BYTE);
    draft.hardwareAddress = HexFormat.ofDelimiter(":").formatHex(bytes);
  }

  private static IpAddress address(long sockaddr, String interfaceName) {
    int family = Pointers.at(sockaddr, 2).get(JAVA_SHORT, 0);
    long size = (family == Linux.AF_INET ? Structs.SOCKADDR_IN : Structs.SOCKADDR_IN6).byteSize();
    SocketAddress address = Sockaddr.read(Pointers.at(sockaddr, size), (int) size);
    IpAddress ip = ((InetAddressAndPort) address).address();
    if (ip instanceof Ipv6Address v6 && v6.scope() != null) return v6.withScope(interfaceName);
    return ip;
  }

  /** The ones of a mask, which the C library makes of the kernel's prefix length. */
  private static int prefixLength(long mask) {
    int family = Pointers.at(mask, 2).get(JAVA_SHORT, 0);
    boolean v4 = family == Linux.AF_INET;
    long at =
        Structs.offset(
            v4 ? Structs.SOCKADDR_IN : Structs.SOCKADDR_IN6, v4 ? "sin_addr" : "sin6_addr");
    int bits = 0;
    for (byte b : Pointers.at(mask + at, v4 ? 4 : 16).toArray(JAVA_BYTE)) {
      bits += Integer.bitCount(b & 0xFF);
    }
    return bits;
  }
}

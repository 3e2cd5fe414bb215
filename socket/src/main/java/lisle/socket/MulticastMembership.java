package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import lisle.ipaddress.IpAddress;
import lisle.sys.OptionStructs;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * A multicast group that a socket listens to, RFC 3678.
 *
 * @param group the group
 * @param interfaceIndex the interface to listen on; 0 for the one that is the scope of the group,
 *     and where it has none, leaves the choice to the routes
 * @param source the only sender to hear, for source-specific multicast; null for all
 */
public record MulticastMembership(IpAddress group, int interfaceIndex, @Nullable IpAddress source) {
  static final int SIZE = (int) OptionStructs.GROUP_SOURCE_REQ.byteSize();
  private static final long GROUP = Structs.offset(OptionStructs.GROUP_REQ, "gr_group");
  private static final long SCOPE = Structs.offset(Structs.SOCKADDR_IN6, "sin6_scope_id");
  private static final long SOURCE = Structs.offset(OptionStructs.GROUP_SOURCE_REQ, "gsr_source");

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if the group is no multicast address, or the source is of the
   *     other version
   */
  public MulticastMembership {
    if (!group.isMulticast()) {
      throw new IllegalArgumentException(group + " is no multicast address");
    }
    if (source != null) Codec.checkSameVersion(group, source);
  }

  /** Makes the one of every sender. */
  public MulticastMembership(IpAddress group, int interfaceIndex) {
    this(group, interfaceIndex, null);
  }

  int write(MemorySegment to) throws IOException {
    MemorySegment address = to.asSlice(GROUP, Sockaddr.SIZE);
    Sockaddr.write(SocketAddress.of(group, 0), address);
    int scope = group.version() == 6 ? address.get(JAVA_INT_UNALIGNED, SCOPE) : 0;
    to.set(JAVA_INT_UNALIGNED, 0, interfaceIndex != 0 ? interfaceIndex : scope);
    if (source == null) return (int) OptionStructs.GROUP_REQ.byteSize();
    Sockaddr.write(SocketAddress.of(source, 0), to.asSlice(SOURCE, Sockaddr.SIZE));
    return SIZE;
  }

  /** What a message says of it. */
  String text() {
    String from = source == null ? "" : " from " + source;
    return group + from + (interfaceIndex == 0 ? "" : " on " + InterfaceIndex.text(interfaceIndex));
  }

  SocketOption<MulticastMembership> joining() {
    boolean v4 = group.version() == 4;
    if (source == null) return v4 ? IpOption.MCAST_JOIN_GROUP : Ipv6Option.MCAST_JOIN_GROUP;
    return v4 ? IpOption.MCAST_JOIN_SOURCE_GROUP : Ipv6Option.MCAST_JOIN_SOURCE_GROUP;
  }

  SocketOption<MulticastMembership> leaving() {
    boolean v4 = group.version() == 4;
    if (source == null) return v4 ? IpOption.MCAST_LEAVE_GROUP : Ipv6Option.MCAST_LEAVE_GROUP;
    return v4 ? IpOption.MCAST_LEAVE_SOURCE_GROUP : Ipv6Option.MCAST_LEAVE_SOURCE_GROUP;
  }
}

package lisle.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The C structures that are the same on every platform with a table, under their C names, and the
 * offsets of the members that the rooms above read and write. A pointer is a {@code long} here.
 * More stand in {@link AddressStructs}, {@link NameStructs}, {@link OptionStructs} and {@link
 * TcpStructs}.
 */
public final class Structs {
  public static final StructLayout SOCKADDR_IN =
      structLayout(
              JAVA_SHORT.withName("sin_family"),
              JAVA_SHORT.withName("sin_port"),
              JAVA_INT.withName("sin_addr"),
              paddingLayout(8))
          .withName("sockaddr_in");

  public static final StructLayout SOCKADDR_IN6 =
      structLayout(
              JAVA_SHORT.withName("sin6_family"),
              JAVA_SHORT.withName("sin6_port"),
              JAVA_INT.withName("sin6_flowinfo"),
              sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
              JAVA_INT.withName("sin6_scope_id"))
          .withName("sockaddr_in6");

  public static final StructLayout SOCKADDR_UN =
      structLayout(
              JAVA_SHORT.withName("sun_family"),
              sequenceLayout(108, JAVA_BYTE).withName("sun_path"))
          .withName("sockaddr_un");

  public static final StructLayout SOCKADDR_STORAGE =
      structLayout(
              JAVA_SHORT.withName("ss_family"), paddingLayout(6), sequenceLayout(15, JAVA_LONG))
          .withName("sockaddr_storage");

  public static final StructLayout IOVEC =
      structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len")).withName("iovec");

  public static final StructLayout MSGHDR =
      structLayout(
              JAVA_LONG.withName("msg_name"),
              JAVA_INT.withName("msg_namelen"),
              paddingLayout(4),
              JAVA_LONG.withName("msg_iov"),
              JAVA_LONG.withName("msg_iovlen"),
              JAVA_LONG.withName("msg_control"),
              JAVA_LONG.withName("msg_controllen"),
              JAVA_INT.withName("msg_flags"),
              paddingLayout(4))
          .withName("msghdr");

  public static final StructLayout MMSGHDR =
      structLayout(MSGHDR.withName("msg_hdr"), JAVA_INT.withName("msg_len"), paddingLayout(4))
          .withName("mmsghdr");

  public static final StructLayout CMSGHDR =
      structLayout(
              JAVA_LONG.withName("cmsg_len"),
              JAVA_INT.withName("cmsg_level"),
              JAVA_INT.withName("cmsg_type"))
          .withName("cmsghdr");

  public static final StructLayout POLLFD =
      structLayout(
              JAVA_INT.withName("fd"),
              JAVA_SHORT.withName("events"),
              JAVA_SHORT.withName("revents"))
          .withName("pollfd");

  public static final StructLayout TIMESPEC =
      structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"))
          .withName("timespec");

  public static final StructLayout TIMEVAL =
      structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_usec")).withName("timeval");

  public static final StructLayout LINGER =
      structLayout(JAVA_INT.withName("l_onoff"), JAVA_INT.withName("l_linger")).withName("linger");

  public static final StructLayout ADDRINFO =
      structLayout(
              JAVA_INT.withName("ai_flags"),
              JAVA_INT.withName("ai_family"),
              JAVA_INT.withName("ai_socktype"),
              JAVA_INT.withName("ai_protocol"),
              JAVA_INT.withName("ai_addrlen"),
              paddingLayout(4),
              JAVA_LONG.withName("ai_addr"),
              JAVA_LONG.withName("ai_canonname"),
              JAVA_LONG.withName("ai_next"))
          .withName("addrinfo");

  private Structs() {}

  /** Returns the offset in bytes of the member of that C name. */
  public static long offset(MemoryLayout struct, String member) {
    return struct.byteOffset(groupElement(member));
  }
}

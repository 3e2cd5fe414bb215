package lisle.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.StructLayout;

/**
 * What name and interface lookups give, under their C names. A pointer is a {@code long} here, and
 * an array of bytes is a sequence.
 */
public final class NameStructs {
  public static final StructLayout HOSTENT =
      structLayout(
              JAVA_LONG.withName("h_name"),
              JAVA_LONG.withName("h_aliases"),
              JAVA_INT.withName("h_addrtype"),
              JAVA_INT.withName("h_length"),
              JAVA_LONG.withName("h_addr_list"))
          .withName("hostent");

  // s_port is in network byte order, in the first two bytes.
  public static final StructLayout SERVENT =
      structLayout(
              JAVA_LONG.withName("s_name"),
              JAVA_LONG.withName("s_aliases"),
              JAVA_INT.withName("s_port"),
              paddingLayout(4),
              JAVA_LONG.withName("s_proto"))
          .withName("servent");

  public static final StructLayout PROTOENT =
      structLayout(
              JAVA_LONG.withName("p_name"),
              JAVA_LONG.withName("p_aliases"),
              JAVA_INT.withName("p_proto"),
              paddingLayout(4))
          .withName("protoent");

  public static final StructLayout IFADDRS =
      structLayout(
              JAVA_LONG.withName("ifa_next"),
              JAVA_LONG.withName("ifa_name"),
              JAVA_INT.withName("ifa_flags"),
              paddingLayout(4),
              JAVA_LONG.withName("ifa_addr"),
              JAVA_LONG.withName("ifa_netmask"),
              JAVA_LONG.withName("ifa_broadaddr"),
              JAVA_LONG.withName("ifa_data"))
          .withName("ifaddrs");

  public static final StructLayout IF_NAMEINDEX =
      structLayout(JAVA_INT.withName("if_index"), paddingLayout(4), JAVA_LONG.withName("if_name"))
          .withName("if_nameindex");

  // The union holds what the request is about: a socket address, flags as a short, an integer.
  public static final StructLayout IFREQ =
      structLayout(
              sequenceLayout(16, JAVA_BYTE).withName("ifr_name"),
              sequenceLayout(24, JAVA_BYTE).withName("ifr_ifru"))
          .withName("ifreq");

  public static final StructLayout UTSNAME =
      structLayout(
              sequenceLayout(65, JAVA_BYTE).withName("sysname"),
              sequenceLayout(65, JAVA_BYTE).withName("nodename"),
              sequenceLayout(65, JAVA_BYTE).withName("release"),
              sequenceLayout(65, JAVA_BYTE).withName("version"),
              sequenceLayout(65, JAVA_BYTE).withName("machine"),
              sequenceLayout(65, JAVA_BYTE).withName("domainname"))
          .withName("utsname");

  private NameStructs() {}
}

package lisle.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.StructLayout;

/**
 * The addresses of the families beside those in {@link Structs}, under their C names; {@link
 * Structs#offset} finds their members.
 */
public final class AddressStructs {
  public static final StructLayout SOCKADDR_NL =
      structLayout(
              JAVA_SHORT.withName("nl_family"),
              paddingLayout(2),
              JAVA_INT.withName("nl_pid"),
              JAVA_INT.withName("nl_groups"))
          .withName("sockaddr_nl");

  public static final StructLayout SOCKADDR_LL =
      structLayout(
              JAVA_SHORT.withName("sll_family"),
              JAVA_SHORT.withName("sll_protocol"),
              JAVA_INT.withName("sll_ifindex"),
              JAVA_SHORT.withName("sll_hatype"),
              JAVA_BYTE.withName("sll_pkttype"),
              JAVA_BYTE.withName("sll_halen"),
              sequenceLayout(8, JAVA_BYTE).withName("sll_addr"))
          .withName("sockaddr_ll");

  public static final StructLayout SOCKADDR_VM =
      structLayout(
              JAVA_SHORT.withName("svm_family"),
              JAVA_SHORT.withName("svm_reserved1"),
              JAVA_INT.withName("svm_port"),
              JAVA_INT.withName("svm_cid"),
              JAVA_BYTE.withName("svm_flags"),
              paddingLayout(3))
          .withName("sockaddr_vm");

  /**
   * The union {@code can_addr} holds two integers, {@code rx_id} and {@code tx_id}, for ISO-TP; and
   * for J1939 a {@code long} name, an integer {@code pgn} at 8 and a byte {@code addr} at 12.
   */
  public static final StructLayout SOCKADDR_CAN =
      structLayout(
              JAVA_SHORT.withName("can_family"),
              paddingLayout(2),
              JAVA_INT.withName("can_ifindex"),
              sequenceLayout(16, JAVA_BYTE).withName("can_addr"))
          .withName("sockaddr_can");

  public static final StructLayout SOCKADDR_ALG =
      structLayout(
              JAVA_SHORT.withName("salg_family"),
              sequenceLayout(14, JAVA_BYTE).withName("salg_type"),
              JAVA_INT.withName("salg_feat"),
              JAVA_INT.withName("salg_mask"),
              sequenceLayout(64, JAVA_BYTE).withName("salg_name"))
          .withName("sockaddr_alg");

  public static final StructLayout SOCKADDR_XDP =
      structLayout(
              JAVA_SHORT.withName("sxdp_family"),
              JAVA_SHORT.withName("sxdp_flags"),
              JAVA_INT.withName("sxdp_ifindex"),
              JAVA_INT.withName("sxdp_queue_id"),
              JAVA_INT.withName("sxdp_shared_umem_fd"))
          .withName("sockaddr_xdp");

  private AddressStructs() {}
}

package lisle.sys;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static lisle.sys.Structs.SOCKADDR_STORAGE;

import java.lang.foreign.StructLayout;

/** What the options of TCP take and give, tcp(7), under their C names. */
public final class TcpStructs {
  /**
   * What {@code TCP_INFO} gives, as far as Linux 6.18 has grown it: the kernel says by the length
   * that it returns how much of it it knows. Times are in microseconds, but for {@code tcpi_last_*}
   * and {@code tcpi_total_rto_time}, which are in milliseconds.
   *
   * <p>C gives bit-fields no offset. Byte {@value #TCP_INFO_WSCALE} holds {@code tcpi_snd_wscale}
   * in its low four bits and {@code tcpi_rcv_wscale} in its high four; byte {@value
   * #TCP_INFO_LIMITS} holds {@code tcpi_delivery_rate_app_limited} in its lowest bit and {@code
   * tcpi_fastopen_client_fail} in the two above. The last four bytes, about accurate ECN, have had
   * two shapes since 6.18 and stay unnamed.
   */
  public static final StructLayout TCP_INFO =
      structLayout(
              JAVA_BYTE.withName("tcpi_state"),
              JAVA_BYTE.withName("tcpi_ca_state"),
              JAVA_BYTE.withName("tcpi_retransmits"),
              JAVA_BYTE.withName("tcpi_probes"),
              JAVA_BYTE.withName("tcpi_backoff"),
              JAVA_BYTE.withName("tcpi_options"),
              paddingLayout(2),
              JAVA_INT.withName("tcpi_rto"),
              JAVA_INT.withName("tcpi_ato"),
              JAVA_INT.withName("tcpi_snd_mss"),
              JAVA_INT.withName("tcpi_rcv_mss"),
              JAVA_INT.withName("tcpi_unacked"),
              JAVA_INT.withName("tcpi_sacked"),
              JAVA_INT.withName("tcpi_lost"),
              JAVA_INT.withName("tcpi_retrans"),
              JAVA_INT.withName("tcpi_fackets"),
              JAVA_INT.withName("tcpi_last_data_sent"),
              JAVA_INT.withName("tcpi_last_ack_sent"),
              JAVA_INT.withName("tcpi_last_data_recv"),
              JAVA_INT.withName("tcpi_last_ack_recv"),
              JAVA_INT.withName("tcpi_pmtu"),
              JAVA_INT.withName("tcpi_rcv_ssthresh"),
              JAVA_INT.withName("tcpi_rtt"),
              JAVA_INT.withName("tcpi_rttvar"),
              JAVA_INT.withName("tcpi_snd_ssthresh"),
              JAVA_INT.withName("tcpi_snd_cwnd"),
              JAVA_INT.withName("tcpi_advmss"),
              JAVA_INT.withName("tcpi_reordering"),
              JAVA_INT.withName("tcpi_rcv_rtt"),
              JAVA_INT.withName("tcpi_rcv_space"),
              JAVA_INT.withName("tcpi_total_retrans"),
              JAVA_LONG.withName("tcpi_pacing_rate"),
              JAVA_LONG.withName("tcpi_max_pacing_rate"),
              JAVA_LONG.withName("tcpi_bytes_acked"),
              JAVA_LONG.withName("tcpi_bytes_received"),
              JAVA_INT.withName("tcpi_segs_out"),
              JAVA_INT.withName("tcpi_segs_in"),
              JAVA_INT.withName("tcpi_notsent_bytes"),
              JAVA_INT.withName("tcpi_min_rtt"),
              JAVA_INT.withName("tcpi_data_segs_in"),
              JAVA_INT.withName("tcpi_data_segs_out"),
              JAVA_LONG.withName("tcpi_delivery_rate"),
              JAVA_LONG.withName("tcpi_busy_time"),
              JAVA_LONG.withName("tcpi_rwnd_limited"),
              JAVA_LONG.withName("tcpi_sndbuf_limited"),
              JAVA_INT.withName("tcpi_delivered"),
              JAVA_INT.withName("tcpi_delivered_ce"),
              JAVA_LONG.withName("tcpi_bytes_sent"),
              JAVA_LONG.withName("tcpi_bytes_retrans"),
              JAVA_INT.withName("tcpi_dsack_dups"),
              JAVA_INT.withName("tcpi_reord_seen"),
              JAVA_INT.withName("tcpi_rcv_ooopack"),
              JAVA_INT.withName("tcpi_snd_wnd"),
              JAVA_INT.withName("tcpi_rcv_wnd"),
              JAVA_INT.withName("tcpi_rehash"),
              JAVA_SHORT.withName("tcpi_total_rto"),
              JAVA_SHORT.withName("tcpi_total_rto_recoveries"),
              JAVA_INT.withName("tcpi_total_rto_time"),
              JAVA_INT.withName("tcpi_received_ce"),
              JAVA_INT.withName("tcpi_delivered_e1_bytes"),
              JAVA_INT.withName("tcpi_delivered_e0_bytes"),
              JAVA_INT.withName("tcpi_delivered_ce_bytes"),
              JAVA_INT.withName("tcpi_received_e1_bytes"),
              JAVA_INT.withName("tcpi_received_e0_bytes"),
              JAVA_INT.withName("tcpi_received_ce_bytes"),
              paddingLayout(4))
          .withName("tcp_info");

  public static final StructLayout TCP_MD5SIG =
      structLayout(
              SOCKADDR_STORAGE.withName("tcpm_addr"),
              JAVA_BYTE.withName("tcpm_flags"),
              JAVA_BYTE.withName("tcpm_prefixlen"),
              JAVA_SHORT.withName("tcpm_keylen"),
              JAVA_INT.withName("tcpm_ifindex"),
              sequenceLayout(80, JAVA_BYTE).withName("tcpm_key"))
          .withName("tcp_md5sig");

  public static final StructLayout TCP_REPAIR_OPT =
      structLayout(JAVA_INT.withName("opt_code"), JAVA_INT.withName("opt_val"))
          .withName("tcp_repair_opt");

  public static final StructLayout TCP_REPAIR_WINDOW =
      structLayout(
              JAVA_INT.withName("snd_wl1"),
              JAVA_INT.withName("snd_wnd"),
              JAVA_INT.withName("max_window"),
              JAVA_INT.withName("rcv_wnd"),
              JAVA_INT.withName("rcv_wup"))
          .withName("tcp_repair_window");

  /** The offset of the byte of the two window scales in {@link #TCP_INFO}. */
  public static final int TCP_INFO_WSCALE = 6;

  /** The offset of the byte of flags in {@link #TCP_INFO}. */
  public static final int TCP_INFO_LIMITS = 7;

  private TcpStructs() {}
}

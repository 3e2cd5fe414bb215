package lisle.sys;

/**
 * The types of control messages, cmsg(3), and what they carry. Many more bear the name of the
 * option that asks for them, in the files of options.
 */
public final class ControlMessages {
  // At SOL_SOCKET
  public static final int SCM_RIGHTS = 1;
  public static final int SCM_CREDENTIALS = 2;

  @Since(value = "2.6.18", inHeaders = false)
  public static final int SCM_SECURITY = 3;

  @Since(value = "6.5", inHeaders = false)
  public static final int SCM_PIDFD = 4;

  public static final int SCM_TIMESTAMP = 29;
  public static final int SCM_TIMESTAMPNS = 35;
  public static final int SCM_TIMESTAMPING = 37;
  public static final int SCM_TIMESTAMPING_OPT_STATS = 54;
  public static final int SCM_TIMESTAMPING_PKTINFO = 58;
  public static final int SCM_TXTIME = 61;
  public static final int SCM_WIFI_STATUS = 41;

  @Since("6.13")
  public static final int SCM_TS_OPT_ID = 81;

  @Since("6.17")
  public static final int SCM_INQ = 84;

  // How many descriptors one SCM_RIGHTS carries at most, unix(7)
  @Since(value = "2.6.38", inHeaders = false)
  public static final int SCM_MAX_FD = 253;

  // Where an error of the error queue comes from, ip(7)
  public static final int SO_EE_ORIGIN_NONE = 0;
  public static final int SO_EE_ORIGIN_LOCAL = 1;
  public static final int SO_EE_ORIGIN_ICMP = 2;
  public static final int SO_EE_ORIGIN_ICMP6 = 3;
  public static final int SO_EE_ORIGIN_TXSTATUS = 4;
  public static final int SO_EE_ORIGIN_TIMESTAMPING = 4;
  public static final int SO_EE_ORIGIN_ZEROCOPY = 5;
  public static final int SO_EE_ORIGIN_TXTIME = 6;

  // The codes of such an error
  public static final int SO_EE_CODE_ZEROCOPY_COPIED = 1;
  public static final int SO_EE_CODE_TXTIME_INVALID_PARAM = 1;
  public static final int SO_EE_CODE_TXTIME_MISSED = 2;
  public static final int SO_EE_RFC4884_FLAG_INVALID = 1;

  // Which moment a timestamp of a sent packet is of
  public static final int SCM_TSTAMP_SND = 0;
  public static final int SCM_TSTAMP_SCHED = 1;
  public static final int SCM_TSTAMP_ACK = 2;

  @Since("6.15")
  public static final int SCM_TSTAMP_COMPLETION = 3;

  // What SO_TIMESTAMPING takes
  public static final int SOF_TIMESTAMPING_TX_HARDWARE = 1;
  public static final int SOF_TIMESTAMPING_TX_SOFTWARE = 2;
  public static final int SOF_TIMESTAMPING_RX_HARDWARE = 4;
  public static final int SOF_TIMESTAMPING_RX_SOFTWARE = 8;
  public static final int SOF_TIMESTAMPING_SOFTWARE = 16;
  public static final int SOF_TIMESTAMPING_SYS_HARDWARE = 32;
  public static final int SOF_TIMESTAMPING_RAW_HARDWARE = 0x40;
  public static final int SOF_TIMESTAMPING_OPT_ID = 0x80;
  public static final int SOF_TIMESTAMPING_TX_SCHED = 0x100;
  public static final int SOF_TIMESTAMPING_TX_ACK = 0x200;
  public static final int SOF_TIMESTAMPING_OPT_CMSG = 0x400;
  public static final int SOF_TIMESTAMPING_OPT_TSONLY = 0x800;
  public static final int SOF_TIMESTAMPING_OPT_STATS = 0x1000;
  public static final int SOF_TIMESTAMPING_OPT_PKTINFO = 0x2000;
  public static final int SOF_TIMESTAMPING_OPT_TX_SWHW = 0x4000;
  public static final int SOF_TIMESTAMPING_BIND_PHC = 0x8000;

  @Since("6.2")
  public static final int SOF_TIMESTAMPING_OPT_ID_TCP = 0x10000;

  @Since("6.12")
  public static final int SOF_TIMESTAMPING_OPT_RX_FILTER = 0x20000;

  @Since("6.15")
  public static final int SOF_TIMESTAMPING_TX_COMPLETION = 0x40000;

  // What SO_TXTIME takes
  public static final int SOF_TXTIME_DEADLINE_MODE = 1;
  public static final int SOF_TXTIME_REPORT_ERRORS = 2;

  private ControlMessages() {}
}

package lisle.sys;

/** The options of TCP beside those in {@link Linux}, tcp(7), and what they take and give. */
public final class TcpOptions {
  // One connection
  public static final int TCP_SYNCNT = 7;
  public static final int TCP_LINGER2 = 8;
  public static final int TCP_DEFER_ACCEPT = 9;
  public static final int TCP_WINDOW_CLAMP = 10;
  public static final int TCP_CONGESTION = 13;
  public static final int TCP_CC_INFO = 26;
  public static final int TCP_THIN_LINEAR_TIMEOUTS = 16;
  public static final int TCP_THIN_DUPACK = 17;
  public static final int TCP_TIMESTAMP = 24;
  public static final int TCP_NOTSENT_LOWAT = 25;
  public static final int TCP_SAVE_SYN = 27;
  public static final int TCP_SAVED_SYN = 28;
  public static final int TCP_ULP = 31;
  public static final int TCP_INQ = 36;
  public static final int TCP_CM_INQ = 36;
  public static final int TCP_TX_DELAY = 37;
  public static final int TCP_ZEROCOPY_RECEIVE = 35;

  @Since("6.10")
  public static final int TCP_IS_MPTCP = 43;

  @Since("6.15")
  public static final int TCP_RTO_MAX_MS = 44;

  @Since("6.15")
  public static final int TCP_RTO_MIN_US = 45;

  @Since("6.15")
  public static final int TCP_DELACK_MAX_US = 46;

  // Fast open, RFC 7413
  public static final int TCP_FASTOPEN = 23;
  public static final int TCP_FASTOPEN_CONNECT = 30;
  public static final int TCP_FASTOPEN_KEY = 33;
  public static final int TCP_FASTOPEN_NO_COOKIE = 34;

  // What tcpi_fastopen_client_fail says
  public static final int TFO_STATUS_UNSPEC = 0;
  public static final int TFO_COOKIE_UNAVAILABLE = 1;
  public static final int TFO_DATA_NOT_ACKED = 2;
  public static final int TFO_SYN_RETRANSMITTED = 3;

  // Authentication, RFC 2385 and RFC 5925
  public static final int TCP_MD5SIG = 14;
  public static final int TCP_MD5SIG_EXT = 32;
  public static final int TCP_MD5SIG_MAXKEYLEN = 80;
  public static final int TCP_MD5SIG_FLAG_PREFIX = 1;
  public static final int TCP_MD5SIG_FLAG_IFINDEX = 2;

  @Since("6.7")
  public static final int TCP_AO_ADD_KEY = 38;

  @Since("6.7")
  public static final int TCP_AO_DEL_KEY = 39;

  @Since("6.7")
  public static final int TCP_AO_INFO = 40;

  @Since("6.7")
  public static final int TCP_AO_GET_KEYS = 41;

  @Since("6.7")
  public static final int TCP_AO_REPAIR = 42;

  // Repair: a connection saved and restored
  public static final int TCP_REPAIR = 19;
  public static final int TCP_REPAIR_QUEUE = 20;
  public static final int TCP_QUEUE_SEQ = 21;
  public static final int TCP_REPAIR_OPTIONS = 22;
  public static final int TCP_REPAIR_WINDOW = 29;
  public static final int TCP_REPAIR_ON = 1;
  public static final int TCP_REPAIR_OFF = 0;
  public static final int TCP_REPAIR_OFF_NO_WP = -1;
  public static final int TCP_NO_QUEUE = 0;
  public static final int TCP_RECV_QUEUE = 1;
  public static final int TCP_SEND_QUEUE = 2;

  // The bits of tcpi_options
  public static final int TCPI_OPT_TIMESTAMPS = 1;
  public static final int TCPI_OPT_SACK = 2;
  public static final int TCPI_OPT_WSCALE = 4;
  public static final int TCPI_OPT_ECN = 8;
  public static final int TCPI_OPT_ECN_SEEN = 16;
  public static final int TCPI_OPT_SYN_DATA = 32;

  @Since("6.7")
  public static final int TCPI_OPT_USEC_TS = 0x40;

  @Since("6.16")
  public static final int TCPI_OPT_TFO_CHILD = 0x80;

  // The values of tcpi_ca_state
  public static final int TCP_CA_Open = 0;
  public static final int TCP_CA_Disorder = 1;
  public static final int TCP_CA_CWR = 2;
  public static final int TCP_CA_Recovery = 3;
  public static final int TCP_CA_Loss = 4;

  // Attributes of SCM_TIMESTAMPING_OPT_STATS
  public static final int TCP_NLA_PAD = 0;
  public static final int TCP_NLA_BUSY = 1;
  public static final int TCP_NLA_RWND_LIMITED = 2;
  public static final int TCP_NLA_SNDBUF_LIMITED = 3;
  public static final int TCP_NLA_DATA_SEGS_OUT = 4;
  public static final int TCP_NLA_TOTAL_RETRANS = 5;
  public static final int TCP_NLA_PACING_RATE = 6;
  public static final int TCP_NLA_DELIVERY_RATE = 7;
  public static final int TCP_NLA_SND_CWND = 8;
  public static final int TCP_NLA_REORDERING = 9;
  public static final int TCP_NLA_MIN_RTT = 10;
  public static final int TCP_NLA_RECUR_RETRANS = 11;
  public static final int TCP_NLA_DELIVERY_RATE_APP_LMT = 12;
  public static final int TCP_NLA_SNDQ_SIZE = 13;
  public static final int TCP_NLA_CA_STATE = 14;
  public static final int TCP_NLA_SND_SSTHRESH = 15;
  public static final int TCP_NLA_DELIVERED = 16;
  public static final int TCP_NLA_DELIVERED_CE = 17;
  public static final int TCP_NLA_BYTES_SENT = 18;
  public static final int TCP_NLA_BYTES_RETRANS = 19;
  public static final int TCP_NLA_DSACK_DUPS = 20;
  public static final int TCP_NLA_REORD_SEEN = 21;
  public static final int TCP_NLA_SRTT = 22;
  public static final int TCP_NLA_TIMEOUT_REHASH = 23;
  public static final int TCP_NLA_BYTES_NOTSENT = 24;
  public static final int TCP_NLA_EDT = 25;
  public static final int TCP_NLA_TTL = 26;

  // Multipath TCP
  public static final int MPTCP_INFO = 1;
  public static final int MPTCP_TCPINFO = 2;
  public static final int MPTCP_SUBFLOW_ADDRS = 3;

  @Since("6.5")
  public static final int MPTCP_FULL_INFO = 4;

  private TcpOptions() {}
}

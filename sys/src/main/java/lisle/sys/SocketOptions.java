package lisle.sys;

/**
 * The options of every socket beside those in {@link Linux}, socket(7), and the levels of the other
 * families.
 */
public final class SocketOptions {
  // Levels
  public static final int SOL_IP = 0;
  public static final int SOL_IPV6 = 41;
  public static final int SOL_RAW = 255;
  public static final int SOL_ICMPV6 = 58;
  public static final int SOL_TCP = 6;
  public static final int SOL_MPTCP = 284;
  public static final int SOL_PACKET = 263;
  public static final int SOL_NETLINK = 270;

  @Since("6.7")
  public static final int SOL_VSOCK = 287;

  public static final int SOL_XDP = 283;
  public static final int SOL_TLS = 282;
  public static final int SOL_ALG = 279;

  // Identity and permission
  public static final int SO_PEERSEC = 31;
  public static final int SO_PASSSEC = 34;
  public static final int SO_PEERGROUPS = 59;

  @Since("6.5")
  public static final int SO_PASSPIDFD = 76;

  @Since("6.5")
  public static final int SO_PEERPIDFD = 77;

  @Since("6.16")
  public static final int SO_PASSRIGHTS = 83;

  public static final int SO_COOKIE = 57;
  public static final int SO_NETNS_COOKIE = 71;
  public static final int SO_PEERNAME = 28;

  // Buffers
  public static final int SO_SNDBUFFORCE = 32;
  public static final int SO_RCVBUFFORCE = 33;
  public static final int SO_BUF_LOCK = 72;
  public static final int SO_RESERVE_MEM = 73;
  public static final int SO_MEMINFO = 55;
  public static final int SO_RXQ_OVFL = 40;
  public static final int SO_PEEK_OFF = 42;

  @Since("6.17")
  public static final int SO_INQ = 84;

  // What SO_BUF_LOCK holds
  public static final int SOCK_SNDBUF_LOCK = 1;
  public static final int SOCK_RCVBUF_LOCK = 2;

  // Indexes into what SO_MEMINFO gives
  public static final int SK_MEMINFO_RMEM_ALLOC = 0;
  public static final int SK_MEMINFO_RCVBUF = 1;
  public static final int SK_MEMINFO_WMEM_ALLOC = 2;
  public static final int SK_MEMINFO_SNDBUF = 3;
  public static final int SK_MEMINFO_FWD_ALLOC = 4;
  public static final int SK_MEMINFO_WMEM_QUEUED = 5;
  public static final int SK_MEMINFO_OPTMEM = 6;
  public static final int SK_MEMINFO_BACKLOG = 7;
  public static final int SK_MEMINFO_DROPS = 8;
  public static final int SK_MEMINFO_VARS = 9;

  // Time
  public static final int SO_RCVTIMEO = 20;
  public static final int SO_SNDTIMEO = 21;
  public static final int SO_TIMESTAMP = 29;
  public static final int SO_TIMESTAMPNS = 35;
  public static final int SO_TIMESTAMPING = 37;
  public static final int SO_TIMESTAMP_NEW = 63;
  public static final int SO_TIMESTAMPNS_NEW = 64;
  public static final int SO_TIMESTAMPING_NEW = 65;
  public static final int SO_RCVTIMEO_NEW = 66;
  public static final int SO_SNDTIMEO_NEW = 67;
  public static final int SO_TXTIME = 61;

  // Routes and queues
  public static final int SO_BINDTODEVICE = 25;
  public static final int SO_BINDTOIFINDEX = 62;
  public static final int SO_MARK = 36;
  public static final int SO_RCVMARK = 75;
  public static final int SO_PRIORITY = 12;

  @Since("6.14")
  public static final int SO_RCVPRIORITY = 82;

  public static final int SO_MAX_PACING_RATE = 47;
  public static final int SO_TXREHASH = 74;
  public static final int SO_CNX_ADVICE = 53;
  public static final int SO_INCOMING_NAPI_ID = 56;
  public static final int SO_BUSY_POLL = 46;
  public static final int SO_PREFER_BUSY_POLL = 69;
  public static final int SO_BUSY_POLL_BUDGET = 70;
  public static final int SO_NO_CHECK = 11;
  public static final int SO_NOFCS = 43;
  public static final int SO_WIFI_STATUS = 41;
  public static final int SO_BSDCOMPAT = 14;
  public static final int SO_SELECT_ERR_QUEUE = 45;

  // What SO_TXREHASH takes
  public static final int SOCK_TXREHASH_DEFAULT = 255;
  public static final int SOCK_TXREHASH_DISABLED = 0;
  public static final int SOCK_TXREHASH_ENABLED = 1;

  // Filters
  public static final int SO_ATTACH_FILTER = 26;
  public static final int SO_DETACH_FILTER = 27;
  public static final int SO_GET_FILTER = 26;
  public static final int SO_LOCK_FILTER = 44;
  public static final int SO_ATTACH_BPF = 50;
  public static final int SO_DETACH_BPF = 27;
  public static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  public static final int SO_ATTACH_REUSEPORT_EBPF = 52;
  public static final int SO_DETACH_REUSEPORT_BPF = 68;
  public static final int SO_BPF_EXTENSIONS = 48;

  // No copies
  public static final int SO_ZEROCOPY = 60;

  @Since("6.12")
  public static final int SO_DEVMEM_LINEAR = 78;

  @Since("6.12")
  public static final int SO_DEVMEM_DMABUF = 79;

  @Since("6.12")
  public static final int SO_DEVMEM_DONTNEED = 80;

  private SocketOptions() {}
}

package lisle.socket;

import java.time.Duration;
import lisle.sys.Linux;
import lisle.sys.TcpOptions;

/** The options of TCP, tcp(7). Those of every socket are in {@link SocketOption}. */
public final class TcpOption {
  // Sending

  /** Small segments are sent at once. */
  public static final SocketOption<Boolean> TCP_NODELAY =
      new SocketOption<>("TCP_NODELAY", Linux.IPPROTO_TCP, Linux.TCP_NODELAY, Codec.FLAG);

  /** Nothing but full segments is sent, for at most 200 ms, until this is taken back. */
  public static final SocketOption<Boolean> TCP_CORK =
      new SocketOption<>("TCP_CORK", Linux.IPPROTO_TCP, Linux.TCP_CORK, Codec.FLAG);

  /** The most bytes of a segment. */
  public static final SocketOption<Integer> TCP_MAXSEG =
      new SocketOption<>("TCP_MAXSEG", Linux.IPPROTO_TCP, Linux.TCP_MAXSEG, Codec.INTEGER);

  /** The socket is writable while fewer bytes than this wait to be sent. */
  public static final SocketOption<Long> TCP_NOTSENT_LOWAT =
      new SocketOption<>(
          "TCP_NOTSENT_LOWAT",
          Linux.IPPROTO_TCP,
          TcpOptions.TCP_NOTSENT_LOWAT,
          Codec.UNSIGNED,
          "3.12");

  /** Every segment is sent so much later, to simulate a longer way. */
  public static final SocketOption<Duration> TCP_TX_DELAY =
      new SocketOption<>(
          "TCP_TX_DELAY", Linux.IPPROTO_TCP, TcpOptions.TCP_TX_DELAY, Codec.MICROS, "5.3");

  /** The congestion control, by name, such as {@code cubic} or {@code bbr}. */
  public static final SocketOption<String> TCP_CONGESTION =
      new SocketOption<>(
          "TCP_CONGESTION", Linux.IPPROTO_TCP, TcpOptions.TCP_CONGESTION, Codec.text(16));

  /** What the congestion control says of itself; only read. */
  public static final SocketOption<byte[]> TCP_CC_INFO =
      new SocketOption<>(
          "TCP_CC_INFO", Linux.IPPROTO_TCP, TcpOptions.TCP_CC_INFO, Codec.bytes(64), "4.1");

  /** The protocol above TCP that the kernel speaks, such as {@code tls}. */
  public static final SocketOption<String> TCP_ULP =
      new SocketOption<>("TCP_ULP", Linux.IPPROTO_TCP, TcpOptions.TCP_ULP, Codec.text(16), "4.13");

  /** Timeouts of a connection with little data do not grow at first. */
  public static final SocketOption<Boolean> TCP_THIN_LINEAR_TIMEOUTS =
      new SocketOption<>(
          "TCP_THIN_LINEAR_TIMEOUTS",
          Linux.IPPROTO_TCP,
          TcpOptions.TCP_THIN_LINEAR_TIMEOUTS,
          Codec.FLAG,
          "2.6.34");

  // Receiving

  /** Acknowledgements are sent at once; not for good, the kernel changes it. */
  public static final SocketOption<Boolean> TCP_QUICKACK =
      new SocketOption<>("TCP_QUICKACK", Linux.IPPROTO_TCP, Linux.TCP_QUICKACK, Codec.FLAG);

  /** The most bytes that are offered to the other side at a time. */
  public static final SocketOption<Integer> TCP_WINDOW_CLAMP =
      new SocketOption<>(
          "TCP_WINDOW_CLAMP", Linux.IPPROTO_TCP, TcpOptions.TCP_WINDOW_CLAMP, Codec.INTEGER);

  /** How much is left to receive comes with each message: {@link QueuedBytes}. */
  public static final SocketOption<Boolean> TCP_INQ =
      new SocketOption<>("TCP_INQ", Linux.IPPROTO_TCP, TcpOptions.TCP_INQ, Codec.FLAG, "4.18");

  // Keeping alive, and giving up

  /** How long a connection is idle before the first probe; whole seconds. */
  public static final SocketOption<Duration> TCP_KEEPIDLE =
      new SocketOption<>("TCP_KEEPIDLE", Linux.IPPROTO_TCP, Linux.TCP_KEEPIDLE, Codec.SECONDS);

  /** How long from one probe to the next; whole seconds. */
  public static final SocketOption<Duration> TCP_KEEPINTVL =
      new SocketOption<>("TCP_KEEPINTVL", Linux.IPPROTO_TCP, Linux.TCP_KEEPINTVL, Codec.SECONDS);

  /** After how many probes without an answer the connection has failed. */
  public static final SocketOption<Integer> TCP_KEEPCNT =
      new SocketOption<>("TCP_KEEPCNT", Linux.IPPROTO_TCP, Linux.TCP_KEEPCNT, Codec.INTEGER);

  /**
   * How long data may be unacknowledged before the connection has failed; zero for the system's.
   */
  public static final SocketOption<Duration> TCP_USER_TIMEOUT =
      new SocketOption<>(
          "TCP_USER_TIMEOUT", Linux.IPPROTO_TCP, Linux.TCP_USER_TIMEOUT, Codec.MILLIS, "2.6.37");

  /** How often a connect tries again, from 1 to 255. */
  public static final SocketOption<Integer> TCP_SYNCNT =
      new SocketOption<>("TCP_SYNCNT", Linux.IPPROTO_TCP, TcpOptions.TCP_SYNCNT, Codec.INTEGER);

  /** How long a closed connection waits for the other side's end; whole seconds. */
  public static final SocketOption<Duration> TCP_LINGER2 =
      new SocketOption<>("TCP_LINGER2", Linux.IPPROTO_TCP, TcpOptions.TCP_LINGER2, Codec.SECONDS);

  /** The longest wait before a segment is sent again, from 1 to 120 s. */
  public static final SocketOption<Duration> TCP_RTO_MAX_MS =
      new SocketOption<>(
          "TCP_RTO_MAX_MS", Linux.IPPROTO_TCP, TcpOptions.TCP_RTO_MAX_MS, Codec.MILLIS, "6.15");

  /** The shortest wait before a segment is sent again. */
  public static final SocketOption<Duration> TCP_RTO_MIN_US =
      new SocketOption<>(
          "TCP_RTO_MIN_US", Linux.IPPROTO_TCP, TcpOptions.TCP_RTO_MIN_US, Codec.MICROS, "6.15");

  /** The longest delay of an acknowledgement. */
  public static final SocketOption<Duration> TCP_DELACK_MAX_US =
      new SocketOption<>(
          "TCP_DELACK_MAX_US",
          Linux.IPPROTO_TCP,
          TcpOptions.TCP_DELACK_MAX_US,
          Codec.MICROS,
          "6.15");

  // Listening

  /** A connection is accepted when its first data is there, or after this time; seconds. */
  public static final SocketOption<Duration> TCP_DEFER_ACCEPT =
      new SocketOption<>(
          "TCP_DEFER_ACCEPT", Linux.IPPROTO_TCP, TcpOptions.TCP_DEFER_ACCEPT, Codec.SECONDS);

  /** The first packet of connections is kept: 1 from the IP header, 2 from the link's. */
  public static final SocketOption<Integer> TCP_SAVE_SYN =
      new SocketOption<>(
          "TCP_SAVE_SYN", Linux.IPPROTO_TCP, TcpOptions.TCP_SAVE_SYN, Codec.INTEGER, "4.2");

  /** The first packet of this connection, which reading it throws away. */
  public static final SocketOption<byte[]> TCP_SAVED_SYN =
      new SocketOption<>(
          "TCP_SAVED_SYN", Linux.IPPROTO_TCP, TcpOptions.TCP_SAVED_SYN, Codec.bytes(512), "4.2");

  /** How many connections with data in their first packet may wait, RFC 7413. */
  public static final SocketOption<Integer> TCP_FASTOPEN =
      new SocketOption<>(
          "TCP_FASTOPEN", Linux.IPPROTO_TCP, TcpOptions.TCP_FASTOPEN, Codec.INTEGER, "3.6");

  /** Connect waits for the first data and sends it along, RFC 7413. */
  public static final SocketOption<Boolean> TCP_FASTOPEN_CONNECT =
      new SocketOption<>(
          "TCP_FASTOPEN_CONNECT",
          Linux.IPPROTO_TCP,
          TcpOptions.TCP_FASTOPEN_CONNECT,
          Codec.FLAG,
          "4.11");

  /** The key of the cookies of fast open, 16 bytes, or two of them. */
  public static final SocketOption<byte[]> TCP_FASTOPEN_KEY =
      new SocketOption<>(
          "TCP_FASTOPEN_KEY",
          Linux.IPPROTO_TCP,
          TcpOptions.TCP_FASTOPEN_KEY,
          Codec.bytes(32),
          "4.15");

  /** Fast open without cookies. */
  public static final SocketOption<Boolean> TCP_FASTOPEN_NO_COOKIE =
      new SocketOption<>(
          "TCP_FASTOPEN_NO_COOKIE",
          Linux.IPPROTO_TCP,
          TcpOptions.TCP_FASTOPEN_NO_COOKIE,
          Codec.FLAG,
          "4.15");

  // What it is

  /** All that the kernel knows of the connection; only read. */
  public static final SocketOption<TcpInfo> TCP_INFO =
      new SocketOption<>("TCP_INFO", Linux.IPPROTO_TCP, Linux.TCP_INFO, TcpInfo.CODEC);

  /** The connection's own clock, of its time stamps. */
  public static final SocketOption<Long> TCP_TIMESTAMP =
      new SocketOption<>(
          "TCP_TIMESTAMP", Linux.IPPROTO_TCP, TcpOptions.TCP_TIMESTAMP, Codec.UNSIGNED);

  /** Whether it is really multipath TCP; only read. */
  public static final SocketOption<Boolean> TCP_IS_MPTCP =
      new SocketOption<>(
          "TCP_IS_MPTCP", Linux.IPPROTO_TCP, TcpOptions.TCP_IS_MPTCP, Codec.FLAG, "6.10");

  /** The state of the connection can be taken and put: 1 on, 0 off; needs CAP_NET_ADMIN. */
  public static final SocketOption<Integer> TCP_REPAIR =
      new SocketOption<>(
          "TCP_REPAIR", Linux.IPPROTO_TCP, TcpOptions.TCP_REPAIR, Codec.INTEGER, "3.5");

  /** Which queue is repaired: 1 received, 2 sent. */
  public static final SocketOption<Integer> TCP_REPAIR_QUEUE =
      new SocketOption<>(
          "TCP_REPAIR_QUEUE", Linux.IPPROTO_TCP, TcpOptions.TCP_REPAIR_QUEUE, Codec.INTEGER, "3.5");

  /** The sequence number of the queue that is repaired. */
  public static final SocketOption<Long> TCP_QUEUE_SEQ =
      new SocketOption<>(
          "TCP_QUEUE_SEQ", Linux.IPPROTO_TCP, TcpOptions.TCP_QUEUE_SEQ, Codec.UNSIGNED, "3.5");

  private TcpOption() {}
}

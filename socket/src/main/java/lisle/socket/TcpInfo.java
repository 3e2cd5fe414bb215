package lisle.socket;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import lisle.sys.Linux;
import lisle.sys.TcpStructs;

/**
 * All that the kernel knows of a TCP connection, at one moment: TCP_INFO of tcp(7).
 *
 * <p>The kernel's structure has grown over the years. What this kernel does not have yet is absent
 * from {@link #field}; the named methods are of what every kernel since 4.9 has. Immutable.
 */
public final class TcpInfo {
  static final Codec<TcpInfo> CODEC =
      Codec.of((int) TcpStructs.TCP_INFO.byteSize(), null, TcpInfo::new);

  /** The states of a connection, RFC 9293 section 3.3.2. */
  public enum State {
    ESTABLISHED,
    SYN_SENT,
    SYN_RECEIVED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    TIME_WAIT,
    CLOSED,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING,
    /** One that has no name here. */
    OTHER
  }

  private final int length;
  private final Map<String, Long> fields;

  private TcpInfo(MemorySegment from, int length) {
    this.length = length;
    this.fields = new LinkedHashMap<>();
    long offset = 0;
    for (MemoryLayout member : TcpStructs.TCP_INFO.memberLayouts()) {
      long end = offset + member.byteSize();
      if (end > length) break;
      if (!(member instanceof PaddingLayout)) {
        fields.put(member.name().orElseThrow(), value(member, from, offset));
      }
      offset = end;
    }
    if (length > TcpStructs.TCP_INFO_WSCALE) {
      int scales = from.get(ValueLayout.JAVA_BYTE, TcpStructs.TCP_INFO_WSCALE);
      fields.put("tcpi_snd_wscale", scales & 0xFL);
      fields.put("tcpi_rcv_wscale", scales >> 4 & 0xFL);
    }
    if (length > TcpStructs.TCP_INFO_LIMITS) {
      int limits = from.get(ValueLayout.JAVA_BYTE, TcpStructs.TCP_INFO_LIMITS);
      fields.put("tcpi_delivery_rate_app_limited", limits & 1L);
      fields.put("tcpi_fastopen_client_fail", limits >> 1 & 3L);
    }
  }

  private static long value(MemoryLayout member, MemorySegment from, long offset) {
    return switch ((int) member.byteSize()) {
      case 1 -> from.get(ValueLayout.JAVA_BYTE, offset) & 0xFFL;
      case 2 -> from.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset) & 0xFFFFL;
      case 4 -> from.get(ValueLayout.JAVA_INT_UNALIGNED, offset) & 0xFFFF_FFFFL;
      default -> from.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    };
  }

  /** Returns how many bytes this kernel has filled in, which says how much it knows. */
  public int length() {
    return length;
  }

  /**
   * Returns any member by its name in the C headers, such as {@code tcpi_rcv_wnd}, in the unit that
   * it has there.
   *
   * @return the value; empty if this kernel does not have it
   */
  public OptionalLong field(String name) {
    Long value = fields.get(name);
    return value != null ? OptionalLong.of(value) : OptionalLong.empty();
  }

  /** Returns all that this kernel has, by their names in the C headers. */
  public Map<String, Long> fields() {
    return Map.copyOf(fields);
  }

  private long get(String name) {
    return field(name)
        .orElseThrow(
            () -> new UnsupportedOperationException("this kernel's TCP_INFO has no " + name));
  }

  private Duration micros(String name) {
    return Duration.ofNanos(get(name) * 1_000);
  }

  private Duration millis(String name) {
    return Duration.ofMillis(get(name));
  }

  /** Returns the state of the connection. */
  public State state() {
    long state = get("tcpi_state");
    return state >= Linux.TCP_ESTABLISHED && state <= Linux.TCP_CLOSING
        ? State.values()[(int) state - 1]
        : State.OTHER;
  }

  /** Returns the smoothed round-trip time. */
  public Duration roundTrip() {
    return micros("tcpi_rtt");
  }

  /** Returns how much the round-trip time varies. */
  public Duration roundTripVariation() {
    return micros("tcpi_rttvar");
  }

  /** Returns the shortest round-trip time of late; 4,294.967295 s where none was measured. */
  public Duration leastRoundTrip() {
    return micros("tcpi_min_rtt");
  }

  /** Returns how long the kernel waits before it sends a segment again. */
  public Duration retransmissionTimeout() {
    return micros("tcpi_rto");
  }

  /** Returns how long ago data was sent. */
  public Duration sinceSent() {
    return millis("tcpi_last_data_sent");
  }

  /** Returns how long ago data was received. */
  public Duration sinceReceived() {
    return millis("tcpi_last_data_recv");
  }

  /** Returns how many segments may be on their way at once. */
  public long congestionWindow() {
    return get("tcpi_snd_cwnd");
  }

  /** Returns the most bytes of a segment that is sent. */
  public long segmentSize() {
    return get("tcpi_snd_mss");
  }

  /** Returns how many segments are on their way. */
  public long unacknowledged() {
    return get("tcpi_unacked");
  }

  /** Returns how many segments were sent again, of all. */
  public long retransmitted() {
    return get("tcpi_total_retrans");
  }

  /** Returns how many bytes the other side has acknowledged. */
  public long bytesAcknowledged() {
    return get("tcpi_bytes_acked");
  }

  /** Returns how many bytes were received. */
  public long bytesReceived() {
    return get("tcpi_bytes_received");
  }

  /** Returns how many bytes wait to be sent for the first time. */
  public long bytesNotSent() {
    return get("tcpi_notsent_bytes");
  }

  /** Returns how many bytes a second arrived at the other side of late. */
  public long deliveryRate() {
    return get("tcpi_delivery_rate");
  }

  /** Returns the known MTU of the way, in bytes. */
  public long pathMtu() {
    return get("tcpi_pmtu");
  }

  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> field.getKey().substring("tcpi_".length()) + "=" + field.getValue())
        .collect(Collectors.joining(", ", "TcpInfo[", "]"));
  }
}

package lisle.socket;

import lisle.sys.CanOptions;

/** The options of raw CAN sockets. Those of every socket are in {@link SocketOption}. */
public final class CanOption {
  // All

  /** Which frames are received, as an array of struct can_filter. */
  public static final SocketOption<byte[]> CAN_RAW_FILTER =
      new SocketOption<>(
          "CAN_RAW_FILTER", CanOptions.SOL_CAN_RAW, CanOptions.CAN_RAW_FILTER, Codec.bytes(4096));

  /** Which error frames are received, as a mask. */
  public static final SocketOption<Long> CAN_RAW_ERR_FILTER =
      new SocketOption<>(
          "CAN_RAW_ERR_FILTER",
          CanOptions.SOL_CAN_RAW,
          CanOptions.CAN_RAW_ERR_FILTER,
          Codec.UNSIGNED);

  /** Sockets of this machine hear what is sent; so by default. */
  public static final SocketOption<Boolean> CAN_RAW_LOOPBACK =
      new SocketOption<>(
          "CAN_RAW_LOOPBACK", CanOptions.SOL_CAN_RAW, CanOptions.CAN_RAW_LOOPBACK, Codec.FLAG);

  /** The socket hears what it sends itself. */
  public static final SocketOption<Boolean> CAN_RAW_RECV_OWN_MSGS =
      new SocketOption<>(
          "CAN_RAW_RECV_OWN_MSGS",
          CanOptions.SOL_CAN_RAW,
          CanOptions.CAN_RAW_RECV_OWN_MSGS,
          Codec.FLAG);

  /** CAN FD frames are sent and received. */
  public static final SocketOption<Boolean> CAN_RAW_FD_FRAMES =
      new SocketOption<>(
          "CAN_RAW_FD_FRAMES",
          CanOptions.SOL_CAN_RAW,
          CanOptions.CAN_RAW_FD_FRAMES,
          Codec.FLAG,
          "3.6");

  /** A frame must pass all filters, and not just one. */
  public static final SocketOption<Boolean> CAN_RAW_JOIN_FILTERS =
      new SocketOption<>(
          "CAN_RAW_JOIN_FILTERS",
          CanOptions.SOL_CAN_RAW,
          CanOptions.CAN_RAW_JOIN_FILTERS,
          Codec.FLAG,
          "4.1");

  private CanOption() {}
}

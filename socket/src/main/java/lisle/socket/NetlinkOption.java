package lisle.socket;

import lisle.sys.NetlinkOptions;
import lisle.sys.SocketOptions;

/** The options of netlink(7). Those of every socket are in {@link SocketOption}. */
public final class NetlinkOption {
  // All

  /** Joins a group, by its number; only set. */
  public static final SocketOption<Integer> NETLINK_ADD_MEMBERSHIP =
      new SocketOption<>(
          "NETLINK_ADD_MEMBERSHIP",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_ADD_MEMBERSHIP,
          Codec.INTEGER);

  /** Leaves a group, by its number; only set. */
  public static final SocketOption<Integer> NETLINK_DROP_MEMBERSHIP =
      new SocketOption<>(
          "NETLINK_DROP_MEMBERSHIP",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_DROP_MEMBERSHIP,
          Codec.INTEGER);

  /** The group of a message comes with it, raw. */
  public static final SocketOption<Boolean> NETLINK_PKTINFO =
      new SocketOption<>(
          "NETLINK_PKTINFO", SocketOptions.SOL_NETLINK, NetlinkOptions.NETLINK_PKTINFO, Codec.FLAG);

  /** A send says when a receiver had no room. */
  public static final SocketOption<Boolean> NETLINK_BROADCAST_ERROR =
      new SocketOption<>(
          "NETLINK_BROADCAST_ERROR",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_BROADCAST_ERROR,
          Codec.FLAG,
          "2.6.30");

  /** A receive does not say when messages were lost. */
  public static final SocketOption<Boolean> NETLINK_NO_ENOBUFS =
      new SocketOption<>(
          "NETLINK_NO_ENOBUFS",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_NO_ENOBUFS,
          Codec.FLAG,
          "2.6.30");

  /** Other network namespaces are heard too. */
  public static final SocketOption<Boolean> NETLINK_LISTEN_ALL_NSID =
      new SocketOption<>(
          "NETLINK_LISTEN_ALL_NSID",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_LISTEN_ALL_NSID,
          Codec.FLAG,
          "4.2");

  /** An error does not repeat what it is about. */
  public static final SocketOption<Boolean> NETLINK_CAP_ACK =
      new SocketOption<>(
          "NETLINK_CAP_ACK",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_CAP_ACK,
          Codec.FLAG,
          "4.3");

  /** An error says more. */
  public static final SocketOption<Boolean> NETLINK_EXT_ACK =
      new SocketOption<>(
          "NETLINK_EXT_ACK",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_EXT_ACK,
          Codec.FLAG,
          "4.12");

  /** Requests are checked to the letter. */
  public static final SocketOption<Boolean> NETLINK_GET_STRICT_CHK =
      new SocketOption<>(
          "NETLINK_GET_STRICT_CHK",
          SocketOptions.SOL_NETLINK,
          NetlinkOptions.NETLINK_GET_STRICT_CHK,
          Codec.FLAG,
          "4.20");

  private NetlinkOption() {}
}

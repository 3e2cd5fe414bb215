package lisle.socket;

import java.util.List;
import lisle.selectors.Descriptor;
import lisle.sys.Linux;
import lisle.sys.SocketOptions;

/** The options of Unix sockets, unix(7). Those of every socket are in {@link SocketOption}. */
public final class UnixOption {
  // All

  /**
   * Who sent a message comes with it: {@link Credentials}. What was sent before this was set may
   * come with those of nobody, process 0 and user 65534: set it on the listener, from which sockets
   * that are accepted have it.
   */
  public static final SocketOption<Boolean> SO_PASSCRED =
      new SocketOption<>("SO_PASSCRED", Linux.SOL_SOCKET, Linux.SO_PASSCRED, Codec.FLAG);

  /** Who connected, or listens; only read. */
  public static final SocketOption<Credentials> SO_PEERCRED =
      new SocketOption<>("SO_PEERCRED", Linux.SOL_SOCKET, Linux.SO_PEERCRED, Codec.CREDENTIALS);

  /** The other groups of who connected; only read. */
  public static final SocketOption<List<Long>> SO_PEERGROUPS =
      new SocketOption<>(
          "SO_PEERGROUPS", Linux.SOL_SOCKET, SocketOptions.SO_PEERGROUPS, Codec.IDS, "4.13");

  /** A descriptor of the sender's process comes with a message: {@link ReceivedPidfd}. */
  public static final SocketOption<Boolean> SO_PASSPIDFD =
      new SocketOption<>(
          "SO_PASSPIDFD", Linux.SOL_SOCKET, SocketOptions.SO_PASSPIDFD, Codec.FLAG, "6.5");

  /** A descriptor of the process that connected, which is the caller's to close; only read. */
  public static final SocketOption<Descriptor> SO_PEERPIDFD =
      new SocketOption<>(
          "SO_PEERPIDFD", Linux.SOL_SOCKET, SocketOptions.SO_PEERPIDFD, Codec.DESCRIPTOR, "6.5");

  /** Descriptors may be passed to this socket; so by default. */
  public static final SocketOption<Boolean> SO_PASSRIGHTS =
      new SocketOption<>(
          "SO_PASSRIGHTS", Linux.SOL_SOCKET, SocketOptions.SO_PASSRIGHTS, Codec.FLAG, "6.16");

  /** The security label of the sender comes with a message, raw. */
  public static final SocketOption<Boolean> SO_PASSSEC =
      new SocketOption<>(
          "SO_PASSSEC", Linux.SOL_SOCKET, SocketOptions.SO_PASSSEC, Codec.FLAG, "2.6.18");

  /** The security label of who connected; only read. */
  public static final SocketOption<String> SO_PEERSEC =
      new SocketOption<>(
          "SO_PEERSEC", Linux.SOL_SOCKET, SocketOptions.SO_PEERSEC, Codec.text(512), "2.6.2");

  /** How much is left to receive comes with each message: {@link QueuedBytes}. */
  public static final SocketOption<Boolean> SO_INQ =
      new SocketOption<>("SO_INQ", Linux.SOL_SOCKET, SocketOptions.SO_INQ, Codec.FLAG, "6.17");

  private UnixOption() {}
}

package lisle.socket;

import lisle.sys.Linux;
import lisle.sys.VsockOptions;

/** The options of VSOCK, vsock(7). Those of every socket are in {@link SocketOption}. */
public final class VsockOption {
  // All

  /** Bytes of the buffer. */
  public static final SocketOption<Long> SO_VM_SOCKETS_BUFFER_SIZE =
      new SocketOption<>(
          "SO_VM_SOCKETS_BUFFER_SIZE",
          Linux.AF_VSOCK,
          VsockOptions.SO_VM_SOCKETS_BUFFER_SIZE,
          Codec.LONG);

  /** The least bytes of the buffer. */
  public static final SocketOption<Long> SO_VM_SOCKETS_BUFFER_MIN_SIZE =
      new SocketOption<>(
          "SO_VM_SOCKETS_BUFFER_MIN_SIZE",
          Linux.AF_VSOCK,
          VsockOptions.SO_VM_SOCKETS_BUFFER_MIN_SIZE,
          Codec.LONG);

  /** The most bytes of the buffer. */
  public static final SocketOption<Long> SO_VM_SOCKETS_BUFFER_MAX_SIZE =
      new SocketOption<>(
          "SO_VM_SOCKETS_BUFFER_MAX_SIZE",
          Linux.AF_VSOCK,
          VsockOptions.SO_VM_SOCKETS_BUFFER_MAX_SIZE,
          Codec.LONG);

  private VsockOption() {}
}

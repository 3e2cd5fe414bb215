package lisle.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.selectors.Errno;
import lisle.selectors.SystemCallException;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.VsockOptions;

/**
 * The address of a socket between a virtual machine and its host, vsock(7).
 *
 * @param cid which machine, of 32 bits: {@link #HOST}, {@link #LOCAL}, {@link #ANY}, or a number
 *     from 3
 * @param port of 32 bits; {@link #ANY} leaves the choice to the system
 */
public record VsockSocketAddress(int cid, int port) implements SocketAddress {
  /** Any machine, or any port, to bind to: all 32 bits set. */
  public static final int ANY = VsockOptions.VMADDR_CID_ANY;

  /** This machine. */
  public static final int LOCAL = VsockOptions.VMADDR_CID_LOCAL;

  /** The host, from a virtual machine. */
  public static final int HOST = VsockOptions.VMADDR_CID_HOST;

  private static final String DEVICE = "/dev/vsock";

  @Override
  public Family family() {
    return Family.VSOCK;
  }

  /**
   * Returns which machine this one is: a number from 3 in a virtual machine, {@link #HOST} on a
   * host; vsock(7), IOCTL_VM_SOCKETS_GET_LOCAL_CID.
   *
   * @throws IOException if the kernel has no /dev/vsock (ENOENT), or this process may not ask
   */
  public static int localCid() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment cid = arena.allocate(ValueLayout.JAVA_INT);
      int flags = Linux.O_RDONLY | Linux.O_CLOEXEC;
      int fd = FileCalls.open(errno, arena.allocateFrom(DEVICE), flags, 0);
      if (fd < 0) throw new SystemCallException("open", DEVICE, Errno.of(-fd));
      int result = FileCalls.ioctl(errno, fd, VsockOptions.IOCTL_VM_SOCKETS_GET_LOCAL_CID, cid);
      FileCalls.close(errno, fd);
      if (result < 0) throw new SystemCallException("ioctl", DEVICE, Errno.of(-result));
      return cid.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** Reads {@code vsock:3:1024}. */
  static VsockSocketAddress parse(String text) {
    AddressText fields = new AddressText(text, "vsock:CID:PORT", 3, 3);
    return new VsockSocketAddress(fields.numberOrAny(1), fields.numberOrAny(2));
  }

  @Override
  public String toString() {
    return "vsock:" + text(cid) + ":" + text(port);
  }

  private static String text(int number) {
    return number == ANY ? "*" : Integer.toUnsignedString(number);
  }
}

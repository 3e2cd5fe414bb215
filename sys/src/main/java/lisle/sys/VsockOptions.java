package lisle.sys;

/** Addresses and options of VSOCK, vsock(7). */
public final class VsockOptions {
  public static final int VMADDR_CID_ANY = -1;
  public static final int VMADDR_CID_HYPERVISOR = 0;
  public static final int VMADDR_CID_LOCAL = 1;
  public static final int VMADDR_CID_HOST = 2;
  public static final int VMADDR_PORT_ANY = -1;
  public static final int VMADDR_FLAG_TO_HOST = 1;

  // Options at AF_VSOCK
  public static final int SO_VM_SOCKETS_BUFFER_SIZE = 0;
  public static final int SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1;
  public static final int SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2;
  public static final int SO_VM_SOCKETS_PEER_HOST_VM_ID = 3;
  public static final int SO_VM_SOCKETS_TRUSTED = 5;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT = 6;
  public static final int SO_VM_SOCKETS_NONBLOCK_TXRX = 7;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW = 8;

  // Control message at SOL_VSOCK

  @Since("6.7")
  public static final int VSOCK_RECVERR = 1;

  // ioctl(2) on /dev/vsock
  public static final int IOCTL_VM_SOCKETS_GET_LOCAL_CID = 1977;

  private VsockOptions() {}
}

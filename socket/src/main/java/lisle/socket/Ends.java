package lisle.socket;

import static lisle.selectors.Descriptor.Direction.READ;
import static lisle.selectors.Descriptor.Direction.WRITE;
import static lisle.selectors.Descriptor.NEVER;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import lisle.selectors.Descriptor;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;
import org.jspecify.annotations.Nullable;

/** The two ends of a socket: how it comes by its addresses, and what they are. */
final class Ends {
  private final Socket socket;
  private final Life life;
  private final Descriptor descriptor;
  private volatile @Nullable SocketAddress remote;

  /** Where a connect is under way to. */
  private volatile @Nullable SocketAddress connecting;

  /**
   * A Unix listener takes no more connections, by our own wish. The kernel says of it that it is
   * ready, and that there is none yet, for ever: only a thread that waits in the kernel is told.
   */
  private volatile boolean shut;

  Ends(Socket socket, Life life) {
    this.socket = socket;
    this.life = life;
    this.descriptor = life.descriptor;
  }

  void bind(SocketAddress address) throws IOException {
    life.enter("bind");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sockaddr = arena.allocate(Sockaddr.SIZE, 8);
      int length = Sockaddr.write(address, sockaddr);
      int result = SocketCalls.bind(errno(arena), descriptor.number(), sockaddr, length);
      if (result < 0) throw Failures.of("bind", result, address, bindAdvice(result, address));
    } finally {
      exit();
    }
  }

  /** The path gets the mode that the socket has already, less the umask: so it is there first. */
  void bind(UnixSocketAddress address, Set<PosixFilePermission> permissions) throws IOException {
    Path path = address.path();
    if (path == null) throw new IllegalArgumentException(address + " is no path to have a mode");
    mode(permissions);
    bind(address);
    try {
      if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(permissions)) {
        Files.setPosixFilePermissions(path, permissions);
      }
    } catch (Throwable t) {
      Files.deleteIfExists(path);
      throw t;
    }
  }

  private void mode(Set<PosixFilePermission> permissions) throws IOException {
    String bits = PosixFilePermissions.toString(permissions).replaceAll("[rwx]", "1");
    int mode = Integer.parseInt(bits.replace('-', '0'), 2);
    life.enter("fchmod");
    try (Arena arena = Arena.ofConfined()) {
      int result = FileCalls.fchmod(errno(arena), descriptor.number(), mode);
      if (result < 0) throw Failures.of("fchmod", result, null);
    } finally {
      exit();
    }
  }

  /** Most sockets take an address of another family, or a second one, for an invalid one. */
  private @Nullable String bindAdvice(int result, SocketAddress address) throws IOException {
    String advice = otherFamily(result, address);
    if (advice != null || result != -Linux.EINVAL) return advice;
    return isBound(ownEnd()) ? "it is bound already" : null;
  }

  private @Nullable String otherFamily(int result, SocketAddress address) {
    if (result != -Linux.EINVAL || address.family().equals(socket.family())) return null;
    String advice = "the socket is of another family";
    if (!socket.family().equals(Family.INET6) || !(address instanceof Inet4SocketAddress v4)) {
      return advice;
    }
    SocketAddress mapped = SocketAddress.of(v4.address().ipv6Mapped(), v4.port());
    return advice + "; to an IPv6 socket it is " + mapped;
  }

  private static boolean isBound(@Nullable SocketAddress own) {
    return switch (own) {
      case InetAddressAndPort inet -> inet.port() != 0;
      case UnixSocketAddress unix -> !unix.isUnnamed();
      case VsockSocketAddress vsock -> vsock.port() != VsockSocketAddress.ANY;
      case NetlinkSocketAddress netlink -> netlink.port() != 0;
      case null, default -> false;
    };
  }

  /** Our end, for a message; null where the system does not tell. */
  private @Nullable SocketAddress ownEnd() throws SocketClosedException {
    try {
      return local();
    } catch (SocketClosedException e) {
      throw e;
    } catch (IOException e) {
      return null;
    }
  }

  void listen(int backlog) throws IOException {
    life.enter("listen");
    try (Arena arena = Arena.ofConfined()) {
      int result = SocketCalls.listen(errno(arena), descriptor.number(), backlog);
      if (result < 0) throw Failures.of("listen", result, ownEnd());
    } finally {
      exit();
    }
  }

  /** Takes a connection; null if there is none and we are not to wait. */
  @Nullable Socket accept(long deadline, boolean wait, boolean inheritable) throws IOException {
    int flags = inheritable ? Linux.SOCK_NONBLOCK : Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC;
    // The kernel's ciphers have no addresses, and to ask for one is answered by ECONNABORTED.
    boolean named = socket.family().number() != Linux.AF_ALG;
    if (!life.begin(READ, "accept", deadline, wait)) return null;
    try {
      for (; ; ) {
        descriptor.reset(READ);
        TransferBuffer buffer = TransferBuffers.take();
        try {
          buffer.nameLength.set(ValueLayout.JAVA_INT, 0, (int) Sockaddr.SIZE);
          int fd =
              SocketCalls.accept4(
                  descriptor.errno(READ),
                  descriptor.number(),
                  named ? buffer.name : MemorySegment.NULL,
                  named ? buffer.nameLength : MemorySegment.NULL,
                  flags);
          if (fd >= 0) {
            Socket accepted =
                Socket.of(
                    Descriptor.ofNonBlocking(fd),
                    socket.family(),
                    socket.type(),
                    socket.protocol());
            if (named) {
              int length = buffer.nameLength.get(ValueLayout.JAVA_INT, 0);
              accepted.ends().remote(Sockaddr.read(buffer.name, length));
            }
            if (life.lingers()) accepted.life().lingers(true); // the kernel hands it down
            if (inheritable) accepted.descriptor().share();
            return accepted;
          }
          if (passedOver(fd)) {
            if (wait) life.goOn(READ, "accept", deadline); // there may be no end of them
            continue;
          }
          if (fd != -Linux.EAGAIN) throw Failures.of("accept", fd, ownEnd());
          if (shut) throw Failures.of("accept", -Linux.EINVAL, ownEnd()); // as the others say
        } finally {
          TransferBuffers.give(buffer);
        }
        if (!wait) return null;
        life.await(READ, "accept", deadline);
      }
    } finally {
      life.end(READ);
      Reference.reachabilityFence(socket);
    }
  }

  /** accept(2): errors already pending on the new connection are not errors of the listener. */
  private static boolean passedOver(int result) {
    return switch (-result) {
      case Linux.EINTR,
          Linux.ECONNABORTED,
          Linux.EPROTO,
          Linux.ENETDOWN,
          Linux.ENOPROTOOPT,
          Linux.EHOSTDOWN,
          Linux.ENONET,
          Linux.EHOSTUNREACH,
          Linux.ENETUNREACH ->
          true;
      default -> false;
    };
  }

  /** Connects; false if that is under way and we are not to wait. */
  boolean connect(SocketAddress address, long deadline, boolean wait) throws IOException {
    if (!life.begin(WRITE, "connect", deadline, wait)) return false;
    try (Arena arena = Arena.ofConfined()) {
      refuseSecond(address);
      socket.receiver().begins();
      MemorySegment sockaddr = arena.allocate(Sockaddr.SIZE, 8);
      int length = Sockaddr.write(address, sockaddr);
      for (int tries = 0; ; tries++) {
        descriptor.reset(WRITE);
        int result =
            SocketCalls.connect(descriptor.errno(WRITE), descriptor.number(), sockaddr, length);
        boolean begun = connecting != null; // so it is what we began that the kernel answers for
        if (result >= 0 || (result == -Linux.EISCONN && begun)) break;
        if (result == -Linux.EINTR) {
          connecting = address;
          continue;
        }
        // EAGAIN is a Unix socket whose listener has its backlog full: unlike in all other cases,
        // nothing is under way and the kernel tells of no change. See unix(7), connect(2).
        if (result == -Linux.EAGAIN && socket.family().equals(Family.UNIX)) {
          if (!wait) {
            connecting = address; // for who asks what came of it: we try again
            return false;
          }
          UnixRoom.pause(life, "connect " + address, deadline, tries);
          continue;
        }
        if (result != -Linux.EINPROGRESS && !(result == -Linux.EALREADY && begun)) {
          connecting = null;
          throw Failures.of("connect", result, address, otherFamily(result, address));
        }
        connecting = address;
        if (!wait) return false;
        life.await(WRITE, "connect " + address, deadline);
        if (finished()) return true;
      }
      connecting = null;
      remote = null;
      // The kernel knows better: it takes the unspecified address for this machine.
      if (remote() == null) remote = address;
      return true;
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }

  /**
   * A connection is made once. The kernel does not say so where it has just made one that nobody
   * has asked for the end of: it answers 0, whatever the address.
   */
  private void refuseSecond(SocketAddress address) throws IOException {
    boolean connections =
        socket.type().equals(SocketType.STREAM) || socket.type().equals(SocketType.SEQPACKET);
    if (!connections) return;
    if (remote != null) throw Failures.of("connect", -Linux.EISCONN, address);
    SocketAddress first = connecting;
    boolean underWay = first != null && !(first instanceof UnixSocketAddress);
    if (underWay && !address.equals(first)) {
      throw Failures.of("connect", -Linux.EALREADY, address);
    }
  }

  void disconnect() throws IOException {
    SocketAddress nobody = new OtherSocketAddress(new Family(Linux.AF_UNSPEC), new byte[14]);
    life.take(WRITE, "disconnect", NEVER, true);
    try (Arena arena = Arena.ofConfined()) {
      SocketAddress before = local();
      MemorySegment sockaddr = arena.allocate(Sockaddr.SIZE, 8);
      int length = Sockaddr.write(nobody, sockaddr);
      int result =
          SocketCalls.connect(descriptor.errno(WRITE), descriptor.number(), sockaddr, length);
      if (result < 0) throw Failures.of("disconnect", result, remote);
      remote = null;
      connecting = null;
      socket.receiver().begins();
      keepPort(before);
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }

  /** The kernel takes a port that it has chosen itself away again with the connection. */
  private void keepPort(SocketAddress before) throws IOException {
    if (!socket.type().equals(SocketType.DATAGRAM)) return;
    if (!(before instanceof InetAddressAndPort had && had.port() != 0)) return;
    if (local() instanceof InetAddressAndPort has && has.port() == 0)
      bind(has.withPort(had.port()));
  }

  boolean finishConnect() throws IOException {
    SocketAddress address = connecting;
    // There, nothing is under way while the backlog is full.
    if (address instanceof UnixSocketAddress) return connect(address, NEVER, false);
    life.enter("connect");
    try {
      return finished();
    } finally {
      exit();
    }
  }

  /** Whether a connect has succeeded. A socket without an error may just not be through yet. */
  private boolean finished() throws IOException {
    int error = socket.get(SocketOption.SO_ERROR);
    SocketAddress address = connecting;
    if (error == 0 && remote() == null) {
      if (address == null) {
        throw Failures.of("connect", -Linux.ENOTCONN, null, "no connect is under way");
      }
      if (!socket.isTcp() || socket.get(TcpOption.TCP_INFO).state() != TcpInfo.State.CLOSED) {
        return false;
      }
      error = socket.get(SocketOption.SO_ERROR); // it may have failed since
      if (error == 0) {
        connecting = null;
        throw Failures.of("connect", -Linux.ENOTCONN, null, "that it failed was told already");
      }
    }
    connecting = null;
    if (error != 0) throw Failures.of("connect", -error, address);
    return true;
  }

  void shutdown(int how) throws IOException {
    life.enter("shutdown");
    try (Arena arena = Arena.ofConfined()) {
      if (how != Linux.SHUT_WR) shut(true);
      int result = SocketCalls.shutdown(errno(arena), descriptor.number(), how);
      // Of UDP that is not connected, the kernel does it and says that it cannot.
      if (result < 0 && result != -Linux.ENOTCONN) shut(false);
      if (result < 0) throw Failures.of("shutdown", result, remote);
      if (how != Linux.SHUT_RD) descriptor.wake(WRITE); // a Unix stream that is full is not told
    } finally {
      exit();
    }
  }

  private void shut(boolean shut) {
    this.shut = shut && socket.family().equals(Family.UNIX);
    socket.receiver().shut(shut);
  }

  /** Takes over what is true of the system's socket, before anybody else has this. */
  void shares(Ends other) {
    remote = other.remote;
    shut = other.shut;
  }

  SocketAddress local() throws IOException {
    life.enter("getsockname");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Sockaddr.SIZE, 8);
      MemorySegment length = lengthOf(name, arena);
      int result = SocketCalls.getsockname(errno(arena), descriptor.number(), name, length);
      if (result < 0) throw Failures.of("getsockname", result, null);
      return Sockaddr.read(name, length.get(ValueLayout.JAVA_INT, 0));
    } finally {
      exit();
    }
  }

  @Nullable SocketAddress remote() throws IOException {
    if (remote != null) return remote;
    life.enter("getpeername");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Sockaddr.SIZE, 8);
      MemorySegment length = lengthOf(name, arena);
      int result = SocketCalls.getpeername(errno(arena), descriptor.number(), name, length);
      if (noOtherEnd(-result)) return null;
      if (result < 0) throw Failures.of("getpeername", result, null);
      remote = Sockaddr.read(name, length.get(ValueLayout.JAVA_INT, 0));
      return remote;
    } finally {
      exit();
    }
  }

  /** Not connected; or of a family that is never, or tells nobody where to. */
  private static boolean noOtherEnd(int errno) {
    return switch (errno) {
      case Linux.ENOTCONN, Linux.EINVAL, Linux.EOPNOTSUPP, Linux.EADDRNOTAVAIL -> true;
      default -> false;
    };
  }

  /** The other end, as far as it is known already. */
  @Nullable SocketAddress knownRemote() {
    return remote;
  }

  /** The other end, or where a connect is under way to, as far as it is known already. */
  @Nullable SocketAddress destination() {
    SocketAddress known = remote;
    return known != null ? known : connecting;
  }

  void remote(@Nullable SocketAddress address) {
    remote = address;
  }

  private static MemorySegment lengthOf(MemorySegment name, Arena arena) {
    return arena.allocateFrom(ValueLayout.JAVA_INT, (int) name.byteSize());
  }

  private static MemorySegment errno(Arena arena) {
    return arena.allocate(ValueLayout.JAVA_INT);
  }

  private void exit() {
    try {
      descriptor.exit();
    } finally {
      Reference.reachabilityFence(socket);
    }
  }
}

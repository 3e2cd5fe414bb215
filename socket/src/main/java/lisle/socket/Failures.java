package lisle.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.io.Serializable;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import lisle.selectors.Errno;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of failed calls: each is the JDK's own for its case, so that a catch block that
 * was written for java.net holds here too, and carries the errno, the call and the address.
 */
@SuppressWarnings("OverrideThrowableToString") // it is the name, not the message, that is another
final class Failures {
  private Failures() {}

  /** Returns the exception for a call that answered minus the errno. */
  static SocketException of(String call, long result, @Nullable SocketAddress address) {
    return of(call, result, address, null);
  }

  /** Returns the exception for an option that the system did not give. */
  static SocketException ofOption(String call, long result, SocketOption<?> option) {
    return ofOption(call, result, option, null);
  }

  /** Returns the exception for an option that the system did not take, with that value. */
  static SocketException ofOption(
      String call, long result, SocketOption<?> option, @Nullable Object value) {
    String advice = KernelRelease.advice(call, result, option);
    String on = subject(option, value);
    if (result == -Linux.ENODEV && on != null) advice = noInterface(value);
    if (advice == null && option.codec == Codec.MEMBERSHIP) {
      if (result == -Linux.EADDRINUSE) advice = "it is joined already";
      if (result == -Linux.EADDRNOTAVAIL) advice = memberships(option.toString());
      if (result == -Linux.EINVAL) advice = sources(option.toString());
    }
    return of(call + " " + option, on, result, null, advice);
  }

  /** The interface, and the group, that an option is about; null for others. */
  private static @Nullable String subject(SocketOption<?> option, @Nullable Object value) {
    if (value instanceof MulticastMembership group) return group.text();
    return switch (option.toString()) {
      case "SO_BINDTODEVICE" -> value == null || value.equals("") ? null : value.toString();
      case "SO_BINDTOIFINDEX", "IP_MULTICAST_IF", "IPV6_MULTICAST_IF" ->
          value instanceof Integer index && index != 0 ? InterfaceIndex.text(index) : null;
      default -> null;
    };
  }

  private static String noInterface(@Nullable Object value) {
    boolean chosen = value instanceof MulticastMembership group && group.interfaceIndex() == 0;
    return chosen
        ? "no route leads to the group: say the interface"
        : "there is no such network interface, or it cannot do that";
  }

  /** With a source, the kernel has one answer for there already and for not there. */
  private static @Nullable String memberships(String option) {
    return switch (option) {
      case "MCAST_JOIN_SOURCE_GROUP" -> "it is joined already";
      case "MCAST_LEAVE_GROUP", "MCAST_LEAVE_SOURCE_GROUP" -> "it is not joined";
      case "MCAST_BLOCK_SOURCE" -> "it is blocked already";
      case "MCAST_UNBLOCK_SOURCE" -> "it is not blocked";
      default -> null;
    };
  }

  /** The system cannot wait for what the operation needs. */
  static SocketException unwatched(String operation, Errno why) {
    String advice =
        why.number() == Linux.ENOSPC
            ? "no more may be watched: raise fs.epoll.max_user_watches"
            : null;
    return of(operation, -why.number(), null, advice);
  }

  /** What the kernel finds invalid where no source, or no group, of those was joined. */
  private static @Nullable String sources(String option) {
    return switch (option) {
      case "MCAST_LEAVE_SOURCE_GROUP" -> "it is not joined";
      case "MCAST_BLOCK_SOURCE", "MCAST_UNBLOCK_SOURCE" ->
          "its group is not joined for all sources";
      default -> null;
    };
  }

  static SocketException of(
      String call, long result, @Nullable SocketAddress address, @Nullable String advice) {
    return of(call, address == null ? null : address.toString(), result, address, advice);
  }

  private static SocketException of(
      String call,
      @Nullable String subject,
      long result,
      @Nullable SocketAddress address,
      @Nullable String advice) {
    Errno errno = Errno.of((int) -result);
    Cause cause = new Cause(errno.number(), call, address);
    String message = subject == null ? call : call + " " + subject;
    message += ": " + errno;
    String what = advice != null ? advice : advice(call, errno.number(), address);
    if (what != null) message += ": " + what;
    return switch (errno.number()) {
      case Linux.EADDRINUSE, Linux.EADDRNOTAVAIL -> new Bind(message, cause);
      case Linux.EACCES, Linux.EPERM ->
          call.equals("bind") ? new Bind(message, cause) : new Other(message, cause);
      case Linux.EHOSTUNREACH, Linux.ENETUNREACH, Linux.EHOSTDOWN, Linux.ENETDOWN ->
          new NoRoute(message, cause);
      case Linux.ECONNREFUSED ->
          call.equals("connect")
              ? new Connect(message, cause)
              : new PortUnreachable(message, cause);
      case Linux.ETIMEDOUT ->
          call.equals("connect") ? new Connect(message, cause) : new Other(message, cause);
      default -> new Other(message, cause);
    };
  }

  /** Notes how much had been sent when a transfer failed, for whoever wants to know. */
  static void transferred(IOException failure, long bytes) {
    int count = (int) Math.min(bytes, Integer.MAX_VALUE);
    switch (failure) {
      case InterruptedIOException late -> late.bytesTransferred = count;
      case SocketClosedException closed -> closed.bytesTransferred(count);
      case Caused caused -> caused.cause().sent = count;
      default -> {} // of a file, say
    }
  }

  /** Returns what was noted. */
  static int transferred(IOException failure) {
    return switch (failure) {
      case InterruptedIOException late -> late.bytesTransferred;
      case SocketClosedException closed -> closed.bytesTransferred();
      case SocketFailure failed -> failed.bytesTransferred();
      default -> 0;
    };
  }

  /** What to do, where that can be said. */
  private static @Nullable String advice(String call, int errno, @Nullable SocketAddress address) {
    return switch (errno) {
      case Linux.EADDRINUSE -> inUse(call, address);
      case Linux.EADDRNOTAVAIL -> notAvailable(call);
      case Linux.EACCES -> denied(call, address);
      case Linux.EPERM -> call.startsWith("socket ") ? "raw packets need CAP_NET_RAW" : null;
      case Linux.EINVAL -> invalid(call, address);
      case Linux.EAFNOSUPPORT -> address != null ? "the socket is of another family" : null;
      case Linux.EISCONN -> call.equals("connect") ? "a socket is connected once" : null;
      case Linux.ECONNREFUSED -> "nothing listens there";
      case Linux.EMFILE -> "this process has as many descriptors as it may: raise ulimit -n";
      case Linux.ENFILE -> "this system has as many open files as it may: raise fs.file-max";
      default -> null;
    };
  }

  private static @Nullable String inUse(String call, @Nullable SocketAddress address) {
    if (!call.equals("bind") && !call.equals("listen")) return null;
    if (!(address instanceof UnixSocketAddress unix)) {
      return "another socket has it; choose another, or port 0 for a free one";
    }
    return unix.path() == null
        ? "another socket has it; choose another"
        : "there is something at that path; if nobody needs it, remove it";
  }

  private static @Nullable String notAvailable(String call) {
    return switch (call) {
      case "bind" -> "no network interface of this machine has that address";
      case "connect" -> "this machine has no address, or no port left, to connect there from";
      default -> null;
    };
  }

  private static @Nullable String denied(String call, @Nullable SocketAddress address) {
    if (call.endsWith(" SOCK_DGRAM protocol 1") || call.endsWith(" SOCK_DGRAM protocol 58")) {
      return "pings are for the groups in the sysctl net.ipv4.ping_group_range: see icmp(7)";
    }
    if (!(address instanceof InetAddressAndPort inet)) return null;
    if (!call.equals("bind")) return "a route prohibits it; or to broadcast, set SO_BROADCAST";
    boolean privileged = inet.port() > 0 && inet.port() < 1024;
    return privileged ? "ports below 1024 need CAP_NET_BIND_SERVICE" : null;
  }

  private static @Nullable String invalid(String call, @Nullable SocketAddress address) {
    if (call.equals("accept")) return "it does not listen, or was shut down";
    if (call.equals("listen")) {
      boolean nowhere =
          switch (address) {
            case UnixSocketAddress unix -> unix.isUnnamed();
            case VsockSocketAddress vsock -> vsock.port() == VsockSocketAddress.ANY;
            case null, default -> false;
          };
      return nowhere ? "it has to be bound before" : "it is connected";
    }
    if (call.startsWith("send") && address instanceof InetAddressAndPort to && to.port() == 0) {
      return "nobody is on port 0";
    }
    boolean nowhere =
        address instanceof Inet6SocketAddress v6
            && v6.address().isLinkLocal()
            && v6.address().scope() == null;
    return nowhere ? "a link-local address needs its interface, as in fe80::1%eth0" : null;
  }

  /** As a stack trace has it: under the name that a catch block has for it, which is the JDK's. */
  private static String asCaught(SocketException failure) {
    return failure.getClass().getSuperclass().getName() + ": " + failure.getMessage();
  }

  /** What all of them carry. The address is no part of their serial form. */
  private static final class Cause implements Serializable {
    @Serial private static final long serialVersionUID = 1;
    final int errno;
    final String call;
    final transient @Nullable SocketAddress address;

    /** Set before anybody else knows of it. */
    int sent;

    Cause(int errno, String call, @Nullable SocketAddress address) {
      this.errno = errno;
      this.call = call;
      this.address = address;
    }
  }

  /** What each of them says of that. */
  private sealed interface Caused extends SocketFailure {
    Cause cause();

    @Override
    default Errno errno() {
      return Errno.of(cause().errno);
    }

    @Override
    default String call() {
      return cause().call;
    }

    @Override
    default @Nullable SocketAddress address() {
      return cause().address;
    }

    @Override
    default int bytesTransferred() {
      return cause().sent;
    }
  }

  private static final class Bind extends BindException implements Caused {
    @Serial private static final long serialVersionUID = 1;
    private final Cause cause;

    Bind(String message, Cause cause) {
      super(message);
      this.cause = cause;
    }

    @Override
    public Cause cause() {
      return cause;
    }

    @Override
    public String toString() {
      return asCaught(this);
    }
  }

  private static final class Connect extends ConnectException implements Caused {
    @Serial private static final long serialVersionUID = 1;
    private final Cause cause;

    Connect(String message, Cause cause) {
      super(message);
      this.cause = cause;
    }

    @Override
    public Cause cause() {
      return cause;
    }

    @Override
    public String toString() {
      return asCaught(this);
    }
  }

  private static final class NoRoute extends NoRouteToHostException implements Caused {
    @Serial private static final long serialVersionUID = 1;
    private final Cause cause;

    NoRoute(String message, Cause cause) {
      super(message);
      this.cause = cause;
    }

    @Override
    public Cause cause() {
      return cause;
    }

    @Override
    public String toString() {
      return asCaught(this);
    }
  }

  private static final class PortUnreachable extends PortUnreachableException implements Caused {
    @Serial private static final long serialVersionUID = 1;
    private final Cause cause;

    PortUnreachable(String message, Cause cause) {
      super(message);
      this.cause = cause;
    }

    @Override
    public Cause cause() {
      return cause;
    }

    @Override
    public String toString() {
      return asCaught(this);
    }
  }

  private static final class Other extends SocketException implements Caused {
    @Serial private static final long serialVersionUID = 1;
    private final Cause cause;

    Other(String message, Cause cause) {
      super(message);
      this.cause = cause;
    }

    @Override
    public Cause cause() {
      return cause;
    }

    @Override
    public String toString() {
      return asCaught(this);
    }
  }
}

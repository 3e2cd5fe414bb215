package lisle.socketserver;

import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpSet;
import lisle.ipaddress.Ipv6Address;
import lisle.socket.InetAddressAndPort;
import lisle.socket.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Who is served: the limits of a server, asked before a client costs a thread or an object. */
final class Admission {
  private final int most;
  private final int mostOfOne;
  private final boolean waits;
  private final Semaphore room;
  private final ConcurrentHashMap<IpAddress, Integer> present = new ConcurrentHashMap<>();
  private final @Nullable SourceRates rates;
  private volatile @Nullable IpSet allowed;
  private volatile IpSet denied;

  Admission(ServerBuilder builder) {
    most = builder.maxConnections;
    mostOfOne = builder.maxConnectionsPerAddress;
    waits = !builder.refuseWhenFull;
    room = new Semaphore(most);
    long interval = builder.acceptIntervalNanos;
    rates =
        interval == 0
            ? null
            : new SourceRates(
                interval, builder.acceptBurst, new SecureRandom().nextLong(), System.nanoTime());
    allowed = builder.allowed;
    denied = builder.denied;
  }

  void allow(@Nullable IpSet addresses) {
    allowed = addresses;
  }

  void deny(IpSet addresses) {
    denied = addresses;
  }

  /** Waits for room for one more, where the server is to wait; {@link #admit} needs it then. */
  void awaitRoom() {
    if (most != Integer.MAX_VALUE && waits) room.acquireUninterruptibly();
  }

  /** Gives back room that was waited for and not used. */
  void leaveRoom() {
    if (most != Integer.MAX_VALUE && waits) room.release();
  }

  /** Lets those go who wait for room, as the server stops. */
  void stopWaiting() {
    if (most != Integer.MAX_VALUE) room.release(Math.min(1 << 20, Integer.MAX_VALUE - most));
  }

  /** Takes a client in, which then {@link #leave}s; or says why not. */
  @Nullable Refusal admit(SocketAddress client) {
    IpAddress address = address(client);
    if (address != null) {
      Refusal refusal = admit(address);
      if (refusal != null) return refusal;
    }
    if (most != Integer.MAX_VALUE && !waits && !room.tryAcquire()) {
      if (address != null) forget(address);
      return Refusal.FULL;
    }
    return null;
  }

  private @Nullable Refusal admit(IpAddress address) {
    Refusal refusal = visit(address);
    if (refusal != null || mostOfOne == Integer.MAX_VALUE) return refusal;
    Integer count = present.merge(source(address), 1, Integer::sum);
    if (count <= mostOfOne) return null;
    forget(address);
    return Refusal.TOO_MANY;
  }

  private @Nullable Refusal visit(IpAddress address) {
    if (!isAllowed(address)) return Refusal.DENIED;
    if (rates != null && !rates.admit(address, System.nanoTime())) return Refusal.TOO_OFTEN;
    return null;
  }

  /** Lets a packet pass, or says why not. */
  @Nullable Refusal admitPacket(SocketAddress from) {
    IpAddress address = address(from);
    return address == null ? null : visit(address);
  }

  private boolean isAllowed(IpAddress address) {
    IpSet allowed = this.allowed;
    return (allowed == null || allowed.contains(address)) && !denied.contains(address);
  }

  /** Takes back what {@link #admit} said, but for room that was waited for. */
  void undo(SocketAddress client) {
    IpAddress address = address(client);
    if (address != null) forget(address);
    if (most != Integer.MAX_VALUE && !waits) room.release();
  }

  /** A client that was taken in has left. */
  void leave(SocketAddress client) {
    IpAddress address = address(client);
    if (address != null) forget(address);
    if (most != Integer.MAX_VALUE) room.release();
  }

  private void forget(IpAddress address) {
    if (mostOfOne == Integer.MAX_VALUE) return;
    present.computeIfPresent(source(address), (_, n) -> n == 1 ? null : n - 1);
  }

  private static @Nullable IpAddress address(SocketAddress client) {
    return client instanceof InetAddressAndPort inet ? inet.address() : null;
  }

  private static IpAddress source(IpAddress address) {
    return address instanceof Ipv6Address v6 ? Ipv6Address.of(v6.high(), 0) : address;
  }
}

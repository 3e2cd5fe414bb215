package lisle.socket;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import lisle.ipaddress.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link Connector}. The caller's thread decides what begins when and closes what is
 * over; each lookup and each attempt waits on a virtual thread of its own and reports to it. The
 * caller leaves when all of them have ended, so nothing outlives the call.
 */
final class ConnectionRace {
  /** How long the first IPv4 addresses wait for IPv6 ones, RFC 8305 section 8. */
  private static final long RESOLUTION_DELAY = Duration.ofMillis(50).toNanos();

  private static final int V6 = 0;
  private static final int V4 = 1;

  private final Connector connector;
  private final long start = System.nanoTime();

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Condition change = lock.newCondition();

  /**
   * Addresses that are not tried yet, of each family; a list that was given stands in the first.
   */
  private final List<ArrayDeque<SocketAddress>> ready =
      List.of(new ArrayDeque<>(), new ArrayDeque<>());

  private final Map<SocketAddress, String> outcomes = new LinkedHashMap<>();
  private final List<IOException> failures = new ArrayList<>();
  private final List<LookupException> unknown = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private int lookupsRunning;
  private boolean awaitsV6;
  private long v6Deadline;
  private int attemptsRunning;
  private int family = V6;
  private long nextAttempt = start;
  private boolean over;
  private @Nullable Socket winner;

  ConnectionRace(Connector connector) {
    this.connector = connector;
  }

  Socket run() throws IOException {
    lock.lock();
    try {
      begin();
      Socket socket = race();
      sockets.remove(socket);
      return socket;
    } finally {
      end();
      lock.unlock();
    }
  }

  private void begin() {
    String host = connector.host;
    if (host == null) {
      ready.get(V6).addAll(connector.addresses);
      return;
    }
    IpAddress figures = host.indexOf('%') < 0 ? IpAddress.tryParse(host) : null;
    AddressHints hints = AddressHints.STREAM.family(connector.family);
    if (figures != null) {
      SocketAddress itself = SocketAddress.of(figures, connector.port);
      if (hints.allows(itself.family())) {
        ready.get(V6).add(itself);
        return;
      }
    }
    if (hints.allows(Family.INET6)) {
      awaitsV6 = true;
      lookUp(host, Family.INET6, V6);
    }
    if (hints.allows(Family.INET)) lookUp(host, Family.INET, V4);
    if (lookupsRunning == 0) lookUp(host, connector.family, V6); // to be told that it has no names
  }

  private void lookUp(String host, Family family, int place) {
    lookupsRunning++;
    AddressHints hints = AddressHints.STREAM.family(family);
    start(
        "lisle-connect-lookup",
        () -> {
          List<InetAddressAndPort> found = List.of();
          IOException failure = null;
          try {
            found = Names.addresses(host, connector.port, hints, Duration.ZERO);
          } catch (IOException e) {
            failure = e;
          } catch (RuntimeException | Error e) {
            failure = new IOException("look up " + host + ": " + e, e);
          }
          lookedUp(place, found, failure);
        });
  }

  private void lookedUp(int place, List<InetAddressAndPort> found, @Nullable IOException failure) {
    lock.lock();
    try {
      lookupsRunning--;
      ready.get(place).addAll(found);
      if (failure instanceof LookupException e) unknown.add(place == V6 ? 0 : unknown.size(), e);
      else if (failure != null) failures.add(failure);
      if (place == V6) awaitsV6 = false;
      else v6Deadline = System.nanoTime() + RESOLUTION_DELAY;
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Socket race() throws IOException {
    boolean limited = !connector.timeout.isZero();
    long limit = limited ? LookupThreads.nanos(connector.timeout) : Long.MAX_VALUE / 2;
    try {
      for (; ; ) {
        if (winner != null) return winner;
        long now = System.nanoTime();
        long untilAttempt = untilAttempt(now);
        if (attemptsRunning == 0 && lookupsRunning == 0 && untilAttempt == Long.MAX_VALUE) {
          throw allFailed(); // rather than say that the time was over when we came to look
        }
        long wait = limit - (now - start);
        if (wait <= 0) throw timedOut();
        if (untilAttempt <= 0) {
          attempt(next());
          continue;
        }
        change.awaitNanos(Math.min(wait, untilAttempt));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (winner != null) return winner; // it came first
      InterruptedIOException interrupted =
          new InterruptedIOException("connect " + connector + ": interrupted" + attempts());
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** How long until an attempt is to begin; MAX_VALUE if there is nothing to attempt. */
  private long untilAttempt(long now) {
    if (ready.get(V6).isEmpty()) {
      if (ready.get(V4).isEmpty()) return Long.MAX_VALUE;
      if (awaitsV6 && v6Deadline - now > 0) return v6Deadline - now;
    }
    return attemptsRunning == 0 ? 0 : nextAttempt - now;
  }

  private SocketAddress next() {
    if (sockets.isEmpty() && failures.isEmpty()) family = firstFamily();
    if (ready.get(family).isEmpty()) family ^= 1;
    SocketAddress address = ready.get(family).remove();
    family ^= 1;
    return address;
  }

  /** RFC 8305 section 4: where both are known, the rules for destination addresses decide. */
  private int firstFamily() {
    if (ready.get(V4).peek() instanceof InetAddressAndPort v4
        && ready.get(V6).peek() instanceof InetAddressAndPort v6) {
      return Preference.of(v4.address()).compareTo(Preference.of(v6.address())) < 0 ? V4 : V6;
    }
    return family;
  }

  private void attempt(SocketAddress address) {
    Socket socket;
    try {
      socket = Socket.open(address.family(), SocketType.STREAM);
    } catch (IOException e) {
      failed(address, e);
      return;
    }
    sockets.add(socket);
    outcomes.put(address, "no answer yet");
    attemptsRunning++;
    nextAttempt = System.nanoTime() + LookupThreads.nanos(connector.delay);
    start(
        "lisle-connect",
        () -> {
          IOException failure = null;
          try {
            connector.preparation.prepare(socket, address);
            socket.connect(address, Duration.ZERO);
            Connector.refuseItself(socket, address);
          } catch (IOException e) {
            failure = e;
          } catch (RuntimeException | Error e) {
            failure = new IOException("connect " + address + ": " + e, e);
          }
          attempted(address, socket, failure);
        });
  }

  /** Runs a part of the race, to be interrupted at its end. */
  private void start(String name, Runnable part) {
    Thread thread = Thread.ofVirtual().name(name).unstarted(part);
    threads.add(thread);
    thread.start();
  }

  private void attempted(SocketAddress address, Socket socket, @Nullable IOException failure) {
    lock.lock();
    try {
      attemptsRunning--;
      if (failure == null && !over && winner == null) {
        winner = socket;
      } else {
        socket.close();
        sockets.remove(socket);
        if (failure != null && !over) failed(address, failure);
      }
      change.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(SocketAddress address, IOException failure) {
    failures.add(failure);
    outcomes.put(
        address,
        failure instanceof SocketFailure connect && connect.call().equals("connect")
            ? connect.errno().toString()
            : String.valueOf(failure.getMessage()));
    nextAttempt = System.nanoTime();
  }

  /** Ends all that is left: what waits on a socket by closing it, what else by an interrupt. */
  private void end() {
    over = true;
    for (Socket socket : sockets) socket.close();
    for (Thread thread : threads) thread.interrupt();
    while (attemptsRunning > 0 || lookupsRunning > 0) change.awaitUninterruptibly();
  }

  private IOException timedOut() {
    String message =
        "connect " + connector + ": timed out after " + connector.timeout.toMillis() + " ms";
    if (lookupsRunning > 0) message += ", with the name still being looked up";
    IOException timedOut = new SocketTimeoutException(message + attempts());
    failures.forEach(timedOut::addSuppressed);
    return timedOut;
  }

  private IOException allFailed() {
    if (outcomes.isEmpty() && failures.isEmpty()) {
      // A name that one family has no address for is unknown only if the service has answered.
      LookupException told = unknown.getFirst();
      for (LookupException e : unknown.reversed()) if (e.isTemporary()) told = e;
      for (LookupException e : unknown) if (e != told) told.addSuppressed(e);
      return told;
    }
    if (failures.size() == 1) return failures.getFirst();
    ConnectException all =
        new ConnectException(
            "connect " + connector + ": all " + failures.size() + " attempts failed" + attempts());
    failures.forEach(all::addSuppressed);
    return all;
  }

  private String attempts() {
    StringBuilder text = new StringBuilder();
    outcomes.forEach(
        (address, outcome) ->
            text.append(text.isEmpty() ? ": " : "; ").append(address).append(": ").append(outcome));
    return text.toString();
  }
}

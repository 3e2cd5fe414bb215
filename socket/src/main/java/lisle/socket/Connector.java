package lisle.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import lisle.ipaddress.IpAddress;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a host by name, as RFC 8305 ("Happy Eyeballs") says: IPv6 and IPv4 addresses are
 * looked up at once and tried in turns, first of the family that RFC 6724 prefers, the next one as
 * soon as the last has failed or {@link #DELAY} has passed, and the first that answers is taken. So
 * an address that is dead costs a quarter of a second rather than minutes. All other attempts are
 * closed, and nothing of them is left when {@link #connect()} returns.
 *
 * <pre>{@code
 * Socket socket = Connector.to("www.example.org", 80).timeout(Duration.ofSeconds(5)).connect();
 * }</pre>
 *
 * <p>Immutable: each method returns another. Any thread may use it, any number of times.
 */
public final class Connector {
  /** How long an attempt has before the next one begins beside it, RFC 8305 section 8. */
  public static final Duration DELAY = Duration.ofMillis(250);

  /** The least delay, RFC 8305 section 8: less would be a flood of packets. */
  public static final Duration LEAST_DELAY = Duration.ofMillis(10);

  /** What is done to a socket before it connects: set its options, or bind it. */
  @FunctionalInterface
  public interface Preparation {
    /**
     * Prepares a socket to connect to an address; what it throws fails that attempt. Its thread is
     * interrupted when the attempt is given up, for which {@link Connector#connect} waits.
     */
    void prepare(Socket socket, SocketAddress address) throws IOException;
  }

  final @Nullable String host;
  final int port;
  final List<? extends SocketAddress> addresses;
  final Duration timeout;
  final Duration delay;
  final Family family;
  final Preparation preparation;

  private Connector(
      @Nullable String host,
      int port,
      List<? extends SocketAddress> addresses,
      Duration timeout,
      Duration delay,
      Family family,
      Preparation preparation) {
    this.host = host;
    this.port = port;
    this.addresses = addresses;
    this.timeout = timeout;
    this.delay = delay;
    this.family = family;
    this.preparation = preparation;
  }

  /**
   * Begins with a host and a port.
   *
   * @param host a name, or an address in figures
   * @param port from 0 to 65,535
   * @throws IllegalArgumentException if the port is out of range
   */
  public static Connector to(String host, int port) {
    InetAddressAndPort.checkPort(port);
    AddressQuestion.checkText("host", host);
    return new Connector(
        host, port, List.of(), Duration.ZERO, DELAY, AddressHints.ANY_FAMILY, (_, _) -> {});
  }

  /**
   * Begins with addresses of one host, which are tried in their order; no name is looked up.
   *
   * @param addresses at least one
   * @throws IllegalArgumentException if there are none
   */
  public static Connector toAnyOf(List<? extends SocketAddress> addresses) {
    if (addresses.isEmpty()) throw new IllegalArgumentException("no address to connect to");
    return new Connector(
        null,
        0,
        List.copyOf(addresses),
        Duration.ZERO,
        DELAY,
        AddressHints.ANY_FAMILY,
        (_, _) -> {});
  }

  /**
   * Connects within a time to a host by name.
   *
   * @param timeout how long it may take with all lookups and attempts; zero for as long as the
   *     system tries, which is minutes
   * @throws IOException as {@link #connect()} does
   */
  public static Socket connect(String host, int port, Duration timeout) throws IOException {
    return to(host, port).timeout(timeout).connect();
  }

  /**
   * Sets how long the whole may take, lookups and all attempts.
   *
   * @param timeout zero for as long as the system tries
   * @throws IllegalArgumentException if it is negative
   */
  public Connector timeout(Duration timeout) {
    if (timeout.isNegative()) throw new IllegalArgumentException("a negative timeout: " + timeout);
    return new Connector(host, port, addresses, timeout, delay, family, preparation);
  }

  /**
   * Sets how long an attempt has before the next one begins beside it.
   *
   * @param delay at least {@link #LEAST_DELAY}
   * @throws IllegalArgumentException if it is less
   */
  public Connector delay(Duration delay) {
    if (delay.compareTo(LEAST_DELAY) < 0) {
      throw new IllegalArgumentException("a delay of " + delay + " is less than " + LEAST_DELAY);
    }
    return new Connector(host, port, addresses, timeout, delay, family, preparation);
  }

  /**
   * Looks up addresses of one family alone; {@link AddressHints#ANY_FAMILY} for both. One in
   * figures has to be of that family too.
   */
  public Connector family(Family family) {
    return new Connector(host, port, addresses, timeout, delay, family, preparation);
  }

  /** Sets what is done to each socket before it connects. */
  public Connector preparing(Preparation preparation) {
    return new Connector(host, port, addresses, timeout, delay, family, preparation);
  }

  /**
   * Connects: a stream socket to the first address that answers.
   *
   * @throws LookupException if the host has no address
   * @throws java.net.ConnectException if all attempts failed: the message names each, and they are
   *     its suppressed exceptions. Where there was but one, what that threw
   * @throws java.net.SocketTimeoutException if the time is over; its message says what was tried
   * @throws java.io.InterruptedIOException if the thread is interrupted; its interrupt status is
   *     set
   */
  public Socket connect() throws IOException {
    return new ConnectionRace(this).run();
  }

  /**
   * A socket that connects to a port of this machine where nobody listens may be given that very
   * port as its own, and TCP then connects it to itself: simultaneous open, RFC 9293 section 3.5.
   * Nobody who asks for a connection to somebody wants that.
   *
   * @throws java.net.ConnectException if that has happened
   */
  static void refuseItself(Socket socket, SocketAddress address) throws IOException {
    if (!(address instanceof InetAddressAndPort remote)) return;
    if (!(socket.localAddress() instanceof InetAddressAndPort local)) return;
    if (local.port() != remote.port()) return;
    IpAddress destination = remote.address();
    boolean anyOfOurs = destination.isUnspecified() && local.address().isLoopback();
    if (!anyOfOurs && !local.address().equals(destination)) return;
    throw Failures.of(
        "connect", -Linux.ECONNREFUSED, address, "the socket had met itself: nobody listens there");
  }

  /** Returns what it connects to. */
  @Override
  public String toString() {
    if (host == null) return addresses.size() == 1 ? addresses.getFirst() + "" : addresses + "";
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.IpInterface;
import org.jspecify.annotations.Nullable;

/** Says what comes and goes on the link that {@link LinkTest} makes: one line for each. */
final class Link {
  private static final SocketAddress ECHO = SocketAddress.parse("192.0.2.2:7");
  private static final SocketAddress ASKED = SocketAddress.parse("192.0.2.2:9");
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Socket question = Socket.open(Family.INET, SocketType.DATAGRAM);
  private final int index = NetworkInterface.indexOf("left");

  private final Path weather;

  private Link(Path weather) throws IOException {
    this.weather = weather;
    question.connect(ASKED);
  }

  public static void main(String[] arguments) throws Exception {
    Link link = new Link(Path.of(arguments[0]));
    say("interface", () -> describe("left"));
    say("another", () -> describe("left1"));
    say("long hardware address", Link::hardwareAddress);
    link.groups();
    link.loss();
    link.silence();
    missing();
  }

  /** Asks the other end until it answers. */
  private String ask(String what) throws IOException {
    byte[] answer = new byte[2000];
    question.receiveTimeout(SHORT);
    for (int i = 0; i < 200; i++) {
      question.sendAll(what.getBytes(UTF_8));
      try {
        return new String(answer, 0, question.receive(answer), UTF_8);
      } catch (SocketTimeoutException e) {
        // asked again
      }
    }
    throw new IOException("the other end does not answer: " + what);
  }

  /** But for the address that the kernel makes up for the link, which is another one each time. */
  private static String describe(String name) throws IOException {
    NetworkInterface one = NetworkInterface.named(name);
    List<IpInterface> addresses =
        one.addresses().stream().filter(each -> !each.address().isLinkLocal()).toList();
    return one.mtu() + " " + one.broadcasts() + " " + one.peers() + " " + addresses;
  }

  /** Of 16 bytes, which kernels before 5.12 do not give it. */
  private static String hardwareAddress() throws IOException {
    String address = NetworkInterface.named("tunnel").hardwareAddress();
    return address.isEmpty() || address.length() == 16 * 3 - 1 ? "whole" : address;
  }

  private void groups() throws Exception {
    for (List<String> group :
        List.of(List.of("233.252.0.1", "192.0.2.3"), List.of("ff05::db8:0:1", "2001:db8:a::3"))) {
      IpAddress address = IpAddress.parse(group.getFirst());
      IpAddress source = IpAddress.parse(group.getLast());
      MulticastMembership all = new MulticastMembership(address, index);
      MulticastMembership one = new MulticastMembership(address, index, source);
      say(address + "", () -> receivedOf(all, null));
      say(address + " of " + source, () -> receivedOf(one, null));
      say(address + ", left", () -> receivedOf(all, all));
    }
    for (String group : List.of("233.252.0.2", "ff05::db8:0:2")) {
      say(group + ", heard", () -> heard(IpAddress.parse(group)));
    }
  }

  private Set<String> receivedOf(MulticastMembership joined, @Nullable MulticastMembership left)
      throws IOException {
    boolean v4 = joined.group().version() == 4;
    try (Socket socket = Socket.open(v4 ? Family.INET : Family.INET6, SocketType.DATAGRAM)) {
      socket.bind(SocketAddress.parse(v4 ? "0.0.0.0:0" : "[::]:0"));
      socket.join(joined);
      if (left != null) socket.leave(left);
      int port = ((InetAddressAndPort) socket.localAddress()).port();
      ask("send " + joined.group() + " " + port); // its answer comes after what was sent
      Set<String> received = new TreeSet<>();
      ByteBuffer buffer = ByteBuffer.allocate(100);
      while (socket.tryReceive(buffer.clear()) >= 0) {
        received.add(UTF_8.decode(buffer.flip()).toString());
      }
      return received;
    }
  }

  private String heard(IpAddress group) throws IOException {
    int port = Integer.parseInt(ask("join " + group));
    boolean v4 = group.version() == 4;
    try (Socket socket = Socket.open(v4 ? Family.INET : Family.INET6, SocketType.DATAGRAM)) {
      if (v4) socket.set(IpOption.IP_MULTICAST_IF, index);
      else socket.set(Ipv6Option.IPV6_MULTICAST_IF, index);
      socket.sendTo("news".getBytes(UTF_8), SocketAddress.of(group, port));
      question.receiveTimeout(Duration.ofSeconds(10));
      question.sendAll("heard".getBytes(UTF_8));
      byte[] answer = new byte[100];
      return new String(answer, 0, question.receive(answer), UTF_8);
    }
  }

  private void weather(int loss, int delayMillis) throws IOException {
    Path next = weather.resolveSibling("next");
    Files.writeString(next, loss + " " + delayMillis);
    Files.move(next, weather, StandardCopyOption.ATOMIC_MOVE);
  }

  private void loss() throws Exception {
    try (Socket socket = Socket.connectTo(ECHO)) {
      weather(5, 10);
      byte[] data = new byte[100_000];
      new Random(5).nextBytes(data);
      boolean same;
      TcpInfo info;
      do {
        same = Arrays.equals(data, echo(socket, data));
        info = socket.get(TcpOption.TCP_INFO);
      } while (same && info.retransmitted() == 0);
      weather(0, 10);
      boolean slow = info.roundTrip().compareTo(Duration.ofMillis(20)) >= 0;
      System.out.println(
          "through loss and delay: "
              + (same ? "the same bytes" : "other bytes")
              + (", retransmitted " + (info.retransmitted() > 0) + ", slow " + slow));
      say("what ss says", () -> compare(socket));
    }
  }

  /** What ss(8) says of a connection that is at rest, beside what we say. */
  private static String compare(Socket socket) throws Exception {
    TcpInfo info;
    do info = socket.get(TcpOption.TCP_INFO);
    while (info.unacknowledged() > 0);
    int port = ((InetAddressAndPort) socket.localAddress()).port();
    String said = Child.run(List.of("ss", "-tinHO", "sport = :" + port));
    String ours =
        String.format(
            Locale.ROOT,
            "cwnd:%d retrans:0/%d bytes_acked:%d bytes_received:%d",
            info.congestionWindow(),
            info.retransmitted(),
            info.bytesAcknowledged(),
            info.bytesReceived());
    for (String field : ours.split(" ", -1)) {
      if (!said.contains(field + " ")) return field + " is not in: " + said;
    }
    Matcher rtt = Pattern.compile("rtt:([0-9.]+)/").matcher(said);
    if (!rtt.find()) return "no rtt in: " + said;
    long micros = Math.round(Double.parseDouble(rtt.group(1)) * 1000);
    long difference = Math.abs(micros - info.roundTrip().toNanos() / 1000);
    return difference < 100 ? "the same" : info.roundTrip() + " is not in: " + said; // %g has six
  }

  private static byte[] echo(Socket socket, byte[] data) throws Exception {
    FutureTask<byte[]> receiving =
        new FutureTask<>(
            () -> {
              byte[] back = new byte[data.length];
              socket.receiveExactly(back);
              return back;
            });
    Thread.startVirtualThread(receiving);
    socket.sendAll(data);
    return receiving.get();
  }

  private void silence() throws Exception {
    try (Socket sending = Socket.connectTo(ECHO);
        Socket idle = Socket.connectTo(ECHO)) {
      sending.set(TcpOption.TCP_USER_TIMEOUT, Duration.ofMillis(300));
      idle.set(SocketOption.SO_KEEPALIVE, true);
      idle.set(TcpOption.TCP_KEEPIDLE, Duration.ofSeconds(1));
      idle.set(TcpOption.TCP_KEEPINTVL, Duration.ofSeconds(1));
      idle.set(TcpOption.TCP_KEEPCNT, 1);
      echo(idle, new byte[1]);
      weather(100, 0);
      question.receiveTimeout(SHORT);
      question.sendAll("lost".getBytes(UTF_8));
      say("nobody hears, receive", () -> question.receive(new byte[10]));
      say("nobody hears, connect", () -> Socket.connectTo(ECHO, SHORT));
      say("nobody hears, sent twice", Link::connectOnce);
      sending.sendAll(new byte[10]);
      say("nobody hears, acknowledged", () -> sending.receive(new byte[10]));
      say("nobody hears, kept alive", () -> idle.receive(new byte[10]));
      weather(0, 0);
      say("heard again", () -> ask("again"));
    }
  }

  private static Object connectOnce() throws IOException {
    try (Socket socket = Socket.open(Family.INET, SocketType.STREAM)) {
      socket.set(TcpOption.TCP_SYNCNT, 1);
      socket.connect(ECHO);
      return "connected";
    }
  }

  private static void missing() {
    say("no such network", () -> Socket.connectTo(SocketAddress.parse("203.0.113.1:7")));
    say("no such network by six", () -> Socket.connectTo(SocketAddress.parse("[2001:db8:b::1]:7")));
    say("no way", () -> Socket.connectTo(SocketAddress.parse("198.51.100.1:7")));
    say("prohibited", () -> Socket.connectTo(SocketAddress.parse("198.51.100.129:7")));
  }

  private static void say(String what, Callable<?> question) {
    String said;
    try {
      said = String.valueOf(question.call());
    } catch (Exception e) {
      said = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    System.out.println(what + ": " + said);
  }
}

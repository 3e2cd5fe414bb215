package lisle.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lisle.ipaddress.IpAddress;

/**
 * Says what lookups and connections give in the network that {@link PrivateNetworkTest} makes: one
 * line for each, with what is different from run to run left out.
 */
final class PrivateNetwork {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final Socket listener;
  private final int port;
  private int connections;

  private PrivateNetwork() throws IOException {
    listener = DualStack.listen(0);
    port = ((InetAddressAndPort) listener.localAddress()).port();
  }

  public static void main(String[] arguments) throws Exception {
    PrivateNetwork network = new PrivateNetwork();
    network.lookups();
    network.connections();
    System.exit(0); // what nobody answers is still being asked
  }

  private void lookups() {
    say("both", () -> sorted("both.lisle.example"));
    say("alias", () -> sorted("alias.lisle.example"));
    AddressHints canonical = AddressHints.STREAM.with(AddressHints.Flag.CANONICAL_NAME);
    say(
        "canonical",
        () ->
            Names.addressInfo("alias.lisle.example", null, canonical, LONG)
                .getFirst()
                .canonicalName());
    say("host", () -> Names.hostByName("alias.lisle.example"));
    say("owner", () -> Names.hostByAddress(IpAddress.parse("192.0.2.10")));
    say("name", () -> Names.nameInfo(SocketAddress.parse("192.0.2.10:80")));
    say("no name", () -> Names.nameInfo(SocketAddress.parse("192.0.2.11:80")));
    say(
        "name required",
        () ->
            Names.nameInfo(
                SocketAddress.parse("192.0.2.11:80"), LONG, NameInfo.Flag.NAME_REQUIRED));
    say("many", () -> Names.addresses("many.lisle.example", 80).size());
    say("many hosts", () -> Names.hostByName("many.lisle.example").addresses().size());
    say("missing", () -> Names.addresses("missing.lisle.example", 80));
    say("empty", () -> Names.addresses("empty.lisle.example", 80));
    say("broken", () -> Names.addresses("broken.lisle.example", 80));
    say("refused", () -> Names.addresses("refused.lisle.example", 80));
    say("four", () -> sorted("four.lisle.example"));
    AddressHints six = AddressHints.STREAM.family(Family.INET6);
    say("four by six", () -> Names.addressInfo("four.lisle.example", null, six, LONG));
    say("missing host", () -> Names.hostByName("missing.lisle.example"));
    say("broken host", () -> Names.hostByName("broken.lisle.example"));
    say("host whose six is broken", () -> Names.hostByName("brokensix.lisle.example"));
    say("host whose four is broken", () -> Names.hostByName("brokenfour.lisle.example"));
    say("host by four", () -> Names.hostByName("four.lisle.example").addresses());
    say("host by six", () -> Names.hostByName("six.lisle.example").addresses());
    say("never", () -> Names.addresses("never.lisle.example", 80, Duration.ofMillis(50)));
    say("beside never", PrivateNetwork::besideNever);
    say("full name", () -> Names.fullHostName(LONG));
    say("renamed", PrivateNetwork::rename);
  }

  private static Object rename() throws IOException {
    String before = Names.hostName();
    Names.hostName("other");
    String after = Names.hostName();
    Names.hostName(before);
    return after;
  }

  private static Object sorted(String host) throws IOException {
    return Names.addresses(host, 80, LONG).stream()
        .sorted(Comparator.comparing(Object::toString))
        .toList();
  }

  /** While more lookups than there are carriers wait in C, other virtual threads go on. */
  private static Object besideNever() throws Exception {
    int many = Runtime.getRuntime().availableProcessors() + LookupThreads.MOST / 2;
    List<FutureTask<Object>> waiting =
        IntStream.range(0, many)
            .mapToObj(
                i ->
                    new FutureTask<Object>(
                        () -> Names.addresses("never.n" + i + ".lisle.example", 80, LONG)))
            .toList();
    List<Thread> threads = waiting.stream().map(Thread::startVirtualThread).toList();
    FutureTask<Object> other = new FutureTask<>(() -> sorted("both.lisle.example"));
    Thread.startVirtualThread(other);
    Object answer = other.get();
    for (FutureTask<Object> task : waiting) {
      if (task.isDone()) return "a lookup that nobody answers was answered";
    }
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) thread.join();
    return answer;
  }

  private void connections() throws Exception {
    connect("warm", Connector.to("local.lisle.example", port));
    connections = tcpSockets();
    connect("local", Connector.to("local.lisle.example", port));
    connect("local by four", Connector.to("local.lisle.example", port).family(Family.INET));
    connect("dead six", Connector.to("deadsix.lisle.example", port));
    connect("no route by six", Connector.to("noroutesix.lisle.example", port));
    connect("silent six", Connector.to("silentsix.lisle.example", port));
    connect("missing", Connector.to("missing.lisle.example", port));
    connect("broken", Connector.to("broken.lisle.example", port));
    connect("unix", Connector.to("local.lisle.example", port).family(Family.UNIX));
    connect("never", Connector.to("never.lisle.example", port).timeout(Duration.ofMillis(50)));
    connect("dead", Connector.to("dead.lisle.example", port).timeout(Duration.ofSeconds(1)));
    say("source", () -> Route.sourceToward(IpAddress.parse("198.51.100.9")));
    say("source by six", () -> Route.sourceToward(IpAddress.parse("2001:db8:dead::9")));
    for (String host : List.of("both", "local", "deadsix", "noroutesix", "dead")) {
      say("first of " + host, () -> first(host + ".lisle.example"));
    }
    say("no way", () -> Route.sourceToward(IpAddress.parse("2001:db8:1::9")));
  }

  /** Whether we prefer the same address as the C library does. */
  private static Object first(String host) throws IOException {
    List<InetAddressAndPort> theirs = Names.addresses(host, 80, LONG);
    IpAddress best = theirs.getFirst().address();
    for (InetAddressAndPort one : theirs) {
      if (Preference.of(one.address()).compareTo(Preference.of(best)) < 0) best = one.address();
    }
    return theirs.size() + (best.equals(theirs.getFirst().address()) ? " agreed" : ": " + best);
  }

  private void connect(String what, Connector connector) throws IOException {
    boolean limited = !connector.timeout.isZero();
    say(
        what,
        () -> {
          try (Socket socket = (limited ? connector : connector.timeout(LONG)).connect();
              Socket accepted = listener.accept()) {
            if (!accepted.isOpen()) throw new AssertionError();
            return Objects.requireNonNull(socket.remoteAddress());
          }
        });
    if (connections != 0 && tcpSockets() != connections) {
      System.out.println(what + " left " + (tcpSockets() - connections) + " sockets");
    }
  }

  /** Those of this process; what the C library still waits for of the name server is UDP. */
  private static int tcpSockets() throws IOException {
    Set<String> tcp = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
        String[] field = line.strip().split("\\s+", -1);
        tcp.add("socket:[" + field[9] + "]");
      }
    }
    int count = 0;
    try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        if (tcp.contains(target(one))) count++;
      }
    }
    return count;
  }

  private static String target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return ""; // closed since it was listed
    }
  }

  private void say(String what, Callable<?> question) {
    String said;
    try {
      said = String.valueOf(question.call());
    } catch (Exception e) {
      said = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    said = said.lines().collect(Collectors.joining(" ")).replace(":" + port, ":PORT");
    // Which family is first depends on which answer is more than 50 ms before the other.
    if (what.equals("warm") || what.equals("local")) said = said.replace("127.0.0.1", "[::1]");
    String[] half = said.split(" ms: ", 2);
    if (half.length == 2) {
      String[] attempts = half[1].split("; ", -1);
      Arrays.sort(attempts);
      said = half[0] + " ms: " + String.join("; ", attempts);
    }
    System.out.println(what + ": " + said);
  }
}

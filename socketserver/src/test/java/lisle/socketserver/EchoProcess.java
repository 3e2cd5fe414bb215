package lisle.socketserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lisle.socket.InetAddressAndPort;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;

/** An echo server in a process of its own, whose limits and memory are its own too. */
final class EchoProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Path errors;
  final int port;
  final int datagramPort;

  /**
   * Starts one.
   *
   * @param before what goes before the command, such as prlimit(1)
   * @param jvm what the JVM is told
   * @param how nothing; or {@code CONNECTIONS} or {@code FRAMES}, for lines and datagrams, where
   *     nobody may take long
   */
  EchoProcess(List<String> before, List<String> jvm, String... how) throws IOException {
    var command = new ArrayList<>(before);
    command.addAll(java(jvm, EchoProcess.class));
    command.addAll(List.of(how));
    errors = Files.createTempFile("echo", ".err");
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = out.readLine();
    if (line == null) throw new IOException("no server: " + Files.readString(errors));
    String[] ports = line.split(" ", -1);
    port = Integer.parseInt(ports[0]);
    datagramPort = Integer.parseInt(ports[ports.length - 1]);
  }

  /** Returns the command that runs a class of the tests. */
  static List<String> java(List<String> jvm, Class<?> main) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
    command.add(main.getName());
    return command;
  }

  /** Everything on the class path, also what the tests have as modules. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"),
        Path.of("target", "test-classes").toString());
  }

  /** Runs the server until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    Server server =
        (arguments.length > 0
                ? strict(HostileTest.Form.valueOf(arguments[0]))
                : Server.builder().handler(StreamServerTest::echo))
            .listen(SocketAddress.parse("127.0.0.1:0"))
            .endInputOnShutdown()
            .start()
            .shutdownOnExit(Duration.ofSeconds(10));
    // What a JVM opens files for when it is used first: here it has descriptors still.
    server.totals();
    System.getLogger("lisle.socketserver").log(System.Logger.Level.INFO, "listening");
    try (Socket unheard = Socket.connectTo(SocketAddress.parse("127.0.0.1:1"))) {
      throw new IllegalStateException(unheard + " is connected");
    } catch (IOException e) {
      // nothing listens there
    }
    String ports =
        server.addresses().reversed().stream()
            .map(address -> "" + ((InetAddressAndPort) address).port())
            .collect(Collectors.joining(" "));
    System.out.println(ports);
    while (System.in.read() == '?') {
      System.gc();
      System.out.println(server.totals().accepted() + " " + server.totals().active());
    }
    server.shutdown(Duration.ofSeconds(1));
  }

  private static ServerBuilder strict(HostileTest.Form form) {
    Duration limit = Duration.ofMillis(400);
    return form.tell(Server.builder())
        .listenDatagrams(SocketAddress.parse("127.0.0.1:0"))
        .packetHandler(packet -> packet.reply(packet.bytes()))
        .idleTimeout(limit)
        .readTimeout(limit)
        .writeTimeout(limit)
        .requestTimeout(limit);
  }

  /** Collects garbage, and returns how many it accepted and how many it serves. */
  long[] ask() throws IOException {
    process.getOutputStream().write('?');
    process.getOutputStream().flush();
    String line = out.readLine();
    if (line == null) throw new IOException("the server ended: " + Files.readString(errors));
    return Stream.of(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
  }

  /** Sends it SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // process.destroy() would close its standard input too
  }

  int exitStatus() throws InterruptedException {
    return process.waitFor();
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  int descriptors() throws IOException {
    return count("fd");
  }

  int threads() throws IOException {
    return count("task");
  }

  private int count(String what) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + process.pid(), what))) {
      return (int) entries.count();
    }
  }

  /** Returns the memory that it has in use, in KiB. */
  long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid(), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    out.close();
    Files.delete(errors);
  }
}

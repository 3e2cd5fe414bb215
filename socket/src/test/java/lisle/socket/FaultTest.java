package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lisle.ipaddress.IpAddress;
import lisle.selectors.Descriptor;
import lisle.sys.Linux;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the system fails: errors injected by strace, and a network without routes. */
@Timeout(120)
class FaultTest {
  @TempDir static Path folder;
  private static String classPath = "";

  @BeforeAll
  static void compile() throws Exception {
    classPath =
        Stream.of(Socket.class, Descriptor.class, IpAddress.class, Linux.class)
            .map(FaultTest::place)
            .collect(Collectors.joining(File.pathSeparator));
    Path source = folder.resolve("Operations.java");
    try (InputStream text = FaultTest.class.getResourceAsStream("Operations.java.txt")) {
      Files.write(source, java.util.Objects.requireNonNull(text).readAllBytes());
    }
    String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    String said = run(javac, "-nowarn", "-d", folder.toString(), "-cp", classPath, "" + source);
    assertThat(folder.resolve("Operations.class")).as(said).exists();
    classPath += File.pathSeparator + folder;
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String operations(List<String> before, String... arguments) throws Exception {
    assumeTrue(PythonPeer.exists(before.getFirst()), before.getFirst() + " is not installed");
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, "Operations"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socket:error=EMFILE",
        "accept4:error=ECONNABORTED",
        "recvmsg:error=ENOBUFS",
        "sendmsg:error=ETOOMANYREFS",
        "getsockopt:error=ENOBUFS",
        "recvfrom:error=EINTR",
        "sendfile:error=EINVAL"
      })
  void no_descriptor_is_left_open_where_a_call_fails(String fault) throws Exception {
    String call = fault.substring(0, fault.indexOf(':'));
    String said =
        operations(
            List.of(
                "strace",
                "-f",
                "-qq",
                "--seccomp-bpf",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + fault + ":when=4+7"));
    assumeTrue(!said.contains("ptrace"), "strace may not trace here: " + said);
    assertThat(said).endsWith("left open 0");
  }

  @Test
  void a_network_without_routes_is_unreachable() throws Exception {
    String said = operations(List.of("unshare", "-n"), "192.0.2.1:80");
    assumeTrue(!said.contains("unshare"), "no right to make a network: " + said);
    assertThat(said).startsWith("connect 192.0.2.1:80: ").contains("ENETUNREACH");
  }
}

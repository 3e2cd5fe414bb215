package lisle.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A service of systemd: says what it was passed, and greets a client on the first of them. */
final class PassedSockets {
  private PassedSockets() {}

  public static void main(String[] arguments) throws Exception {
    List<SystemdSockets.Passed> passed = SystemdSockets.take();
    for (SystemdSockets.Passed one : passed) {
      System.out.println(one.name() + " " + one.socket().family() + " " + one.socket().type());
    }
    for (int i = 0; i < passed.size(); i++) {
      String info = Files.readString(Path.of("/proc/self/fdinfo/" + (3 + i)));
      String flags = info.lines().filter(l -> l.startsWith("flags:")).findFirst().orElseThrow();
      boolean closedOnExec = (Integer.parseInt(flags.substring(6).strip(), 8) & 0x80000) != 0;
      System.out.println("close on exec: " + closedOnExec);
    }
    System.out.println("again: " + SystemdSockets.take().size());
    System.out.flush();
    if (passed.isEmpty()) return;
    try (Socket client = Objects.requireNonNull(passed.getFirst().socket()).accept()) {
      client.sendAll("hello".getBytes(US_ASCII));
    }
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks Python and us the same random questions in a namespace whose hosts, services and protocols
 * are random too. {@code -Dlisle.seed=N} gives the seed.
 */
@Timeout(120)
class PrivateNamesTest {
  private static final int QUESTIONS = 4000;

  private static final List<String> NAMES =
      List.of(
          "localhost", "alpha", "beta.lisle.example", "gamma", "Delta", "epsilon.lisle.example");

  private static final List<String> HOSTS =
      List.of("missing", "192.0.2.1", "127.1", "0x7f.1", "::1", "2001:db8::1", "fe80::1%lo", "a b");

  private static final List<String> ADDRESSES =
      List.of(
          "127.0.0.1",
          "192.0.2.1",
          "192.0.2.2",
          "198.51.100.3",
          "::1",
          "2001:db8::1",
          "2001:db8::2",
          "::ffff:192.0.2.1",
          "::192.0.2.9");

  private static final List<String> SERVICES =
      List.of("http", "web", "quake", "talk", "-", "80", "0", "65535", "missing", "4000");

  private final long seed = Long.getLong("lisle.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void python_gives_the_same_answers(@TempDir Path folder) throws Exception {
    System.out.println("PrivateNamesTest: -Dlisle.seed=" + seed);
    assumeTrue(Child.isThere(Child.PYTHON, "-c", ""), "no python3 on this machine");
    assumeTrue(Child.isThere("ip", "-V"), "no ip: install iproute2");
    Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files\nservices: files\n");
    Files.writeString(folder.resolve("hosts"), hosts());
    Files.writeString(folder.resolve("services"), services());
    Files.writeString(
        folder.resolve("protocols"), "ip 0 IP\ntcp 6 TCP\nudp 17 UDP\nwool 253 WOOL yarn\n");
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) questions.add(question());
    Path asked = Files.write(folder.resolve("questions"), questions);
    Path theirs = folder.resolve("python");
    Path ours = folder.resolve("lisle");
    Path script = Child.copy("alone.sh", folder);
    String python = Child.copy("names.py", folder).toString();
    // Both in one namespace, so that the indexes of interfaces are the same too.
    List<String> command = new ArrayList<>(Child.alone(script, folder.toString(), "sh", "-c"));
    command.add("\"$0\" \"$1\" \"$2\" \"$3\" && shift 3 && exec \"$@\"");
    command.addAll(List.of(Child.PYTHON, python, asked.toString(), theirs.toString()));
    command.addAll(Child.java(NameAnswers.class, asked.toString(), ours.toString()));
    Child.run(command);
    List<String> differences = new ArrayList<>();
    List<String> python3 = Files.readAllLines(theirs);
    List<String> lisle = Files.readAllLines(ours);
    assertThat(lisle).hasSameSizeAs(python3);
    int errors = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      if (lisle.get(i).startsWith("error")) errors++;
      if (!lisle.get(i).equals(python(questions.get(i), python3.get(i)))) {
        differences.add(
            questions.get(i) + "\n ours   " + lisle.get(i) + "\n theirs " + python3.get(i));
      }
    }
    System.out.println("PrivateNamesTest: " + QUESTIONS + " questions, " + errors + " errors");
    assertThat(differences.stream().limit(20)).isEmpty();
    assertThat(errors).isBetween(QUESTIONS / 50, QUESTIONS - QUESTIONS / 5);
  }

  /**
   * Python says what h_errno was for some lookups of hosts, and what getaddrinfo said for others.
   */
  private static String python(String question, String answer) {
    boolean host = question.startsWith("host") || question.startsWith("owner");
    return host && answer.startsWith("error") ? "error" : answer;
  }

  private String hosts() {
    StringBuilder file = new StringBuilder("127.0.0.1 localhost\n");
    for (int i = 0; i < 12; i++) {
      file.append(any(ADDRESSES.subList(0, 7)));
      for (int n = 1 + random.nextInt(3); n > 0; n--) file.append(' ').append(any(NAMES));
      file.append(random.nextInt(4) == 0 ? " # a comment\n" : "\n");
    }
    return file.toString();
  }

  private String services() {
    StringBuilder file = new StringBuilder();
    for (String name : List.of("http", "quake", "talk")) {
      int port = List.of(80, 4000, 65535).get(random.nextInt(3));
      for (String protocol : List.of("tcp", "udp")) {
        if (random.nextInt(4) == 0) continue;
        file.append(name + " " + port + "/" + protocol + (random.nextBoolean() ? " web\n" : "\n"));
      }
    }
    return file.toString();
  }

  private String question() {
    String host = random.nextInt(3) == 0 ? any(HOSTS) : any(NAMES);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 ->
          String.join(
              "\t",
              "info",
              random.nextInt(10) == 0 ? "-" : host,
              any(SERVICES),
              any(List.of("0", "2", "10", "10", "1")),
              any(List.of("0", "1", "2", "3", "5")),
              any(List.of("0", "0", "6", "17", "253")),
              "" + infoFlags());
      case 3 ->
          String.join(
              "\t",
              "name",
              any(ADDRESSES),
              any(List.of("80", "4000", "65535", "1", "0")),
              "" + random.nextInt(64));
      case 4 -> "host\t" + any(NAMES);
      case 5 -> "owner\t" + any(ADDRESSES);
      case 6 ->
          random.nextBoolean()
              ? "service\t"
                  + any(List.of("http", "web", "quake", "talk", "HTTP", "missing"))
                  + protocol()
              : "port\t" + any(List.of("80", "4000", "65535", "1")) + protocol();
      default -> "protocol\t" + any(List.of("tcp", "TCP", "udp", "wool", "yarn", "missing", "17"));
    };
  }

  private String protocol() {
    return any(List.of("\t-", "\ttcp", "\tudp", "\twool"));
  }

  private int infoFlags() {
    int bits = 0;
    for (AddressHints.Flag flag : AddressHints.Flag.values()) {
      boolean idn = flag == AddressHints.Flag.IDN || flag == AddressHints.Flag.CANONICAL_IDN;
      if (!idn && random.nextInt(4) == 0) bits |= flag.bit;
    }
    return bits;
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }
}

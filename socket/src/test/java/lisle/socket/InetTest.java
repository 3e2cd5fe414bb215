package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InetTest {
  private static final String SCRIPT =
      """
      import socket, sys
      def say(f):
          try: return f()
          except (OSError, ValueError, UnicodeError): return "refused"
      for line in open(sys.argv[1], encoding="ascii"):
          kind, text = line.rstrip("\\n").split("\\t")
          print(say({
              "aton": lambda: socket.inet_aton(text).hex(),
              "pton4": lambda: socket.inet_pton(socket.AF_INET, text).hex(),
              "pton6": lambda: socket.inet_pton(socket.AF_INET6, text).hex(),
              "ntop6": lambda: socket.inet_ntop(socket.AF_INET6, bytes.fromhex(text)),
              "htons": lambda: str(socket.htons(int(text))),
              "htonl": lambda: str(socket.htonl(int(text))),
          }[kind]))
      """;

  private final long seed = Long.getLong("lisle.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void python_gives_the_same_answers(@TempDir Path folder) throws Exception {
    System.out.println("InetTest: -Dlisle.seed=" + seed);
    assumeTrue(Child.isThere(Child.PYTHON, "-c", ""), "no python3 on this machine");
    List<String> questions = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) questions.add(question());
    Path asked = Files.write(folder.resolve("questions"), questions);
    List<String> answers =
        Child.run(List.of(Child.PYTHON, "-c", SCRIPT, asked.toString())).lines().toList();
    assertThat(answers).hasSameSizeAs(questions);
    for (int i = 0; i < questions.size(); i++) {
      String[] question = questions.get(i).split("\t", -1);
      assertThat(answer(question[0], question[1])).as(questions.get(i)).isEqualTo(answers.get(i));
    }
  }

  private String question() {
    return switch (random.nextInt(6)) {
      case 0 -> "aton\t" + numbers(1 + random.nextInt(5));
      case 1 -> "pton4\t" + numbers(3 + random.nextInt(3));
      case 2 -> "pton6\t" + groups();
      case 3 -> "ntop6\t" + HexFormat.of().formatHex(sparse());
      case 4 -> "htons\t" + random.nextInt(65_536);
      default -> "htonl\t" + Integer.toUnsignedString(random.nextInt());
    };
  }

  private String numbers(int count) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int value = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(300);
      long unsigned = Integer.toUnsignedLong(value);
      parts.add(
          switch (random.nextInt(12)) {
            case 0 -> "0x" + Long.toHexString(unsigned);
            case 1 -> "0" + Long.toOctalString(unsigned);
            case 2 -> "0X";
            case 3 -> "08";
            case 4 -> "";
            default -> Long.toString(unsigned);
          });
    }
    return String.join(".", parts);
  }

  private String groups() {
    String text = Inet.ntop(Family.INET6, sparse());
    if (random.nextBoolean()) return text;
    char[] changed = text.toCharArray();
    changed[random.nextInt(changed.length)] = "0123:.fg".charAt(random.nextInt(8));
    return new String(changed);
  }

  /** Sixteen bytes with runs of zero in them. */
  private byte[] sparse() {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 16; i += 2) {
      if (random.nextInt(3) == 0) continue;
      bytes[i] = (byte) (random.nextInt(3) == 0 ? -1 : random.nextInt(2));
      bytes[i + 1] = (byte) (bytes[i] == -1 ? -1 : random.nextInt());
    }
    int zero = random.nextInt(4) == 0 ? 12 : 0;
    for (int i = 0; i < zero; i++) bytes[i] = 0;
    return bytes;
  }

  private static String answer(String kind, String text) {
    return switch (kind) {
      case "aton" -> hex(() -> Inet.aton(text));
      case "pton4" -> hex(() -> Inet.pton(Family.INET, text));
      case "pton6" -> hex(() -> Inet.pton(Family.INET6, text));
      case "ntop6" -> Inet.ntop(Family.INET6, HexFormat.of().parseHex(text));
      case "htons" -> Inet.htons(Integer.parseInt(text)) + "";
      default -> Integer.toUnsignedString(Inet.htonl(Integer.parseUnsignedInt(text)));
    };
  }

  private static String hex(Supplier<byte[]> bytes) {
    try {
      return HexFormat.of().formatHex(bytes.get());
    } catch (IllegalArgumentException e) {
      return "refused";
    }
  }

  @Test
  void what_is_refused_is_refused_with_the_reason() {
    assertThatThrownBy(() -> Inet.aton("127.0.0.1 evil"))
        .hasMessage("no address: \"127.0.0.1 evil\": ' ' is no digit of base 10");
    assertThatThrownBy(() -> Inet.aton("1.2.65536"))
        .hasMessageContaining("65536 is more than 65535");
    assertThatThrownBy(() -> Inet.pton(Family.INET6, "fe80::1%lo")).hasMessageContaining("a scope");
    assertThatThrownBy(() -> Inet.pton(Family.UNIX, "x")).hasMessageContaining("AF_UNIX");
    assertThatThrownBy(() -> Inet.htons(65_536)).hasMessageContaining("out of range");
  }

  @Test
  void the_ways_back_undo_the_ways_there() {
    byte[] bytes = "lisl".getBytes(UTF_8);
    assertThat(Inet.aton(Inet.ntoa(bytes))).isEqualTo(bytes);
    assertThat(Inet.ntohs(Inet.htons(80))).isEqualTo(80);
    assertThat(Inet.ntohl(Inet.htonl(-2))).isEqualTo(-2);
  }
}

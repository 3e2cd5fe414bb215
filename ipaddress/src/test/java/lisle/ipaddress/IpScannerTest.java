package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpScannerTest {

  static List<String> drain(IpScanner scanner) {
    var found = new ArrayList<String>();
    while (scanner.next()) {
      String prefix = scanner.prefixLength() < 0 ? "" : "/" + scanner.prefixLength();
      found.add(scanner.start() + "-" + scanner.end() + " " + scanner.address() + prefix);
    }
    return found;
  }

  private static List<String> scan(String text) {
    var found = new ArrayList<String>();
    var scanner = new IpScanner().over(text.getBytes(UTF_8));
    while (scanner.next()) {
      found.add(
          scanner.prefixLength() < 0
              ? scanner.address().toString()
              : scanner.address() + "/" + scanner.prefixLength());
    }
    return found;
  }

  // What the documentation of the class says, word for word and slowly.

  private static char kind(String text, int place) {
    char c = place < 0 || place >= text.length() ? ' ' : text.charAt(place);
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == '_' ? 'w' : c == '.' || c == ':' ? c : ' ';
  }

  private static boolean ends(String text, int place) {
    int dots = 0;
    while (dots < 3 && kind(text, place + dots) == '.') dots++;
    return kind(text, place + dots) == ' ';
  }

  private static @Nullable IpAddress read(String text, int from, int to) {
    String part = text.substring(from, to);
    boolean other = part.chars().anyMatch(c -> c == '%' || c == '/');
    return other ? null : IpAddress.tryParse(part);
  }

  static List<String> oracle(String text) {
    var found = new ArrayList<String>();
    for (int i = 0; i < text.length(); i++) {
      char before = kind(text, i - 1);
      if (before != ' ' && before != ':') continue;
      for (int end = Math.min(text.length(), i + 45); end > i; end--) {
        IpAddress address = read(text, i, end);
        if (address == null) continue;
        boolean colon = kind(text, end) == ':';
        boolean fits =
            address.version() == 4
                ? colon || ends(text, end)
                : before == ' ' && (ends(text, end) || (colon && kind(text, end + 1) == ' '));
        if (!fits) continue;
        String prefix = "";
        int stop = end;
        for (int digits = 3; digits > 0 && text.startsWith("/", end); digits--) {
          int behind = end + 1 + digits;
          if (behind > text.length()) continue;
          String number = text.substring(end + 1, behind);
          boolean plain = number.matches("0|[1-9][0-9]*");
          if (!plain || Integer.parseInt(number) > address.bitLength()) continue;
          if (kind(text, behind) != ':' && !ends(text, behind)) continue;
          prefix = "/" + number;
          stop = behind;
          break;
        }
        found.add(i + "-" + stop + " " + address + prefix);
        i = stop - 1;
        break;
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "192.0.2.1 - - [22/Nov/2026:10:11:12 +0000] \"GET / HTTP/1.1\" 200 | [192.0.2.1]",
        "client:192.0.2.1 server=192.0.2.2:80 | [192.0.2.1, 192.0.2.2]",
        "From [2001:db8::1]:443 to 2001:db8::2. | [2001:db8::1, 2001:db8::2]",
        "It was 192.0.2.1. Or 192.0.2.2... | [192.0.2.1, 192.0.2.2]",
        "2001:db8::1: refused | [2001:db8::1]",
        "2001:db8::: refused | [2001:db8::]",
        "route 192.0.2.0/24, 2001:db8::/32. | [192.0.2.0/24, 2001:db8::/32]",
        "192.0.2.7/24: up | [192.0.2.7/24]",
        "http://192.0.2.1/index.html | [192.0.2.1]",
        "192.0.2.1/33 192.0.2.1/024 192.0.2.1/24a | [192.0.2.1, 192.0.2.1, 192.0.2.1]",
        "192.0.2.1-192.0.2.9 | [192.0.2.1, 192.0.2.9]",
        "fe80::1%eth0 | [fe80::1]",
        "::ffff:192.0.2.1 ::192.0.2.1:80 | [::ffff:192.0.2.1, 192.0.2.1]",
        "v1.2.3.4 1.2.3.4.5 1.2.3 01.2.3.4 256.1.1.1 1.2.3.4a x_1.2.3.4 | []",
        "10:11:12 00:11:22:33:44:55 std::string a::b::c 1:::2 :1 | []",
        "1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1::2:3:4:5:6:7:8"
            + " | [1:2:3:4:5:6:7:0, 0:2:3:4:5:6:7:8]",
        "192.0.2.0/24:1:2:: | [192.0.2.0/24]",
        "地址192.0.2.1。 | [192.0.2.1]",
        ":: | [::]",
      })
  void findsWhatIsAnAddressInAText(String text, String expected) {
    assertThat(scan(text)).hasToString(expected);
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(drain(new IpScanner().over(bytes))).isEqualTo(oracle(new String(bytes, ISO_8859_1)));
  }

  @Test
  void findsWhatASlowReadingOfTheRulesFinds() {
    var prefixes = new RandomPrefixes("IpScannerTest");
    Random random = prefixes.random;
    var scanner = new IpScanner();
    for (int round = 0; round < 20_000; round++) {
      String text = text(prefixes, random);
      byte[] bytes = text.getBytes(ISO_8859_1);
      List<String> expected = oracle(text);
      assertThat(drain(scanner.over(bytes))).as(text).isEqualTo(expected);
      assertThat(drain(scanner.over(MemorySegment.ofArray(bytes)))).as(text).isEqualTo(expected);

      // A part is scanned as if it were all.
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      var part = drain(scanner.over(bytes, from, to));
      var alone = drain(scanner.over(text.substring(from, to).getBytes(ISO_8859_1)));
      assertThat(part).hasSameSizeAs(alone);
      for (int i = 0; i < part.size(); i++) {
        assertThat(part.get(i)).endsWith(alone.get(i).substring(alone.get(i).indexOf(' ')));
      }
    }
  }

  /** Addresses, things like them, and what stands around them, with a few bytes changed. */
  private static String text(RandomPrefixes prefixes, Random random) {
    String[] around = {
      " ", ".", ":", "/", "::", "a", "1", "_", "%", "-", "\n", "é", ",", "/24", "..."
    };
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      IpAddress address = prefixes.address();
      text.append(
          switch (random.nextInt(8)) {
            case 0 -> address.exploded();
            case 1 -> "10:11:12";
            case 2 -> "::ffff:" + prefixes.address(4);
            case 3 -> address + "/" + random.nextInt(140);
            case 4 -> around[random.nextInt(around.length)];
            default -> address.toString();
          });
      for (int j = random.nextInt(3); j > 0; j--)
        text.append(around[random.nextInt(around.length)]);
    }
    for (int j = random.nextInt(4) - 1; j > 0; j--) {
      int place = random.nextInt(text.length());
      String other = around[random.nextInt(around.length)];
      if (random.nextBoolean()) {
        text.insert(place, other);
      } else {
        text.setCharAt(place, other.charAt(0));
      }
    }
    return text.toString();
  }

  @Test
  void readsArbitraryBytesAsTheRulesSay() {
    Random random = new RandomPrefixes("IpScannerTest").random;
    String alphabet = "0123456789abcdefF::::....//  g_é%";
    var scanner = new IpScanner();
    for (int round = 0; round < 30_000; round++) {
      var text = new StringBuilder();
      int few = 2 + random.nextInt(alphabet.length() - 1);
      for (int i = random.nextInt(70); i >= 0; i--) {
        int c = random.nextInt(few);
        text.append(alphabet.charAt(round % 2 == 0 ? c : alphabet.length() - 1 - c));
      }
      byte[] bytes = text.toString().getBytes(ISO_8859_1);
      assertThat(drain(scanner.over(bytes))).as("%s", text).isEqualTo(oracle(text.toString()));
    }
  }

  @Test
  void everyPlaceInEveryWindowOfAMappedFileIsFound(@TempDir Path folder) throws Exception {
    var prefixes = new RandomPrefixes("IpScannerTest");
    var text = new StringBuilder();
    for (int i = 0; i < 600 || text.length() < 400_000; i++) {
      text.append(prefixes.address()).append(prefixes.random.nextBoolean() ? " " : "/17\n");
      if (prefixes.random.nextInt(500) == 0)
        text.append("x".repeat(prefixes.random.nextInt(70_000)));
      if (prefixes.random.nextInt(500) == 0)
        text.append("1.".repeat(prefixes.random.nextInt(40_000)));
      text.append(' ');
    }
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    List<String> expected = drain(new IpScanner().over(bytes));
    assertThat(expected.size()).isGreaterThan(500);
    Path file = folder.resolve("log");
    Files.write(file, bytes);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var arena = Arena.ofConfined()) {
      var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes.length, arena);
      assertThat(drain(new IpScanner().over(mapped))).isEqualTo(expected);
    }
  }

  @Test
  void givesObjectsWhereAsked() {
    var scanner = new IpScanner().over("192.0.2.7/24 2001:db8::1".getBytes(UTF_8));
    assertThatThrownBy(scanner::address).isInstanceOf(IllegalStateException.class);
    assertThat(scanner.next()).isTrue();
    assertThat(scanner.version()).isEqualTo(4);
    assertThat(scanner.bits()).isEqualTo(0xc000_0207);
    assertThat(scanner.network()).hasToString("192.0.2.0/24");
    assertThat(scanner.next()).isTrue();
    assertThat(scanner.version()).isEqualTo(6);
    assertThat(scanner.high()).isEqualTo(0x2001_0db8_0000_0000L);
    assertThat(scanner.low()).isEqualTo(1);
    assertThat(scanner.network()).hasToString("2001:db8::1/128");
    assertThat(scanner.next()).isFalse();
    assertThat(scanner.next()).isFalse();
    assertThat(scanner.version()).isZero();
  }

  @Test
  void aScanAllocatesNothing() {
    byte[] text =
        "192.0.2.1 2001:db8::1 198.51.100.0/24 ::ffff:192.0.2.1 x.y:z 10:11:12\n"
            .repeat(100)
            .getBytes(UTF_8);
    var scanner = new IpScanner();
    long[] sum = new long[1];
    Runnable work =
        () -> {
          scanner.over(text);
          while (scanner.next()) sum[0] += scanner.high() + scanner.bits() + scanner.start();
        };
    assertThat(CompiledIpTableTest.Allocation.of(work)).isZero();
  }
}

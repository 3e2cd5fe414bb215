package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The fast readers and the plain ones, which stand beside them as an oracle, read the same. */
class ReadersAgreeTest {
  private static final int ROUNDS = 150_000;

  private final Inputs inputs = Inputs.seeded("ReadersAgreeTest");

  @Test
  void onNearlyAddresses() {
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String text = inputs.hostileText();
      checkAll(text);
      if (IpAddress.tryParse(text) != null) read++;
    }
    // Else the inputs are too hostile, or too tame, to say anything.
    assertThat(read).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  @Test
  void onEveryShortText() {
    String alphabet = "01a:.%";
    for (int length = 0; length <= 6; length++) {
      int count = (int) Math.pow(alphabet.length(), length);
      for (int n = 0; n < count; n++) {
        var text = new StringBuilder();
        for (int k = 0, rest = n; k < length; k++, rest /= alphabet.length()) {
          text.append(alphabet.charAt(rest % alphabet.length()));
        }
        checkAll(text.toString());
      }
    }
  }

  @Test
  void onEveryOctetAndItsNeighbours() {
    for (int octet = 0; octet <= 1100; octet++) {
      for (String text : new String[] {"" + octet, "0" + octet}) {
        checkAll(text + ".12.255.0");
        checkAll("1." + text + ".255.20");
        checkAll("255.255." + text + ".3");
        checkAll("100.20.3." + text);
        checkAll("::" + text + ".1.2.3");
      }
    }
  }

  @Test
  void onEveryByteInEveryPlace() {
    for (String text : new String[] {"192.168.255.10", "2001:db8:1:22:333:4444:a:f", "::1"}) {
      for (int at = 0; at < text.length(); at++) {
        for (char c = 0; c < 256; c++) {
          checkAll(text.substring(0, at) + c + text.substring(at + 1));
        }
      }
    }
  }

  private void checkAll(String text) {
    long plain4 = Ipv4Parser.parse((CharSequence) text, 0, text.length());
    Ipv6Address plain6 = Ipv6Parser.parse((CharSequence) text, 0, text.length());
    Ipv4Address expected4 = plain4 < 0 ? null : Ipv4Address.ofBits((int) plain4);
    IpAddress expected = expected4 != null ? expected4 : plain6;
    check(text, expected4, Ipv4Address.tryParse(text));
    check(text, plain6, Ipv6Address.tryParse(text));
    check(text, expected, IpAddress.tryParse(text));
    // In an array of its own, and amid others at a random place.
    byte[] alone = text.getBytes(UTF_8);
    int from = inputs.random.nextInt(12);
    byte[] amid = ("1:a.2%:f0c9/3".substring(0, from) + text + "0:1.2:3:4:5:6").getBytes(UTF_8);
    check(text, expected4, Ipv4Address.tryParse(alone, 0, alone.length));
    check(text, plain6, Ipv6Address.tryParse(alone, 0, alone.length));
    check(text, expected4, Ipv4Address.tryParse(amid, from, from + alone.length));
    check(text, plain6, Ipv6Address.tryParse(amid, from, from + alone.length));
    check(text, expected, IpAddress.tryParse(amid, from, from + alone.length));
    check(text, expected, IpAddress.tryParse("<" + text, 1, text.length() + 1));
    if (expected == null) {
      checkRefusal(text);
    } else {
      IpAddress again = IpAddress.parse(expected.toString());
      check(text, expected, again);
    }
  }

  private static void check(String text, @Nullable IpAddress expected, @Nullable IpAddress actual) {
    // AssertJ is too slow to be asked millions of times.
    if (!Objects.equals(expected, actual)) assertThat(actual).as(text).isEqualTo(expected);
  }

  private static void checkRefusal(String text) {
    try {
      IpAddress.parse(text);
    } catch (IpFormatException e) {
      String message = Objects.requireNonNull(e.getMessage());
      boolean plain =
          e.input().equals(text)
              && e.index() >= 0
              && e.index() <= text.length()
              && message.length() < 140
              && message.chars().allMatch(c -> c >= ' ' && c <= '~');
      if (!plain) throw new AssertionError(text, e);
      return;
    }
    throw new AssertionError("read although tryParse refused: " + text);
  }

  @Test
  void andTheJdkReadsAndWritesTheSameBytes() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      IpAddress address = inputs.address();
      InetAddress theirs = InetAddress.getByAddress(address.packed());
      assertThat(address.toInetAddress()).isEqualTo(theirs);
      assertThat(IpAddress.from(theirs)).isEqualTo(address.unmapped());
      assertThat(InetAddress.ofLiteral(address.toString())).isEqualTo(theirs);
      assertThat(IpAddress.parse(theirs.getHostAddress())).isEqualTo(address.unmapped());
    }
  }

  @Test
  void andWhatIsWrittenIntoBytesIsTheText() {
    byte[] target = new byte[60];
    for (int i = 0; i < ROUNDS; i++) {
      int at = inputs.random.nextInt(21);
      IpAddress address = inputs.address();
      int end =
          switch (address) {
            case Ipv4Address v4 -> v4.write(target, at);
            case Ipv6Address v6 -> v6.write(target, at);
          };
      String written = new String(target, at, end - at, ISO_8859_1);
      if (!written.equals(naiveText(address))) {
        assertThat(written).isEqualTo(naiveText(address));
      }
    }
  }

  /** RFC 5952, word for word. */
  private static String naiveText(IpAddress address) {
    byte[] packed = address.packed();
    if (packed.length == 4) {
      return (packed[0] & 255)
          + "."
          + (packed[1] & 255)
          + "."
          + (packed[2] & 255)
          + "."
          + (packed[3] & 255);
    }
    if (address.unmapped() instanceof Ipv4Address v4) return "::ffff:" + naiveText(v4);
    int[] groups = new int[8];
    for (int g = 0; g < 8; g++) groups[g] = (packed[2 * g] & 255) << 8 | (packed[2 * g + 1] & 255);
    int best = 0;
    int bestLength = 1;
    for (int start = 0; start < 8; start++) {
      int length = 0;
      while (start + length < 8 && groups[start + length] == 0) length++;
      if (length > bestLength) {
        best = start;
        bestLength = length;
      }
    }
    if (bestLength == 1) return joined(groups, 0, 8);
    return joined(groups, 0, best) + "::" + joined(groups, best + bestLength, 8);
  }

  private static String joined(int[] groups, int from, int to) {
    var text = new StringBuilder();
    for (int g = from; g < to; g++) {
      if (g > from) text.append(':');
      text.append(Integer.toHexString(groups[g]));
    }
    return text.toString();
  }
}

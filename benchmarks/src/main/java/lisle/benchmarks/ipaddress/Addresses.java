package lisle.benchmarks.ipaddress;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * 65,536 random addresses of each version, many more than a branch predictor remembers, walked
 * through in turn. IPv4: all bits random. IPv6: one half all bits random, the other half a random
 * /48 and one or two random groups at the end, as hosts have them. IPv6 texts are in the shortest
 * form.
 */
@State(Scope.Thread)
public class Addresses {
  static final int COUNT = 1 << 16;

  final Ipv4Address[] v4 = new Ipv4Address[COUNT];
  final Ipv6Address[] v6 = new Ipv6Address[COUNT];
  final String[] text4 = new String[COUNT];
  final String[] text6 = new String[COUNT];

  /** The texts one after the other, a line feed after each, and where each starts. */
  byte[] bytes4 = {};

  byte[] bytes6 = {};
  final int[] starts4 = new int[COUNT + 1];
  final int[] starts6 = new int[COUNT + 1];

  private int turn;

  @Setup
  public void fill() {
    var random = new SplittableRandom(42);
    for (int i = 0; i < COUNT; i++) {
      v4[i] = Ipv4Address.ofBits(random.nextInt());
      boolean whole = random.nextBoolean();
      long high = random.nextLong();
      long low = random.nextLong();
      v6[i] =
          whole ? Ipv6Address.of(high, low) : Ipv6Address.of(high << 16, low >>> (32 + (i & 16)));
      text4[i] = v4[i].toString();
      text6[i] = v6[i].toString();
    }
    bytes4 = lines(text4, starts4);
    bytes6 = lines(text6, starts6);
  }

  private static byte[] lines(String[] texts, int[] starts) {
    for (int i = 0; i < COUNT; i++) starts[i + 1] = starts[i] + texts[i].length() + 1;
    return (String.join("\n", texts) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns 0 to COUNT - 1, and starts over. */
  int next() {
    return turn++ & (COUNT - 1);
  }
}

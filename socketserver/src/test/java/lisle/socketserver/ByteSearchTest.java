package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
  private static int naive(byte[] bytes, int from, int to, byte wanted) {
    for (int i = from; i < to; i++) if (bytes[i] == wanted) return i;
    return -1;
  }

  @Test
  void a_byte_is_found_where_a_plain_loop_finds_it() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      byte wanted = (byte) random.nextInt(256);
      byte[] bytes = new byte[random.nextInt(40)];
      // Bytes that differ in one bit, or by one, are those that a borrow could take for it.
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            switch (random.nextInt(8)) {
              case 0 -> wanted;
              case 1 -> (byte) (wanted ^ 0x80);
              case 2 -> (byte) (wanted + 1);
              case 3 -> (byte) (wanted ^ 1);
              default -> (byte) random.nextInt(256);
            };
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      assertThat(ByteSearch.indexOf(bytes, from, to, wanted))
          .isEqualTo(naive(bytes, from, to, wanted));
    }
  }
}

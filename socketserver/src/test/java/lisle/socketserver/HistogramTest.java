package lisle.socketserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void a_quantile_is_at_most_an_eighth_too_long() {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("-Dlisle.seed=" + seed);
    Random random = new Random(seed);
    Histogram histogram = new Histogram();
    long[] values = new long[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong() >>> (2 + random.nextInt(60));
      histogram.add(values[i]);
    }
    Arrays.sort(values);
    Distribution read = histogram.read();
    assertThat(read.count()).isEqualTo(values.length);
    for (double share : new double[] {0, 0.1, 0.5, 0.9, 0.99, 1}) {
      long exact = values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
      long said = read.quantile(share).toNanos();
      assertThat(said).isBetween(exact, exact + exact / 8);
    }
  }

  @Test
  void every_value_is_in_its_bucket() {
    for (long value = 0; value < 100_000; value++) {
      int bucket = Histogram.bucket(value);
      assertThat(Histogram.largest(bucket)).isGreaterThanOrEqualTo(value);
      if (bucket > 0) assertThat(Histogram.largest(bucket - 1)).isLessThan(value);
    }
    assertThat(Histogram.largest(Histogram.bucket(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothing_took_no_time() {
    assertThat(new Histogram().read().quantile(0.5)).isEqualTo(Duration.ZERO);
    assertThat(new Histogram().read().mean()).isEqualTo(Duration.ZERO);
  }
}

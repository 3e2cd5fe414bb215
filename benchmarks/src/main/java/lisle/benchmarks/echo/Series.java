package lisle.benchmarks.echo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The samples of one contender, one a round. */
final class Series {
  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  double median(ToDoubleFunction<Sample> figure) {
    return median(samples.stream().mapToDouble(figure).toArray());
  }

  double min(ToDoubleFunction<Sample> figure) {
    return samples.stream().mapToDouble(figure).min().orElseThrow();
  }

  double max(ToDoubleFunction<Sample> figure) {
    return samples.stream().mapToDouble(figure).max().orElseThrow();
  }

  /**
   * Returns the median over the rounds of this cost to that of the same round: what the whole
   * machine does faster or slower from one round to the next falls out.
   */
  double ratio(Series base) {
    int rounds = Math.min(samples.size(), base.samples.size());
    var ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) ratios[i] = samples.get(i).cost() / base.samples.get(i).cost();
    return median(ratios);
  }

  private static double median(double[] figures) {
    Arrays.sort(figures);
    int middle = figures.length / 2;
    return figures.length % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
  }
}

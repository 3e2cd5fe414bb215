package lisle.benchmarks.echo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The samples of one contender, one a turn. */
final class Series {
  private final List<Sample> samples = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  void addAll(Series other) {
    samples.addAll(other.samples);
  }

  double median(ToDoubleFunction<Sample> figure) {
    return median(samples.stream().mapToDouble(figure).toArray());
  }

  /** Returns the figure that so much of the turns, 0 to 1, lie below. */
  double quantile(double share, ToDoubleFunction<Sample> figure) {
    double[] figures = samples.stream().mapToDouble(figure).sorted().toArray();
    return figures[(int) Math.round(share * (figures.length - 1))];
  }

  /**
   * Returns the median over the turns of this cost to that of the same turn: what the whole machine
   * does faster or slower from one turn to the next falls out.
   */
  double ratio(Series base) {
    int turns = Math.min(samples.size(), base.samples.size());
    var ratios = new double[turns];
    for (int i = 0; i < turns; i++) ratios[i] = samples.get(i).cost() / base.samples.get(i).cost();
    return median(ratios);
  }

  private static double median(double[] figures) {
    Arrays.sort(figures);
    int middle = figures.length / 2;
    return figures.length % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
  }
}

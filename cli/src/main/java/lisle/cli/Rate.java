package lisle.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How often in which time: {@code 10/s}, {@code 100/5m}. */
record Rate(int times, Duration period) {
  /** Reads one. */
  static final class Converter implements ITypeConverter<Rate> {
    @Override
    public Rate convert(String text) {
      int slash = text.indexOf('/');
      try {
        int times = Integer.parseInt(text.substring(0, Math.max(slash, 0)));
        String period = text.substring(slash + 1);
        boolean hasNumber = !period.isEmpty() && Character.isDigit(period.charAt(0));
        Duration time = new Span().convert(hasNumber ? period : "1" + period);
        if (times > 0 && time.isPositive()) return new Rate(times, time);
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "\"" + text + "\" is no rate: write it as 10/s, 100/1m or 5/500ms");
    }
  }
}

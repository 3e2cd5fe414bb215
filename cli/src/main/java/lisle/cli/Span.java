package lisle.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time on the command line: {@code 15s}, {@code 500ms}, {@code 2m}, or seconds. */
final class Span implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|)");

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException(
          "\"" + text + "\" is no time: write it as 15s, 500ms, 2m or 1h");
    }
    double unit =
        switch (form.group(2)) {
          case "ms" -> 1e6;
          case "m" -> 60e9;
          case "h" -> 3600e9;
          default -> 1e9;
        };
    return Duration.ofNanos((long) (Double.parseDouble(form.group(1)) * unit));
  }
}

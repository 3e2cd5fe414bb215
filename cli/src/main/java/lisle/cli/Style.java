package lisle.cli;

/**
 * Colour, where it is seen and wanted: on a terminal, and never where {@code NO_COLOR} is set or
 * {@code TERM} is {@code dumb}. The launcher asks whether the streams are terminals, since a shell
 * does so for nothing.
 */
final class Style {
  private static final Style PLAIN = new Style(false);
  private static final Style COLOURED = new Style(true);

  private final boolean coloured;

  private Style(boolean coloured) {
    this.coloured = coloured;
  }

  static Style ofOutput() {
    return isOutputTerminal() && isWanted() ? COLOURED : PLAIN;
  }

  static boolean isOutputTerminal() {
    return Boolean.getBoolean("lisle.terminal.out");
  }

  /** Whether standard error is a terminal on which a line can be written over. */
  static boolean isErrorTerminal() {
    return Boolean.getBoolean("lisle.terminal.err") && !isDumb();
  }

  static boolean isInputTerminal() {
    return Boolean.getBoolean("lisle.terminal.in");
  }

  static boolean isWanted() {
    String no = System.getenv("NO_COLOR");
    return (no == null || no.isEmpty()) && !isDumb();
  }

  private static boolean isDumb() {
    return "dumb".equals(System.getenv("TERM"));
  }

  String bold(String text) {
    return coloured ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  String red(String text) {
    return coloured ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  String green(String text) {
    return coloured ? "\u001b[32m" + text + "\u001b[0m" : text;
  }
}

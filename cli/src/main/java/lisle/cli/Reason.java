package lisle.cli;

import java.util.Locale;

/** What an exception says to a person, in one line. */
final class Reason {
  private Reason() {}

  static String of(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.toString() : message;
    return printable(text);
  }

  /**
   * What was typed or read may be in the message: no part of it may steer a terminal, and what is
   * not seen, such as the mark that some editors begin a file with, may be what is wrong.
   */
  private static String printable(String text) {
    if (text.chars().noneMatch(Reason::isUnseen)) return text;
    var printable = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isUnseen(c)) printable.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      else printable.append(c);
    }
    return printable.toString();
  }

  private static boolean isUnseen(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }
}

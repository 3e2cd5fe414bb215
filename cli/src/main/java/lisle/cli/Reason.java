package lisle.cli;

/** What an exception says to a person, in one line. */
final class Reason {
  private Reason() {}

  static String of(Throwable failure) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.toString() : message;
    return text.lines().findFirst().orElse(text);
  }
}

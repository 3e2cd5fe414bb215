package lisle.ipaddress;

import java.io.Serial;

/**
 * Says that a text is not what it was read as, where the fault is, and why.
 *
 * <p>The message is one short line: {@code "192.0.2.256": octet above 255 at index 8}. A long text
 * is cut around the fault, and what is not printable ASCII is escaped, so that a message is safe in
 * a log.
 */
public final class IpFormatException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  /** The most characters of the input that a message shows. */
  private static final int SHOWN = 60;

  private final String input;
  private final int index;
  private final String reason;

  IpFormatException(String input, int index, String reason) {
    super(message(input, index, reason));
    this.input = input;
    this.index = index;
    this.reason = reason;
  }

  /** Returns the text that was refused: the whole of it, or the part that was asked to be read. */
  public String input() {
    return input;
  }

  /**
   * Returns where in {@link #input} the fault is, from 0 to the input's length; the length means
   * that something is missing at the end.
   */
  public int index() {
    return index;
  }

  /** Returns why it was refused, in a few words, such as {@code octet above 255}. */
  public String reason() {
    return reason;
  }

  private static String message(String input, int index, String reason) {
    int from = Math.max(0, Math.min(index - SHOWN / 2, input.length() - SHOWN));
    int to = Math.min(input.length(), from + SHOWN);
    var message = new StringBuilder(SHOWN + 40);
    if (from > 0) message.append("...");
    message.append('"');
    for (int i = from; i < to; i++) {
      char c = input.charAt(i);
      if (c == '"' || c == '\\') message.append('\\').append(c);
      else if (c >= ' ' && c <= '~') message.append(c);
      else message.append(String.format("\\u%04x", (int) c));
    }
    message.append('"');
    if (to < input.length()) message.append("...");
    return message.append(": ").append(reason).append(" at index ").append(index).toString();
  }
}

package lisle.cli;

import java.util.HexFormat;

/**
 * Bytes as a person reads them: for 16 of them a line with their place, their numbers and what is
 * printable ASCII. For one thread and one direction.
 */
final class HexView {
  private static final int WIDTH = 16;
  private static final HexFormat HEX = HexFormat.of();

  private final String mark;
  private long place;

  HexView(String mark) {
    this.mark = mark;
  }

  /** Returns the lines for these bytes. */
  String of(byte[] bytes, int length) {
    var text = new StringBuilder();
    for (int from = 0; from < length; from += WIDTH) {
      int to = Math.min(length, from + WIDTH);
      text.append(mark).append(HEX.toHexDigits((int) place)).append("  ");
      for (int i = from; i < from + WIDTH; i++) {
        text.append(i < to ? HEX.toHexDigits(bytes[i]) : "  ").append(' ');
        if (i == from + WIDTH / 2 - 1) text.append(' ');
      }
      text.append(" |");
      for (int i = from; i < to; i++) {
        text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
      }
      text.append("|\n");
      place += to - from;
    }
    return text.toString();
  }
}

package lisle.socket;

import java.util.HexFormat;

/** The text of an address that is fields between colons, taken apart. */
final class AddressText {
  private final String text;
  private final String form;
  private final String[] fields;

  /**
   * Takes a text apart.
   *
   * @param form how it is written, for the message of a fault
   * @throws IllegalArgumentException if there are fewer fields than {@code least} or more than
   *     {@code most}
   */
  AddressText(String text, String form, int least, int most) {
    this.text = text;
    this.form = form;
    this.fields = text.split(":", -1);
    if (fields.length < least || fields.length > most) throw refused("wrong number of parts");
  }

  int count() {
    return fields.length;
  }

  String text(int index) {
    return fields[index];
  }

  /** Reads a field that is a decimal number, or a hexadecimal one with {@code 0x}; 0 if absent. */
  long number(int index, long most) {
    return index < fields.length ? number(fields[index], most) : 0;
  }

  /** As {@link #number(int, long)}, where {@code *} stands for the 32 bits of minus one. */
  int numberOrAny(int index) {
    return fields[index].equals("*") ? -1 : (int) number(fields[index], 0xFFFF_FFFFL);
  }

  long number(String field, long most) {
    boolean hex = field.startsWith("0x");
    String digits = hex ? field.substring(2) : field;
    // No sign, no spaces, and nothing so long that it could overflow.
    if (!digits.matches("[0-9a-fA-F]{1,12}")) throw refused("\"" + field + "\" is no number");
    try {
      long number = Long.parseLong(digits, hex ? 16 : 10);
      if (number <= most) return number;
    } catch (NumberFormatException e) {
      throw refused("\"" + field + "\" is no number");
    }
    throw refused(field + " is out of range 0 to " + most);
  }

  byte[] hex(String field, int most) {
    if (!field.matches("([0-9a-fA-F]{2})*") || field.length() > 2 * most) {
      throw refused("\"" + field + "\" is not at most " + most + " bytes in hexadecimal");
    }
    return HexFormat.of().parseHex(field);
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(
        "no socket address: \"" + text + "\": " + why + ": write " + form);
  }
}

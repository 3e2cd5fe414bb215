package lisle.ipaddress;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;

/**
 * What every noun of this package is in a serial stream: its kind and its text. Reading one parses
 * the text, so that no stream can make a value that the constructors refuse.
 */
record SerialText(byte kind, String text) implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  static final byte ADDRESS = 1;
  static final byte NETWORK = 2;
  static final byte INTERFACE = 3;
  static final byte RANGE = 4;

  @Serial
  private Object readResolve() throws InvalidObjectException {
    if (text == null) throw new InvalidObjectException("no text");
    try {
      return switch (kind) {
        case ADDRESS -> IpAddress.parse(text);
        case NETWORK -> IpNetwork.parse(text);
        case INTERFACE -> IpInterface.parse(text);
        case RANGE -> IpRange.parse(text);
        default -> throw new InvalidObjectException("unknown kind " + kind);
      };
    } catch (IpFormatException e) {
      throw new InvalidObjectException(e.getMessage(), e);
    }
  }

  static InvalidObjectException missing() {
    return new InvalidObjectException("not in its serial form");
  }
}

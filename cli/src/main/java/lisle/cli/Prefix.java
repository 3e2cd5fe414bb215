package lisle.cli;

import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;

/**
 * An address or a network in the bytes of a line, without an object for it: the forms that nearly
 * all lines have. Who meets another form asks the parsers of objects. For one thread.
 */
final class Prefix {
  /** 4 or 6. */
  int version;

  /** The IPv4 address. */
  int bits;

  /** The IPv6 address. */
  final long[] words = new long[2];

  /** That of the whole address where the text has none. */
  int length;

  /** Reads it; returns false where it is in none of these forms. */
  boolean read(byte[] text, int from, int to) {
    int slash = to;
    length = -1;
    for (int i = to - 1; i >= from && i >= to - 4; i--) {
      if (text[i] != '/') continue;
      length = number(text, i + 1, to);
      if (length < 0) return false;
      slash = i;
      break;
    }
    long v4 = Ipv4Address.parseBits(text, from, slash);
    if (v4 >= 0) {
      version = 4;
      bits = (int) v4;
      if (length < 0) length = 32;
      return length <= 32;
    }
    version = 6;
    if (length < 0) length = 128;
    return length <= 128 && Ipv6Address.parseBits(text, from, slash, words, 0);
  }

  /** Becomes this network. */
  void set(IpNetwork network) {
    version = network.version();
    length = network.prefixLength();
    switch (network.address()) {
      case Ipv4Address a -> bits = a.bits();
      case Ipv6Address a -> {
        words[0] = a.high();
        words[1] = a.low();
      }
    }
  }

  private static int number(byte[] text, int from, int to) {
    if (from == to || (text[from] == '0' && to - from > 1)) return -1;
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) return -1;
      number = 10 * number + digit;
    }
    return number;
  }

  /** The bits behind the prefix of the IPv4 network. */
  int hostMask() {
    return length == 0 ? -1 : (int) (0xffff_ffffL >>> length);
  }

  /** The upper bits behind the prefix of the IPv6 network. */
  long highHostMask() {
    return length >= 64 ? 0 : -1L >>> length;
  }

  /** The lower bits behind the prefix of the IPv6 network. */
  long lowHostMask() {
    return length <= 64 ? -1 : length == 128 ? 0 : -1L >>> (length - 64);
  }

  /** Returns whether bits behind the prefix are set. */
  boolean hasHostBits() {
    return version == 4
        ? (bits & hostMask()) != 0
        : (words[0] & highHostMask()) != 0 || (words[1] & lowHostMask()) != 0;
  }
}

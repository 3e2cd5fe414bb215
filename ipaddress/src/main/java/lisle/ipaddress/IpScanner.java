package lisle.ipaddress;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Finds every address and network in a text, such as a log or a column of a table, without an
 * object for any of them.
 *
 * {@snippet :
 * var scanner = new IpScanner().over(bytes);
 * while (scanner.next()) {
 *   if (scanner.version() == 4) count(scanner.bits());
 * }
 * }
 *
 * <p>The text is ASCII or any encoding that has ASCII in it as it is, such as UTF-8. <i>Word
 * bytes</i> are the ASCII letters and digits, {@code _}, {@code .} and {@code :}; all others, and
 * both ends of the text, are <i>boundaries</i>.
 *
 * <ul>
 *   <li>An IPv6 address stands behind a boundary and before one; in one of the forms of RFC 4291
 *       section 2.2, that with an IPv4 address at the end among them.
 *   <li>An IPv4 address is four decimal numbers to 255 without leading zeros. It stands behind a
 *       boundary or a colon and before one of these: {@code client:192.0.2.1}, {@code
 *       192.0.2.1:80}.
 *   <li>Between an address and its boundary there may be what ends a sentence: one to three dots,
 *       or behind an IPv6 address a single colon.
 *   <li>A network is an address with {@code /} and a prefix length in decimal right behind it, then
 *       a boundary or the dots or a colon. Where that is no prefix length of this version, or goes
 *       on as a word, the address stands alone: {@code 192.0.2.1/index.html}. The bits are as
 *       written, whether or not there are some behind the prefix.
 *   <li>A scope, {@code %eth0}, is not read: {@code %} is a boundary.
 * </ul>
 *
 * <p>So {@code v1.2.3.4}, {@code 1.2.3.4.5} and {@code 10:11:12} have no address, and a version
 * number {@code 1.2.3.4} is one, since nothing tells it apart. Where more is known of the text,
 * give the scanner the part that can have addresses.
 *
 * <p>A scanner allocates nothing while it scans (over a memory segment, 64 KiB the first time). For
 * one thread. The bytes must not change meanwhile.
 */
public final class IpScanner {

  /** No address with its prefix length, dots and boundary is as long: at most 45 + 4 + 3 + 1. */
  private static final int LONGEST = 64;

  /** What may have to be looked at before a dot or colon: five bytes, eight to read a word. */
  private static final int BEHIND = 16;

  private static final int WINDOW = 1 << 16;

  // The kinds of bytes.
  private static final byte BOUNDARY = 0;
  private static final byte WORD = 1;
  private static final byte DOT = 2;
  private static final byte COLON = 3;
  private static final byte[] KINDS = kinds();

  private byte[] bytes = {};

  /** Where the text in the array begins and ends. */
  private int from;

  private int to;

  /** Where the scan goes on. */
  private int at;

  /** What to add to a place in the array for a place in the whole. */
  private long offset;

  /** Where the array is a window on this, the next byte of it that is not in the window yet. */
  private MemorySegment segment = MemorySegment.NULL;

  private long unread;
  private byte[] window = {};

  private final Ipv6Words ipv6 = new Ipv6Words();

  // What was found; places in the array.
  private int start;

  /** Also where the next one may begin at the earliest. */
  private int end;

  private int version;
  private long high;
  private long low;
  private int prefixLength;

  /** Makes a scanner over nothing. */
  public IpScanner() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0; c < 128; c++) {
      if (Character.isLetterOrDigit(c) || c == '_') kinds[c] = WORD;
    }
    kinds['.'] = DOT;
    kinds[':'] = COLON;
    return kinds;
  }

  /** Begins at the start of this text; returns this. */
  public IpScanner over(byte[] text) {
    return over(text, 0, text.length);
  }

  /**
   * Begins at the start of a part of this text, as if there were nothing around it; returns this.
   * Places count from the start of the array.
   *
   * @throws IndexOutOfBoundsException where the part is not within the array
   */
  public IpScanner over(byte[] text, int from, int to) {
    Objects.checkFromToIndex(from, to, text.length);
    bytes = text;
    this.from = from;
    this.to = to;
    at = from;
    end = from;
    offset = 0;
    segment = MemorySegment.NULL;
    unread = 0;
    version = 0;
    return this;
  }

  /** Begins at the start of this text, such as a mapped file of any size; returns this. */
  public IpScanner over(MemorySegment text) {
    Objects.requireNonNull(text, "text");
    if (window.length == 0) window = new byte[WINDOW];
    over(window, 0, 0);
    segment = text;
    return this;
  }

  /** Goes to the next address or network; returns false where there is none. */
  public boolean next() {
    // In a column the next address begins right behind the separator: no need to look for it.
    if (version != 0
        && to - at > LONGEST
        && KINDS[bytes[at] & 0xff] == BOUNDARY
        && nextInColumn()) {
      at = end;
      return true;
    }
    while (true) {
      int found = find();
      if (found < 0) {
        version = 0;
        return false;
      }
      // Found, and so in need of a look at what is around: the window must hold it all.
      if (to - found < LONGEST && unread < segment.byteSize()) {
        at = found;
        slide();
        continue;
      }
      at = found + 1;
      if (bytes[found] == '.' ? ipv4Around(found) : bytes[found] == ':' && ipv6Around(found)) {
        at = end;
        return true;
      }
    }
  }

  /**
   * Reads the address that begins behind a byte, if one does, of the version that was found last.
   */
  private boolean nextInColumn() {
    byte first = bytes[at + 1];
    return version == 4
        ? first >= '0' && first <= '9' && ipv4From(at + 1)
        : Character.digit(first, 16) >= 0 && ipv6From(at + 1);
  }

  /** The next dot or colon (or what looks like one), or -1. */
  private int find() {
    while (true) {
      byte[] text = bytes;
      int i = at;
      for (; i <= to - 8; i += 8) {
        long flags = TextFlags.dotsAndColons(Words.getText(text, i));
        if (flags != 0) return i + (Long.numberOfTrailingZeros(flags) >>> 3);
      }
      for (; i < to; i++) {
        if (text[i] == '.' || text[i] == ':') return i;
      }
      at = to;
      if (unread >= segment.byteSize()) return -1;
      slide();
    }
  }

  /** Moves the window on, so that what is right before {@link #at} stays in it. */
  private void slide() {
    int keep = Math.max(at - BEHIND, 0);
    int kept = to - keep;
    System.arraycopy(window, keep, window, 0, kept);
    int more = (int) Math.min(WINDOW - kept, segment.byteSize() - unread);
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, unread, window, kept, more);
    unread += more;
    at -= keep;
    end = Math.max(end - keep, 0);
    to = kept + more;
    offset = unread - to;
    // Behind the first window the text has begun long ago, and what was kept is enough to see that.
  }

  private int kind(int place) {
    return place < from || place >= to ? BOUNDARY : KINDS[bytes[place] & 0xff];
  }

  /** Whether a word ends at a place, or with one to three dots there. */
  private boolean ends(int place) {
    int kind = kind(place);
    return kind == BOUNDARY || (kind == DOT && endsWithDots(place));
  }

  private boolean endsWithDots(int place) {
    int dots = place;
    while (dots < place + 3 && kind(dots) == DOT) dots++;
    return kind(dots) == BOUNDARY;
  }

  /** Looks for an IPv4 address around its first dot. */
  private boolean ipv4Around(int dot) {
    int digits = digitsBefore(dot);
    if (digits < 1 || digits > 3) return false;
    int first = dot - digits;
    int before = kind(first - 1);
    // What ended the last one, a prefix length, may look like the beginning of another.
    return first >= end && (before == BOUNDARY || before == COLON) && ipv4From(first);
  }

  private boolean ipv4From(int first) {
    long found = Ipv4Words.read(bytes, first, to);
    if (found < 0) return false;
    int last = first + (int) (found >>> 32);
    if (kind(last) != COLON && !ends(last)) return false;
    start = first;
    end = last;
    version = 4;
    high = 0;
    low = found & 0xffff_ffffL;
    readPrefixLength(32);
    return true;
  }

  private int digitsBefore(int dot) {
    if (dot - 8 >= from) {
      return Long.numberOfLeadingZeros(TextFlags.notDigits(Words.getText(bytes, dot - 8))) >>> 3;
    }
    int first = dot;
    while (first > from && bytes[first - 1] >= '0' && bytes[first - 1] <= '9') first--;
    return dot - first;
  }

  /** Looks for an IPv6 address around its first colon. */
  private boolean ipv6Around(int colon) {
    int digits = hexBefore(colon);
    if (digits > 4 || kind(colon - digits - 1) != BOUNDARY) return false;
    if (digits == 0 && kind(colon + 1) != COLON) return false;
    int first = colon - digits;
    return first >= end && ipv6From(first);
  }

  private boolean ipv6From(int first) {
    if (!ipv6.read(bytes, first, to)) return false;
    int last = first + ipv6.length;
    if (!ends(last) && (kind(last) != COLON || kind(last + 1) != BOUNDARY)) return false;
    start = first;
    end = last;
    version = 6;
    high = ipv6.high;
    low = ipv6.low;
    readPrefixLength(128);
    return true;
  }

  private int hexBefore(int colon) {
    if (colon - 8 >= from) {
      return Long.numberOfLeadingZeros(TextFlags.notHex(Words.getText(bytes, colon - 8))) >>> 3;
    }
    int first = colon;
    while (first > from && Character.digit(bytes[first - 1], 16) >= 0) first--;
    return colon - first;
  }

  /** Reads a prefix length behind the address, if there is one. */
  private void readPrefixLength(int longest) {
    prefixLength = -1;
    if (end + 1 >= to || bytes[end] != '/') return;
    int length = 0;
    int i = end + 1;
    for (; i < to && i < end + 4 && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      length = 10 * length + bytes[i] - '0';
    }
    int digits = i - end - 1;
    boolean plain = digits == 1 || (digits > 1 && bytes[end + 1] != '0');
    if (!plain || length > longest || (kind(i) != COLON && !ends(i))) return;
    prefixLength = length;
    end = i;
  }

  /** Returns where the address or network that was found begins, counted in bytes of the text. */
  public long start() {
    return offset + start;
  }

  /**
   * Returns where the address or network that was found ends: the place of the first byte behind.
   */
  public long end() {
    return offset + end;
  }

  /** Returns 4 or 6, the version of what was found; 0 where nothing is found, yet or any more. */
  public int version() {
    return version;
  }

  /** Returns the bits of the IPv4 address that was found. */
  public int bits() {
    return (int) low;
  }

  /** Returns the upper 64 bits of the IPv6 address that was found. */
  public long high() {
    return high;
  }

  /** Returns the lower 64 bits of the IPv6 address that was found. */
  public long low() {
    return low;
  }

  /** Returns the prefix length that was found behind the address, or -1 where there was none. */
  public int prefixLength() {
    return prefixLength;
  }

  /**
   * Returns the address that was found, as an object.
   *
   * @throws IllegalStateException where nothing is found
   */
  public IpAddress address() {
    return switch (version) {
      case 4 -> Ipv4Address.ofBits((int) low);
      case 6 -> Ipv6Address.of(high, low);
      default -> throw new IllegalStateException("no address here: ask after next() returned true");
    };
  }

  /**
   * Returns the network that was found, as an object: the one that the address is in, or that of
   * the address alone where there was no prefix length.
   *
   * @throws IllegalStateException where nothing is found
   */
  public IpNetwork network() {
    IpAddress address = address();
    return prefixLength < 0 ? address.toNetwork() : IpNetwork.containing(address, prefixLength);
  }
}

package lisle.socketserver;

import static java.util.Objects.requireNonNull;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How a stream is cut into frames. Each form has a limit, so that no client can make the server
 * hold more than that. Immutable.
 */
public abstract sealed class Framing {
  /** The most bytes that a frame can be allowed: 1 GiB. */
  public static final int MOST = 1 << 30;

  private static final byte[] LF = {'\n'};
  private static final byte[] CR_LF = {'\r', '\n'};

  final int limit;

  private Framing(int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("a limit of " + limit + " is not from 1 to " + MOST);
    }
    this.limit = limit;
  }

  /** Returns the most bytes of a frame, without what marks its end or tells its length. */
  public int limit() {
    return limit;
  }

  /**
   * Returns a framing of lines that end with LF, or CR LF, which are not part of the frame. What is
   * sent ends with LF. A last line without an end counts as one.
   *
   * @param limit the most bytes of a line, from 1 to {@link #MOST}
   */
  public static Framing lines(int limit) {
    return new Lines(limit, LF);
  }

  /**
   * As {@link #lines}, but what is sent ends with CR LF, as the protocols of the Internet have it:
   * SMTP, FTP, IRC, HTTP. What comes may end with LF alone. Where others that read the same stream
   * are stricter, a client could pass that off as two lines here and one there; and a last line
   * that was cut off looks whole: for no line but those with CR LF, take {@link #delimitedBy}.
   *
   * @param limit the most bytes of a line, from 1 to {@link #MOST}
   */
  public static Framing crLfLines(int limit) {
    return new Lines(limit, CR_LF);
  }

  /**
   * Returns a framing in which each frame comes after its length, an unsigned big-endian number.
   *
   * @param bytes the size of that number: 1, 2, 3 or 4
   * @param limit the most bytes of a frame, from 1 to {@link #MOST}, and no more than the number
   *     can tell
   */
  public static Framing lengthPrefixed(int bytes, int limit) {
    return new LengthPrefixed(bytes, ByteOrder.BIG_ENDIAN, limit);
  }

  /**
   * As {@link #lengthPrefixed(int, int)}, with the bytes of the number in this order: little-endian
   * where the client writes its integers as they lie in its memory.
   */
  public static Framing lengthPrefixed(int bytes, ByteOrder order, int limit) {
    return new LengthPrefixed(bytes, requireNonNull(order, "order"), limit);
  }

  /**
   * Returns a framing in which all frames have the same size.
   *
   * @param size from 1 to {@link #MOST}
   */
  public static Framing fixed(int size) {
    return new Fixed(size);
  }

  /**
   * Returns a framing in which each frame ends with the same bytes, which are not part of it.
   *
   * @param delimiter at least one byte
   * @param limit the most bytes of a frame, from 1 to {@link #MOST}
   */
  public static Framing delimitedBy(byte[] delimiter, int limit) {
    return new Delimited(delimiter.clone(), limit);
  }

  /**
   * Returns the framing of a stream that has none: what comes together, at most 8 KiB of it, is a
   * frame, and what is sent goes out as it is. Over a sequenced-packet socket a frame is a packet;
   * one that is longer is over its limit, and one without bytes ends the connection, as the kernel
   * makes no difference there.
   */
  public static Framing none() {
    return None.INSTANCE;
  }

  /**
   * Looks for a frame.
   *
   * @param from where the frame begins
   * @param seen up to where earlier calls have looked in vain
   * @param to where the bytes end
   * @return where the frame and what ends it end; or minus the bytes that are there at least before
   *     a frame can be complete, counted from {@code from}
   * @throws FrameException if it is over its limit
   */
  abstract int find(byte[] bytes, int from, int seen, int to) throws FrameException;

  /** Reports whether a packet of a sequenced-packet socket is a frame, whatever is in it. */
  boolean takesPackets() {
    return false;
  }

  /** Returns where the content of a frame begins that was found. */
  int begin(int from) {
    return from;
  }

  /** Returns where the content of a frame ends that was found. */
  abstract int end(byte[] bytes, int from, int found);

  /**
   * Takes so many bytes, with which the stream ended, for a frame.
   *
   * @throws FrameException if they are none
   */
  void checkLast(int length) throws FrameException {
    throw new FrameException("the stream ended after " + length + " bytes of a frame", false);
  }

  /**
   * Returns how many bytes a frame that is over its limit takes, with what goes around it; or minus
   * one where only its end tells: see {@link #afterEnd}.
   */
  long size(byte[] bytes, int from) {
    return -1;
  }

  /**
   * Looks for the end of a frame, however long it is.
   *
   * @return where it ends; or minus how many bytes before {@code to} may be a part of its end
   */
  int afterEnd(byte[] bytes, int from, int to) {
    return 0;
  }

  /** Returns a frame with what goes around it. */
  abstract byte[] wrap(byte[] content, int offset, int length);

  private static byte[] part(byte[] content, int offset, int length) {
    return offset == 0 && length == content.length
        ? content
        : Arrays.copyOfRange(content, offset, offset + length);
  }

  private static byte[] joined(byte[] content, int offset, int length, byte[] end) {
    byte[] frame = new byte[length + end.length];
    System.arraycopy(content, offset, frame, 0, length);
    System.arraycopy(end, 0, frame, length, end.length);
    return frame;
  }

  private static FrameException tooLong(String what, int limit) {
    return new FrameException("a " + what + " over its limit of " + limit + " bytes", true);
  }

  /** See {@link #lines}. */
  private static final class Lines extends Framing {
    /** What is sent ends with this. */
    private final byte[] end;

    Lines(int limit, byte[] end) {
      super(limit);
      this.end = end;
    }

    @Override
    public String toString() {
      return (end == LF ? "lines(" : "crLfLines(") + limit + ")";
    }

    @Override
    int find(byte[] bytes, int from, int seen, int to) throws FrameException {
      int feed = ByteSearch.indexOf(bytes, seen, to, (byte) '\n');
      if (feed >= 0) {
        if (end(bytes, from, feed + 1) - from > limit) throw tooLong("line", limit);
        return feed + 1;
      }
      if (to - from > limit + 1 || (to - from > limit && bytes[to - 1] != '\r')) {
        throw tooLong("line", limit);
      }
      return -(to - from + 1);
    }

    @Override
    int end(byte[] bytes, int from, int found) {
      int end = found - 1;
      return end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    @Override
    void checkLast(int length) throws FrameException {
      if (length > limit) throw tooLong("line", limit); // by a CR without its LF
    }

    @Override
    int afterEnd(byte[] bytes, int from, int to) {
      return ByteSearch.indexOf(bytes, from, to, (byte) '\n') + 1;
    }

    @Override
    byte[] wrap(byte[] content, int offset, int length) {
      return joined(content, offset, length, end);
    }
  }

  /** See {@link #lengthPrefixed}. */
  private static final class LengthPrefixed extends Framing {
    private final int bytes;
    private final boolean bigEndian;

    LengthPrefixed(int bytes, ByteOrder order, int limit) {
      super(limit);
      this.bytes = bytes;
      bigEndian = order == ByteOrder.BIG_ENDIAN;
      if (bytes < 1 || bytes > 4) {
        throw new IllegalArgumentException("a length of " + bytes + " bytes is not from 1 to 4");
      }
      if (bytes < 4 && limit >>> (8 * bytes) != 0) {
        throw new IllegalArgumentException(
            "a length of " + bytes + " bytes cannot tell the limit of " + limit);
      }
    }

    @Override
    int find(byte[] source, int from, int seen, int to) throws FrameException {
      if (to - from < bytes) return -bytes;
      long whole = size(source, from);
      if (whole - bytes > limit) throw tooLong("frame of " + (whole - bytes) + " bytes is", limit);
      return to - from < whole ? (int) -whole : from + (int) whole;
    }

    @Override
    long size(byte[] source, int from) {
      long length = 0;
      for (int i = 0; i < bytes; i++) length |= (source[from + i] & 0xffL) << shift(i);
      return bytes + length;
    }

    @Override
    public String toString() {
      String order = bigEndian ? "" : ByteOrder.LITTLE_ENDIAN + ", ";
      return "lengthPrefixed(" + bytes + ", " + order + limit + ")";
    }

    /** By how much the byte of the number at an index is shifted. */
    private int shift(int index) {
      return 8 * (bigEndian ? bytes - 1 - index : index);
    }

    @Override
    int begin(int from) {
      return from + bytes;
    }

    @Override
    int end(byte[] source, int from, int found) {
      return found;
    }

    @Override
    byte[] wrap(byte[] content, int offset, int length) {
      if (bytes < 4 && length >>> (8 * bytes) != 0) {
        throw new IllegalArgumentException(
            "a length of " + bytes + " bytes cannot tell a frame of " + length + " bytes");
      }
      byte[] frame = new byte[bytes + length];
      for (int i = 0; i < bytes; i++) frame[i] = (byte) (length >>> shift(i));
      System.arraycopy(content, offset, frame, bytes, length);
      return frame;
    }
  }

  /** See {@link #fixed}. */
  private static final class Fixed extends Framing {
    Fixed(int size) {
      super(size);
    }

    @Override
    public String toString() {
      return "fixed(" + limit + ")";
    }

    @Override
    int find(byte[] bytes, int from, int seen, int to) {
      return to - from < limit ? -limit : from + limit;
    }

    @Override
    int end(byte[] bytes, int from, int found) {
      return found;
    }

    @Override
    byte[] wrap(byte[] content, int offset, int length) {
      if (length != limit) {
        throw new IllegalArgumentException(
            "a frame of " + length + " bytes where all have " + limit);
      }
      return part(content, offset, length);
    }
  }

  /** See {@link #none}. */
  private static final class None extends Framing {
    static final None INSTANCE = new None();

    private None() {
      super(Buffers.SIZE);
    }

    @Override
    public String toString() {
      return "none()";
    }

    @Override
    boolean takesPackets() {
      return true;
    }

    @Override
    int find(byte[] bytes, int from, int seen, int to) {
      return Math.min(to, from + limit); // within a longer frame, more may have come at once
    }

    @Override
    int end(byte[] bytes, int from, int found) {
      return found;
    }

    @Override
    byte[] wrap(byte[] content, int offset, int length) {
      return part(content, offset, length);
    }
  }

  /** See {@link #delimitedBy}. */
  private static final class Delimited extends Framing {
    private final byte[] delimiter;

    Delimited(byte[] delimiter, int limit) {
      super(limit);
      this.delimiter = delimiter;
      if (delimiter.length == 0) throw new IllegalArgumentException("an empty delimiter");
    }

    @Override
    public String toString() {
      return "delimitedBy(" + HexFormat.of().formatHex(delimiter) + ", " + limit + ")";
    }

    @Override
    int find(byte[] bytes, int from, int seen, int to) throws FrameException {
      int size = delimiter.length;
      // A delimiter may have begun before what was seen last.
      int i = indexOfDelimiter(bytes, Math.max(from, seen - size + 1), to);
      if ((i < 0 ? to - size + 1 : i) - from > limit) throw tooLong("frame", limit);
      return i < 0 ? -(to - from + 1) : i + size;
    }

    private int indexOfDelimiter(byte[] bytes, int from, int to) {
      int size = delimiter.length;
      int i = from - 1;
      while ((i = ByteSearch.indexOf(bytes, i + 1, to - size + 1, delimiter[0])) >= 0) {
        if (Arrays.equals(bytes, i, i + size, delimiter, 0, size)) return i;
      }
      return -1;
    }

    @Override
    int afterEnd(byte[] bytes, int from, int to) {
      int size = delimiter.length;
      int i = indexOfDelimiter(bytes, from, to);
      return i < 0 ? -Math.min(size - 1, to - from) : i + size;
    }

    @Override
    int end(byte[] bytes, int from, int found) {
      return found - delimiter.length;
    }

    @Override
    byte[] wrap(byte[] content, int offset, int length) {
      return joined(content, offset, length, delimiter);
    }
  }
}

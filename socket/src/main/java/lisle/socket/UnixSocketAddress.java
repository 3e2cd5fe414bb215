package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Unix socket, unix(7): a path in the file system, a name in Linux's abstract
 * space, which is no file and goes away with the socket, or nothing (a socket that was not bound).
 *
 * <p>A path or a name is bytes; text stands for its UTF-8 form. Immutable.
 */
public final class UnixSocketAddress implements SocketAddress {
  /**
   * The most bytes that a path or an abstract name can have. (Linux takes a path of one byte more,
   * which leaves no room for the zero behind it; such a one is read, but other programs may not.)
   */
  public static final int MAX_LENGTH = 107;

  /** The address of a socket that has none. */
  public static final UnixSocketAddress UNNAMED = new UnixSocketAddress(new byte[0]);

  /** As in sun_path, without the terminating zero: an abstract name starts with a zero byte. */
  private final byte[] name;

  private UnixSocketAddress(byte[] name) {
    this.name = name;
  }

  /**
   * Returns the address of a path.
   *
   * @throws IllegalArgumentException if it is empty, is over {@value #MAX_LENGTH} bytes, or is in
   *     another file system than the default one, such as an archive
   */
  public static UnixSocketAddress of(Path path) {
    if (!PathBytes.has(path)) {
      throw new IllegalArgumentException("the kernel has no such path: " + path.toUri());
    }
    byte[] name = PathBytes.of(path);
    if (name.length > MAX_LENGTH) throw tooLong(name.length, path.toString());
    return ofPath(name, path.toString());
  }

  private static UnixSocketAddress ofPath(byte[] name, String path) {
    if (name.length == 0) throw new IllegalArgumentException("the path of a Unix socket is empty");
    for (byte b : name) {
      if (b == 0) throw new IllegalArgumentException("a path has no zero byte: " + path);
    }
    return checked(name, path);
  }

  /**
   * Returns the address of an abstract name, without its leading zero byte.
   *
   * @throws IllegalArgumentException if it is over {@value #MAX_LENGTH} bytes
   */
  public static UnixSocketAddress ofAbstract(String name) {
    return ofAbstract(name.getBytes(UTF_8));
  }

  /**
   * Returns the address of an abstract name of any bytes, without its leading zero byte.
   *
   * @throws IllegalArgumentException if it is over {@value #MAX_LENGTH} bytes
   */
  public static UnixSocketAddress ofAbstract(byte[] name) {
    byte[] whole = new byte[name.length + 1];
    System.arraycopy(name, 0, whole, 1, name.length);
    return checked(whole, "@" + new String(name, UTF_8));
  }

  /** Returns the address whose bytes are those of sun_path, of the length that the kernel said. */
  static UnixSocketAddress ofSunPath(byte[] path) {
    int length = path.length;
    if (length == 0) return UNNAMED;
    if (path[0] != 0) {
      for (length = 0; length < path.length && path[length] != 0; ) length++;
    }
    return new UnixSocketAddress(Arrays.copyOf(path, length));
  }

  private static UnixSocketAddress checked(byte[] name, String text) {
    if (name.length > MAX_LENGTH + 1) {
      throw tooLong(name.length - (name[0] == 0 ? 1 : 0), text);
    }
    return new UnixSocketAddress(name);
  }

  private static IllegalArgumentException tooLong(int length, String text) {
    return new IllegalArgumentException(
        "a Unix socket's path has at most " + MAX_LENGTH + " bytes, not " + length + ": " + text);
  }

  /** Reads {@code unix:/path}, {@code unix:@name} or {@code unix:}. */
  static UnixSocketAddress parse(String text) {
    String name = text.substring("unix:".length());
    if (name.isEmpty()) return UNNAMED;
    byte[] bytes = unescape(text, name);
    if (name.startsWith("@")) return ofAbstract(Arrays.copyOfRange(bytes, 1, bytes.length));
    return ofPath(bytes, name);
  }

  @Override
  public Family family() {
    return Family.UNIX;
  }

  /** Reports whether this is a name in the abstract space. */
  public boolean isAbstract() {
    return name.length > 0 && name[0] == 0;
  }

  /** Reports whether this is the address of a socket that has none. */
  public boolean isUnnamed() {
    return name.length == 0;
  }

  /** Returns the path in the file system; null for an abstract name or none. */
  public @Nullable Path path() {
    return isAbstract() || isUnnamed() ? null : PathBytes.path(name);
  }

  /** The bytes of sun_path. */
  byte[] sunPath() {
    return name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UnixSocketAddress that && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(name);
  }

  /**
   * Returns the JDK's form of this address.
   *
   * @throws UnsupportedOperationException if it is an abstract name, which the JDK does not know
   */
  public UnixDomainSocketAddress toUnixDomainSocketAddress() {
    if (isAbstract()) {
      throw new UnsupportedOperationException("the JDK has no abstract Unix address: " + this);
    }
    Path path = path();
    return path == null ? UnixDomainSocketAddress.of("") : UnixDomainSocketAddress.of(path);
  }

  /**
   * Returns the text. A byte that is no printable text stands as {@code \x} and two hexadecimal
   * digits, a backslash as two, so that {@link SocketAddress#parse} gives the same address.
   */
  @Override
  public String toString() {
    if (isAbstract()) return "unix:@" + escape(Arrays.copyOfRange(name, 1, name.length));
    String text = escape(name);
    return "unix:" + (text.startsWith("@") ? "\\x40" + text.substring(1) : text);
  }

  private static String escape(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    boolean plain = text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\');
    if (plain && Arrays.equals(text.getBytes(UTF_8), bytes)) return text;
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      if (b == '\\') {
        escaped.append("\\\\");
      } else if (b >= ' ' && b < 127) {
        escaped.append((char) b);
      } else {
        escaped.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return escaped.toString();
  }

  private static byte[] unescape(String text, String name) {
    if (name.indexOf('\\') < 0) return name.getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); ) {
      int end = name.indexOf('\\', i);
      if (end < 0) end = name.length();
      bytes.writeBytes(name.substring(i, end).getBytes(UTF_8));
      i = end;
      if (i == name.length()) break;
      if (name.startsWith("\\\\", i)) {
        bytes.write('\\');
        i += 2;
      } else if (name.startsWith("\\x", i)
          && i + 4 <= name.length()
          && HexFormat.isHexDigit(name.charAt(i + 2))
          && HexFormat.isHexDigit(name.charAt(i + 3))) {
        bytes.write(HexFormat.fromHexDigits(name, i + 2, i + 4));
        i += 4;
      } else {
        throw new IllegalArgumentException(
            "no socket address: \"" + text + "\": write a backslash as \\\\, a byte as \\xNN");
      }
    }
    return bytes.toByteArray();
  }
}

package lisle.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The bytes of a path. To the kernel a path is bytes, and to the JDK too, but its text is what the
 * locale makes of them, which loses those that are none of its letters: of a URI nothing is lost.
 */
final class PathBytes {
  private static final Path ROOT = Path.of("/");

  private PathBytes() {}

  /** Reports whether a path is one of the kernel's, and not of an archive or the like. */
  static boolean has(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault());
  }

  /** Returns the bytes of a path of the kernel's. */
  static byte[] of(Path path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Path name : path) {
      if (bytes.size() > 0 || path.isAbsolute()) bytes.write('/');
      bytes.writeBytes(ofName(name));
    }
    return bytes.size() == 0 ? path.toString().getBytes(US_ASCII) : bytes.toByteArray();
  }

  private static byte[] ofName(Path name) {
    String text = name.toString();
    if (isPlain(text)) return text.getBytes(US_ASCII);
    String raw = ROOT.resolve(name).toUri().getRawPath();
    int end = raw.endsWith("/") ? raw.length() - 1 : raw.length(); // so it tells a folder
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 1; i < end; i++) {
      if (raw.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(raw.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** Returns the path that some bytes are. */
  static Path path(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    if (isPlain(text)) return Path.of(text);
    Path path = text.startsWith("/") ? ROOT : Path.of("");
    for (String name : text.split("/", -1)) {
      if (isPlain(name)) {
        path = path.resolve(name);
      } else {
        String uri = HexFormat.ofDelimiter("%").formatHex(name.getBytes(ISO_8859_1));
        path = path.resolve(ROOT.relativize(Path.of(URI.create("file:///%" + uri))));
      }
    }
    return path;
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}

package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is read: a file, or standard input where the name is {@code -}. */
final class Input {
  private Input() {}

  /** Opens it, or says in one line why that can't be. */
  static InputStream open(String name) throws IOException {
    return name.equals("-") ? new Standard() : openFile(name);
  }

  private static FileInputStream openFile(String name) throws IOException {
    Path path = Path.of(name);
    if (Files.isDirectory(path)) throw new IOException(name + ": is a directory, not a file");
    try {
      return new FileInputStream(name);
    } catch (FileNotFoundException e) {
      if (!Files.exists(path)) {
        var missing = new NoSuchFileException(name, null, "no such file");
        missing.initCause(e);
        throw missing;
      }
      throw new IOException(name + ": permission denied: can't be read", e);
    }
  }

  /** Not closed: who asks for it once more finds its end. */
  private static final class Standard extends FilterInputStream {
    Standard() {
      super(new FileInputStream(FileDescriptor.in));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException e) {
        throw new IOException("standard input: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {}
  }
}

package lisle.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;

/**
 * Standard output, buffered: text in UTF-8 and bytes as they are. Who waits for input flushes
 * before, so that what is known is seen. For one thread.
 */
final class Output {
  private static final int SIZE = 1 << 16;

  /** What one address takes at most, with its prefix length. */
  private static final int LONGEST = 64;

  private final OutputStream out;
  private final byte[] buffer = new byte[SIZE];
  private int count;

  Output(OutputStream out) {
    this.out = out;
  }

  /** Returns the standard output of this process. */
  static Output standard() {
    return new Output(new FileOutputStream(FileDescriptor.out));
  }

  Output text(String text) throws ClosedOutputException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) return bytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
      if (count == SIZE) flush();
      buffer[count++] = (byte) c;
    }
    return this;
  }

  Output line(String text) throws ClosedOutputException {
    return text(text).put('\n');
  }

  Output put(char ascii) throws ClosedOutputException {
    if (count == SIZE) flush();
    buffer[count++] = (byte) ascii;
    return this;
  }

  Output bytes(byte[] bytes) throws ClosedOutputException {
    return bytes(bytes, 0, bytes.length);
  }

  Output bytes(byte[] bytes, int from, int to) throws ClosedOutputException {
    int length = to - from;
    if (length > SIZE - count) {
      flush();
      if (length > SIZE) {
        write(bytes, from, length);
        return this;
      }
    }
    System.arraycopy(bytes, from, buffer, count, length);
    count += length;
    return this;
  }

  /** Writes what was collected, without a copy where it is much. */
  Output write(ByteArrayOutputStream collected) throws ClosedOutputException {
    if (collected.size() <= SIZE) return bytes(collected.toByteArray());
    flush();
    try {
      collected.writeTo(out);
    } catch (IOException e) {
      throw new ClosedOutputException(e);
    }
    return this;
  }

  Output address(IpAddress address) throws ClosedOutputException {
    return switch (address) {
      case Ipv4Address v4 -> ipv4(v4.bits());
      case Ipv6Address v6 when v6.scope() == null -> ipv6(v6.high(), v6.low());
      case Ipv6Address v6 -> text(v6.toString());
    };
  }

  Output ipv4(int bits) throws ClosedOutputException {
    if (SIZE - count < LONGEST) flush();
    count = Ipv4Address.write(bits, buffer, count);
    return this;
  }

  Output ipv6(long high, long low) throws ClosedOutputException {
    if (SIZE - count < LONGEST) flush();
    count = Ipv6Address.write(high, low, buffer, count);
    return this;
  }

  void flush() throws ClosedOutputException {
    int length = count;
    count = 0;
    write(buffer, 0, length);
  }

  private void write(byte[] bytes, int from, int length) throws ClosedOutputException {
    if (length == 0) return;
    try {
      out.write(bytes, from, length);
      out.flush();
    } catch (IOException e) {
      throw new ClosedOutputException(e);
    }
  }
}

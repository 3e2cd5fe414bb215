package lisle.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import lisle.ipaddress.IpAddress;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, buffered, or a buffer alone that grows: text in UTF-8 and bytes as they are. Who
 * waits for input flushes before, so that what is known is seen. For one thread.
 */
final class Output {
  private static final int SIZE = 1 << 16;

  /** What one address takes at most, with its prefix length. */
  private static final int LONGEST = 64;

  /** Null where it collects. */
  private final @Nullable OutputStream out;

  private byte[] buffer = new byte[SIZE];
  private int count;

  private Output(@Nullable OutputStream out) {
    this.out = out;
  }

  /** Returns the standard output of this process. */
  static Output standard() {
    return new Output(new FileOutputStream(FileDescriptor.out));
  }

  /** Returns one that keeps all, for {@link #write(Output)}. */
  static Output collecting() {
    return new Output(null);
  }

  /**
   * Makes room for so many bytes and returns the buffer, to be written to from {@link #count} on
   * and then told with {@link #advance}.
   */
  byte[] room(int bytes) throws ClosedOutputException {
    if (buffer.length - count < bytes) makeRoom(bytes);
    return buffer;
  }

  private void makeRoom(int bytes) throws ClosedOutputException {
    flush();
    int needed = Math.addExact(count, bytes);
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(needed, (int) Math.min(2L * needed, 1 << 30)));
    }
  }

  /** Returns how many bytes are in the buffer. */
  int count() {
    return count;
  }

  /** Says that the buffer is filled up to there. */
  void advance(int to) {
    count = to;
  }

  Output text(String text) throws ClosedOutputException {
    int length = text.length();
    byte[] target = room(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) return bytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
      target[count++] = (byte) c;
    }
    return this;
  }

  Output line(String text) throws ClosedOutputException {
    return text(text).put('\n');
  }

  Output put(char ascii) throws ClosedOutputException {
    room(1)[count++] = (byte) ascii;
    return this;
  }

  Output bytes(byte[] bytes) throws ClosedOutputException {
    return bytes(bytes, 0, bytes.length);
  }

  Output bytes(byte[] bytes, int from, int to) throws ClosedOutputException {
    int length = to - from;
    if (length > SIZE && out != null) {
      flush();
      write(bytes, from, length);
      return this;
    }
    System.arraycopy(bytes, from, room(length), count, length);
    count += length;
    return this;
  }

  /** Writes what was collected, without a copy where it is much. */
  Output write(Output collected) throws ClosedOutputException {
    return bytes(collected.buffer, 0, collected.count);
  }

  /** Returns a copy of what was collected. */
  byte[] toByteArray() {
    return Arrays.copyOf(buffer, count);
  }

  /** Forgets what was collected, and keeps the memory. */
  void clear() {
    count = 0;
  }

  Output address(IpAddress address) throws ClosedOutputException {
    return switch (address) {
      case Ipv4Address v4 -> ipv4(v4.bits());
      case Ipv6Address v6 when v6.scope() == null -> ipv6(v6.high(), v6.low());
      case Ipv6Address v6 -> text(v6.toString());
    };
  }

  Output ipv4(int bits) throws ClosedOutputException {
    count = Ipv4Address.write(bits, room(LONGEST), count);
    return this;
  }

  Output ipv6(long high, long low) throws ClosedOutputException {
    count = Ipv6Address.write(high, low, room(LONGEST), count);
    return this;
  }

  /** Writes a slash and the prefix length. */
  Output prefixLength(int length) throws ClosedOutputException {
    byte[] target = room(4);
    target[count++] = '/';
    if (length >= 100) target[count++] = (byte) ('0' + length / 100);
    if (length >= 10) target[count++] = (byte) ('0' + length / 10 % 10);
    target[count++] = (byte) ('0' + length % 10);
    return this;
  }

  void flush() throws ClosedOutputException {
    if (out == null) return;
    int length = count;
    count = 0;
    write(buffer, 0, length);
  }

  private void write(byte[] bytes, int from, int length) throws ClosedOutputException {
    if (length == 0 || out == null) return;
    if (Style.isOutputTerminal()) StatusLine.wipe();
    try {
      out.write(bytes, from, length);
      out.flush();
    } catch (IOException e) {
      throw new ClosedOutputException(e);
    }
  }
}

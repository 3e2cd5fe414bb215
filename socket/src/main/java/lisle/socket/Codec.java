package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lisle.ipaddress.IpAddress;
import lisle.selectors.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * How a value stands in the memory that getsockopt(2) and setsockopt(2) are given.
 *
 * @param <T> the type of the value
 */
interface Codec<T> {
  /** The most bytes of a value. */
  int size();

  /** Whether a value can be set. */
  boolean isWritten();

  /** Whether a value can be read. */
  boolean isRead();

  /** Writes a value, and returns its bytes. The memory is all zero. */
  int write(T value, MemorySegment to) throws IOException;

  /** Reads a value of that many bytes. The memory behind them is zero. */
  T read(MemorySegment from, int length) throws IOException;

  /** Writes a value. */
  @FunctionalInterface
  interface Writer<T> {
    int write(T value, MemorySegment to) throws IOException;
  }

  /** Reads a value. */
  @FunctionalInterface
  interface Reader<T> {
    T read(MemorySegment from, int length) throws IOException;
  }

  /** Makes a codec; without one of the two, the option is only read, or only set. */
  static <T> Codec<T> of(int size, @Nullable Writer<T> writer, @Nullable Reader<T> reader) {
    return new Codec<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public boolean isWritten() {
        return writer != null;
      }

      @Override
      public boolean isRead() {
        return reader != null;
      }

      @Override
      public int write(T value, MemorySegment to) throws IOException {
        return Objects.requireNonNull(writer).write(value, to);
      }

      @Override
      public T read(MemorySegment from, int length) throws IOException {
        return Objects.requireNonNull(reader).read(from, length);
      }
    };
  }

  Codec<Boolean> FLAG =
      of(4, (value, to) -> put(to, value ? 1 : 0), (from, length) -> integer(from) != 0);

  Codec<Integer> INTEGER = of(4, (value, to) -> put(to, value), (from, length) -> integer(from));

  /** An integer of 32 bits without a sign. */
  Codec<Long> UNSIGNED =
      of(
          4,
          (value, to) -> put(to, narrow(value, 0xFFFF_FFFFL)),
          (from, length) -> Integer.toUnsignedLong(integer(from)));

  /** An integer of 64 bits. */
  Codec<Long> LONG =
      of(
          8,
          (value, to) -> {
            to.set(JAVA_LONG_UNALIGNED, 0, value);
            return 8;
          },
          (from, length) -> from.get(JAVA_LONG_UNALIGNED, 0));

  Codec<Duration> SECONDS =
      of(
          4,
          (value, to) -> put(to, narrow(roundUp(value, 1_000_000_000), Integer.MAX_VALUE)),
          (from, length) -> Duration.ofSeconds(integer(from)));

  Codec<Duration> MILLIS =
      of(
          4,
          (value, to) -> put(to, narrow(roundUp(value, 1_000_000), Integer.MAX_VALUE)),
          (from, length) -> Duration.ofMillis(integer(from)));

  Codec<Duration> MICROS =
      of(
          4,
          (value, to) -> put(to, narrow(roundUp(value, 1_000), Integer.MAX_VALUE)),
          (from, length) -> Duration.ofNanos(integer(from) * 1_000L));

  Codec<Linger> LINGER =
      of(
          8,
          (value, to) -> {
            put(to, value.on() ? 1 : 0);
            long seconds = roundUp(value.time(), 1_000_000_000);
            to.set(JAVA_INT_UNALIGNED, 4, narrow(seconds, Integer.MAX_VALUE));
            return 8;
          },
          (from, length) ->
              new Linger(
                  integer(from) != 0,
                  Duration.ofSeconds(Math.max(0, from.get(JAVA_INT_UNALIGNED, 4)))));

  Codec<TrafficClass> TRAFFIC_CLASS =
      of(
          4,
          (value, to) -> put(to, value.bits()),
          (from, length) -> new TrafficClass(integer(from) & 0xFF));

  Codec<Credentials> CREDENTIALS = of(12, null, (from, length) -> ControlReader.credentials(from));

  Codec<Descriptor> DESCRIPTOR = of(4, null, (from, length) -> Descriptor.adopt(integer(from)));

  Codec<List<Long>> IDS =
      of(
          1 << 14,
          null,
          (from, length) -> {
            List<Long> ids = new ArrayList<>();
            for (long at = 0; at + 4 <= length; at += 4) {
              ids.add(Integer.toUnsignedLong(from.get(JAVA_INT_UNALIGNED, at)));
            }
            return List.copyOf(ids);
          });

  Codec<PathMtuDiscovery> PATH_MTU_DISCOVERY =
      of(
          4,
          (value, to) -> put(to, value.number()),
          (from, length) -> PathMtuDiscovery.of(integer(from)));

  Codec<PortRange> PORT_RANGE =
      of(
          4,
          (value, to) -> put(to, value.last() << 16 | value.first()),
          (from, length) -> new PortRange(integer(from) & 0xFFFF, integer(from) >>> 16));

  Codec<MulticastMembership> MEMBERSHIP =
      of(MulticastMembership.SIZE, MulticastMembership::write, null);

  /** Text that has room for a zero behind it in that many bytes, which the kernel sets or not. */
  static Codec<String> text(int size) {
    return of(
        size,
        (value, to) -> {
          byte[] bytes = value.getBytes(UTF_8);
          if (bytes.length >= size) { // the kernel would cut off the end
            throw new IllegalArgumentException("more than " + (size - 1) + " bytes: " + value);
          }
          if (value.indexOf(0) >= 0) { // and take what stands before it
            throw new IllegalArgumentException("a zero character: " + value);
          }
          MemorySegment.copy(bytes, 0, to, JAVA_BYTE, 0, bytes.length);
          return bytes.length;
        },
        (from, length) -> {
          int end = 0;
          while (end < length && from.get(JAVA_BYTE, end) != 0) end++;
          return new String(from.asSlice(0, end).toArray(JAVA_BYTE), UTF_8);
        });
  }

  /** Any bytes, at most that many. */
  static Codec<byte[]> bytes(int size) {
    return of(
        size,
        (value, to) -> {
          if (value.length > size) {
            throw new IllegalArgumentException(value.length + " bytes, at most " + size);
          }
          MemorySegment.copy(value, 0, to, JAVA_BYTE, 0, value.length);
          return value.length;
        },
        (from, length) -> from.asSlice(0, length).toArray(JAVA_BYTE));
  }

  /** Sets the interface of multicast packets, by its index, as struct ip_mreqn. */
  Codec<Integer> MULTICAST_INTERFACE =
      of(
          12,
          (value, to) -> {
            to.set(JAVA_INT_UNALIGNED, 8, value);
            return 12;
          },
          null);

  /** Sets an index that the kernel wants in network byte order. */
  Codec<Integer> NETWORK_ORDER =
      of(
          4,
          (value, to) -> put(to, Integer.reverseBytes(value)),
          (from, length) -> Integer.reverseBytes(integer(from)));

  private static int put(MemorySegment to, int value) {
    to.set(JAVA_INT_UNALIGNED, 0, value);
    return 4;
  }

  private static int integer(MemorySegment from) {
    return from.get(JAVA_INT_UNALIGNED, 0);
  }

  private static int narrow(long value, long most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(value + " is out of range 0 to " + most);
    }
    return (int) value;
  }

  /**
   * So that a time that is more than nothing does not become nothing, which means another thing.
   */
  private static long roundUp(Duration time, long unit) {
    if (time.isNegative()) throw new IllegalArgumentException("a negative time: " + time);
    if (time.toSeconds() > Integer.MAX_VALUE) return Long.MAX_VALUE; // for none of the options
    long whole = time.dividedBy(Duration.ofNanos(unit));
    return Duration.ofNanos(unit).multipliedBy(whole).equals(time) ? whole : whole + 1;
  }

  /** An address and a group of one family, or a mistake. */
  static void checkSameVersion(IpAddress one, IpAddress other) {
    if (one.version() != other.version()) {
      throw new IllegalArgumentException(one + " and " + other + " are of different versions");
    }
  }
}

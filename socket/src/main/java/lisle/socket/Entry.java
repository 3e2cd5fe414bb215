package lisle.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lisle.sys.Linux;
import lisle.sys.Pointers;

/** How an entry of a database of names is found: the calls of netdb.h whose name ends in _r. */
final class Entry {
  /** Enough for all but a host with hundreds of addresses. */
  private static final long FIRST_BUFFER = 1024;

  /** More than the longest answer of DNS, 64 KiB, can be made into. */
  private static final long LAST_BUFFER = 1 << 22;

  /** One of the calls, which answers 0 or minus an errno. */
  interface Call {
    int find(MemorySegment entry, MemorySegment buffer, long length, MemorySegment found);
  }

  /** What makes a value of an entry, whose texts are there for no longer than the reading. */
  interface Reader<T> {
    T read(MemorySegment entry);
  }

  private Entry() {}

  /**
   * Finds an entry with buffers as large as it takes.
   *
   * @return the entry; empty if there is none
   * @throws IOException if the system could not look
   */
  static <T> Optional<T> find(Object question, MemoryLayout layout, Call call, Reader<T> reader)
      throws IOException {
    for (long size = FIRST_BUFFER; ; size *= 4) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment entry = arena.allocate(layout);
        MemorySegment found = arena.allocate(JAVA_LONG);
        int result = call.find(entry, arena.allocate(size, 8), size, found);
        if (result == -Linux.ERANGE && size < LAST_BUFFER) continue;
        if (found.get(JAVA_LONG, 0) != 0) return Optional.of(reader.read(entry));
        // glibc says ENOENT for none where the last source in nsswitch.conf(5) was not there at all
        if (result == 0 || result == -Linux.ENOENT) return Optional.empty();
        throw Failures.of(question.toString(), result, null);
      }
    }
  }

  /** Returns the texts of an array that ends with a null pointer. */
  static List<String> texts(long array) {
    List<String> texts = new ArrayList<>();
    for (long pointer : pointers(array)) texts.add(Pointers.string(pointer));
    return List.copyOf(texts);
  }

  /** Returns the pointers of an array up to the null pointer that ends it. */
  static List<Long> pointers(long array) {
    List<Long> pointers = new ArrayList<>();
    for (long at = array; at != 0; at += Long.BYTES) {
      long pointer = Pointers.at(at, Long.BYTES).get(JAVA_LONG, 0);
      if (pointer == 0) break;
      pointers.add(pointer);
    }
    return pointers;
  }
}

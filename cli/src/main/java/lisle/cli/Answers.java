package lisle.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lisle.ipaddress.CompiledIpTable;
import lisle.ipaddress.IpFormatException;
import lisle.ipaddress.IpNetwork;

/**
 * A table of networks as a file has it, with what is printed behind an address that one of them is
 * the longest match of, ready as bytes. Immutable once it is read, so any thread may use it.
 */
final class Answers {
  private final CompiledIpTable<Integer> table;

  /** By the index in the table: the block and, in the lower half, the place in it; the length. */
  private final long[] places;

  private final byte[][] blocks;

  private Answers(CompiledIpTable<Integer> table, long[] places, List<byte[]> blocks) {
    this.table = table;
    this.places = places;
    this.blocks = blocks.toArray(byte[][]::new);
  }

  CompiledIpTable<Integer> table() {
    return table;
  }

  /** Returns the bytes that the answer of an index of the table is in. */
  byte[] block(int index) {
    return blocks[(int) (places[2 * index] >>> 32)];
  }

  /** Returns where in its block the answer begins. */
  int start(int index) {
    return (int) places[2 * index];
  }

  int length(int index) {
    return (int) places[2 * index + 1];
  }

  /** Reads a table; reports the lines of it that can't be used. */
  static Answers read(String file, boolean json, Output out, Failures failures) throws IOException {
    var builder = new Builder();
    byte[] none =
        (json ? "\",\"network\":null,\"value\":null}\n" : "\t-\t-\n")
            .getBytes(StandardCharsets.US_ASCII);
    builder.add(none);
    builder.place(0, none.length);
    try (var chunks = new Chunks(() -> new TableLines(builder, json), out, failures)) {
      chunks.work(file);
    }
    return builder.build();
  }

  /** Takes networks and answers in the order of the file. */
  private static final class Builder {
    private final CompiledIpTable.Builder<Integer> table = CompiledIpTable.builder();
    private final List<byte[]> blocks = new ArrayList<>();

    /** As {@link Answers#places}, but in the order of the file. */
    private long[] places = new long[1 << 12];

    private int count;

    void add(byte[] block) {
      blocks.add(block);
    }

    /** Says where in the last block the next answer is; returns its number. */
    Integer place(int start, int length) {
      if (2 * count == places.length) places = Arrays.copyOf(places, 4 * count);
      places[2 * count] = (blocks.size() - 1L) << 32 | start;
      places[2 * count + 1] = length;
      return count++;
    }

    Answers build() {
      CompiledIpTable<Integer> compiled = table.build();
      long[] sorted = new long[2 * compiled.valueCount() + 2];
      sorted[0] = places[0];
      sorted[1] = places[1];
      for (int i = 1; i <= compiled.valueCount(); i++) {
        Integer number = compiled.value(i);
        if (number == null) continue;
        sorted[2 * i] = places[2 * number];
        sorted[2 * i + 1] = places[2 * number + 1];
      }
      return new Answers(compiled, sorted, blocks);
    }
  }

  /** Some lines of the table: a network, space, and its value. */
  private static final class TableLines extends Chunk {
    private final Builder builder;
    private final boolean json;
    private final Prefix prefix = new Prefix();

    /** Four for each line that can be used: the address, the version and length, the answer. */
    private long[] found = new long[1 << 12];

    private int count;

    TableLines(Builder builder, boolean json) {
      this.builder = builder;
      this.json = json;
    }

    @Override
    void work(Output out) throws IOException {
      count = 0;
      byte[] text = bytes;
      int end;
      for (int start = 0; start < length; start = end + 1) {
        end = lineEnd(text, start, length);
        int from = start;
        int to = end;
        while (from < to && isSpace(text[from])) from++;
        while (from < to && isSpace(text[to - 1])) to--;
        if (from < to && text[from] != '#') read(text, from, to, out);
        lines++;
      }
    }

    private void read(byte[] text, int from, int to, Output out) throws IOException {
      int end = from;
      while (end < to && !isSeparator(text[end])) end++;
      int value = end;
      while (value < to && isSeparator(text[value])) value++;
      if (!prefix.read(text, from, end) || prefix.hasHostBits()) {
        try {
          prefix.set(IpNetwork.parse(text, from, end));
        } catch (IpFormatException e) {
          faults.add(new Fault(lines, Reason.of(e)));
          return;
        }
      }
      int start = out.count();
      write(text, value, to, out);
      if (4 * count == found.length) found = Arrays.copyOf(found, 8 * count);
      int at = 4 * count++;
      found[at] = prefix.version == 4 ? prefix.bits : prefix.words[0];
      found[at + 1] = prefix.version == 4 ? 0 : prefix.words[1];
      found[at + 2] = (long) prefix.version << 8 | prefix.length;
      found[at + 3] = (long) start << 32 | (out.count() - start);
    }

    private static boolean isSeparator(byte c) {
      return c == ' ' || c == '\t' || c == ',' || c == ';';
    }

    /** Writes the answer: the network and the value, to the end of the line. */
    private void write(byte[] text, int value, int to, Output out) throws IOException {
      if (json) out.text("\",\"network\":\"");
      else out.put('\t');
      if (prefix.version == 4) out.ipv4(prefix.bits);
      else out.ipv6(prefix.words[0], prefix.words[1]);
      out.prefixLength(prefix.length);
      if (json) {
        String string = new String(text, value, to - value, StandardCharsets.UTF_8);
        out.text("\",\"value\":").text(new Json().add(string).toString()).text("}\n");
      } else {
        out.put('\t').bytes(text, value, to).put('\n');
      }
    }

    @Override
    void finish(Output out) {
      if (count == 0) return;
      builder.add(result.toByteArray());
      for (int at = 0; at < 4 * count; at += 4) {
        Integer number = builder.place((int) (found[at + 3] >>> 32), (int) found[at + 3]);
        int length = (int) found[at + 2] & 0xff;
        if (found[at + 2] >>> 8 == 4) builder.table.add((int) found[at], length, number);
        else builder.table.add(found[at], found[at + 1], length, number);
      }
    }
  }
}

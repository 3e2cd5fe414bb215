package lisle.socket;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import lisle.sys.OptionStructs;

/**
 * A program of the classic Berkeley packet filter, which the kernel runs for each packet. As a
 * filter it answers how many bytes of the packet to keep; for a group of sockets that share an
 * address, which of them gets it.
 *
 * @param instructions at most 4,096
 */
public record PacketFilter(List<Instruction> instructions) {
  private static final int MOST = 4096;
  private static final int HEADER = (int) OptionStructs.SOCK_FPROG.byteSize();
  private static final int EACH = (int) OptionStructs.SOCK_FILTER.byteSize();

  static final Codec<PacketFilter> CODEC =
      Codec.of(HEADER + MOST * EACH, PacketFilter::write, null);

  /**
   * One instruction, as struct sock_filter.
   *
   * @param code what to do, of 16 bits
   * @param ifTrue how many instructions to leave out if a condition holds, from 0 to 255
   * @param ifFalse how many if it does not, from 0 to 255
   * @param operand a constant or an offset
   */
  public record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if there is no instruction, or are too many
   */
  public PacketFilter {
    instructions = List.copyOf(instructions);
    if (instructions.isEmpty() || instructions.size() > MOST) {
      throw new IllegalArgumentException("a filter has from 1 to " + MOST + " instructions");
    }
  }

  /**
   * Returns the program that gives a packet to the socket of the processor that received it, so
   * that it stays in one cache: the socket whose place in the group, in the order in which they
   * were bound, is the processor's number modulo the size of the group.
   *
   * @param sockets how many share the address, at least 1
   */
  public static PacketFilter byProcessor(int sockets) {
    if (sockets < 1) throw new IllegalArgumentException("a group of " + sockets + " sockets");
    return new PacketFilter(
        List.of(
            new Instruction(0x20, 0, 0, -0x1000 + 36), // load the number of the processor
            new Instruction(0x94, 0, 0, sockets), // modulo
            new Instruction(0x16, 0, 0, 0))); // return it
  }

  private int write(MemorySegment to) throws IOException {
    to.set(ValueLayout.JAVA_SHORT, 0, (short) instructions.size());
    to.set(ValueLayout.JAVA_LONG, 8, to.address() + HEADER);
    long at = HEADER;
    for (Instruction one : instructions) {
      to.set(ValueLayout.JAVA_SHORT, at, (short) one.code());
      to.set(ValueLayout.JAVA_BYTE, at + 2, (byte) one.ifTrue());
      to.set(ValueLayout.JAVA_BYTE, at + 3, (byte) one.ifFalse());
      to.set(ValueLayout.JAVA_INT, at + 4, one.operand());
      at += EACH;
    }
    return HEADER;
  }
}

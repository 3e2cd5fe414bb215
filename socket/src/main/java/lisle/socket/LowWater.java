package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.selectors.Descriptor;
import lisle.selectors.Descriptor.Direction;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;

/**
 * How much of a long message must be there before the kernel wakes its receiver: SO_RCVLOWAT,
 * socket(7). It wakes at one byte, by itself: for each packet, where the sender is no faster than
 * the receiver, and each time both pay for it. A MiB over the loopback took 7 sleeps by itself;
 * with this it takes 3, and a third less processor time.
 *
 * <p>It is raised only while a thread waits for the rest of a message, to no more than that rest,
 * and is restored before the next receiver has its turn; and not where the socket is open under
 * another descriptor, too: nobody waits for more than was asked for. For the holder of the read
 * lock.
 */
final class LowWater {
  /** It takes several calls, and what is shorter than this mostly comes at once. */
  static final int LEAST = 64 << 10;

  /** More left less for the sender to go on with, and took longer. */
  private static final int MOST = 256 << 10;

  /** Older kernels can leave both sides waiting, where much memory holds little data. */
  static final boolean SAFE = !KernelRelease.isOlder(KernelRelease.current(), "5.10");

  /** What the kernel has by itself. A caller who sets another value keeps it, also meanwhile. */
  private static final int USUAL = 1;

  private final Descriptor descriptor;

  /** What the kernel has made of what was set here: no more than half of the receive buffer. */
  private int current = USUAL;

  LowWater(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Before waiting: raises it where that is worth it, and lowers it where it has to be. */
  void adjust(int wanted) {
    if (current == USUAL) {
      if (wanted >= LEAST && SAFE && get() == USUAL && set(Math.min(wanted, MOST))) current = get();
    } else if (wanted < current) {
      if (get() != current) current = USUAL;
      else if (set(wanted)) current = wanted;
    }
  }

  void restore() {
    if (current != USUAL && get() == current) set(USUAL);
    current = USUAL;
  }

  // As Options do, but with memory that is there already: a receive allocates nothing

  private int get() {
    TransferBuffer buffer = TransferBuffers.take();
    MemorySegment length = buffer.nameLength;
    length.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
    int result =
        SocketCalls.getsockopt(
            descriptor.errno(Direction.READ),
            descriptor.number(),
            Linux.SOL_SOCKET,
            Linux.SO_RCVLOWAT,
            buffer.data,
            length);
    int value = result < 0 ? result : buffer.data.get(ValueLayout.JAVA_INT, 0);
    TransferBuffers.give(buffer);
    return value;
  }

  private boolean set(int bytes) {
    TransferBuffer buffer = TransferBuffers.take();
    buffer.data.set(ValueLayout.JAVA_INT, 0, bytes);
    int result =
        SocketCalls.setsockopt(
            descriptor.errno(Direction.READ),
            descriptor.number(),
            Linux.SOL_SOCKET,
            Linux.SO_RCVLOWAT,
            buffer.data,
            Integer.BYTES);
    TransferBuffers.give(buffer);
    return result >= 0;
  }
}

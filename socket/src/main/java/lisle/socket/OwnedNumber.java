package lisle.socket;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import lisle.sys.FileCalls;

/** The number of a descriptor that we own until somebody takes it. */
final class OwnedNumber implements Closeable {
  private static final int TAKEN = -1;

  private final AtomicInteger number;

  OwnedNumber(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Returns the number, which is the caller's from now on. */
  int take() {
    int taken = number.getAndSet(TAKEN);
    if (taken == TAKEN) {
      throw new IllegalStateException("the descriptor was taken already, or its message closed");
    }
    return taken;
  }

  /** Gives back what {@link #take} took, where nothing could be made of it. */
  void giveBack(int taken) {
    number.set(taken);
  }

  @Override
  public void close() {
    int owned = number.getAndSet(TAKEN);
    if (owned == TAKEN) return;
    try (Arena arena = Arena.ofConfined()) {
      FileCalls.close(arena.allocate(ValueLayout.JAVA_INT), owned);
    }
  }
}

package lisle.selectors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import lisle.sys.FileCalls;
import lisle.sys.Linux;

/**
 * An eventfd(2) that a thread waits on beside what it waits for, so that others can end its wait.
 * Who rings first rings for all, until the bell is silenced. Any thread may ring; one at a time
 * silences; and whoever closes sees to it that nobody does either any more.
 */
final class Bell {
  /** The descriptor; minus the errno where the system had none left. */
  final int number;

  private final AtomicBoolean ringing = new AtomicBoolean();
  private final MemorySegment memory = Arena.ofAuto().allocate(24, 8);

  /** What is written, and what is read. */
  private final MemorySegment one = memory.asSlice(0, 8);

  private final MemorySegment count = memory.asSlice(8, 8);

  /** Nobody reads these: a full or an empty counter is as good. */
  private final MemorySegment writeErrno = memory.asSlice(16, 4);

  private final MemorySegment readErrno = memory.asSlice(20, 4);

  Bell() {
    number = FileCalls.eventfd(readErrno, 0, Linux.EFD_CLOEXEC | Linux.EFD_NONBLOCK);
    one.set(ValueLayout.JAVA_LONG, 0, 1);
  }

  void ring() {
    if (number >= 0 && ringing.compareAndSet(false, true)) {
      FileCalls.write(writeErrno, number, one, 8);
    }
  }

  /** What was set before the ringing is seen after this. */
  void silence() {
    FileCalls.read(readErrno, number, count, 8);
    ringing.set(false);
  }

  void close() {
    if (number >= 0) FileCalls.close(readErrno, number);
  }
}

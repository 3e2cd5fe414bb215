package lisle.selectors;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import lisle.sys.EpollCalls;
import lisle.sys.Linux;
import lisle.sys.Platform;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/** Asks with epoll_wait(2). */
final class Epoll extends Watcher {
  private static final System.Logger LOG = System.getLogger("lisle.selectors");

  /** Between two questions, where the answer to the last ones was for nobody. */
  private static final long REST_NANOS = 1_000_000;

  /** Cleared where there is no epoll_pwait2(2): before Linux 5.11, or in a sandbox. */
  private static volatile boolean precise = true;

  static final long EVENT_SIZE = Platform.current().epollEvent().byteSize();
  static final long EVENT_DATA = Structs.offset(Platform.current().epollEvent(), "data");
  static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

  /** One select hands out so many at most; the system takes turns among those that are ready. */
  private static final int CAPACITY = 1024;

  private final int epoll;

  /** The number in the last answer that was for nobody. */
  private int stray;

  /** That has been said. */
  private boolean said;

  private final MemorySegment errno = Arena.ofAuto().allocate(4, 4);
  private final MemorySegment timespec = timespec();
  private final MemorySegment answers = Arena.ofAuto().allocate(CAPACITY * EVENT_SIZE, 8);

  Epoll(int epoll) {
    this.epoll = epoll;
  }

  @Override
  void check(int number, int interest) {}

  @Override
  void changed() {} // the system knows already

  @Override
  void refresh(Selector<?> selector) {}

  @Override
  int ask(long nanos) {
    if (precise && isShort(nanos)) {
      int n = waitShort(nanos);
      if (n != -Linux.ENOSYS && n != -Linux.EPERM) return n;
      precise = false;
    }
    return EpollCalls.epollWait(errno, epoll, answers, CAPACITY, millis(nanos));
  }

  private int waitShort(long nanos) {
    set(timespec, nanos);
    return EpollCalls.epollPwait2(errno, epoll, answers, CAPACITY, timespec, MemorySegment.NULL);
  }

  @Override
  @Nullable Registration<?> registration(Selector<?> selector, int index) {
    long data = answers.get(DATA, index * EVENT_SIZE + EVENT_DATA);
    Registration<?> registration = selector.find((int) data, (int) (data >>> 32));
    if (registration == null) stray = (int) data;
    return registration;
  }

  @Override
  int events(int index) {
    return answers.get(ValueLayout.JAVA_INT, index * EVENT_SIZE);
  }

  @Override
  void inVain(boolean settled) {
    if (settled && !said) {
      said = true;
      LOG.log(
          Level.WARNING,
          "descriptor {0} was closed and not unregistered before, and its file is open elsewhere:"
              + " it wakes the selector again and again until one of the two is closed",
          Integer.toString(stray));
    }
    LockSupport.parkNanos(this, REST_NANOS);
  }

  @Override
  boolean knowsFiles() {
    return true;
  }
}

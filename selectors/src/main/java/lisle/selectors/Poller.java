package lisle.selectors;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import lisle.sys.EpollCalls;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.Platform;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * What wakes the virtual threads that wait on descriptors, and runs the tasks that do, in two
 * tiers.
 *
 * <p>A <em>sub-poller</em> is a virtual thread with an epoll instance. It asks without blocking,
 * unparks whoever is ready, and yields, so that they run before it asks again: under load nothing
 * leaves the carrier thread, and the more there is to do the more one question answers. With
 * nothing to do it arms its epoll descriptor in the <em>outer</em> epoll and parks. One platform
 * thread waits there, and does nothing but unpark sub-pollers.
 *
 * <pre>
 *                    epoll_wait > 0: unpark those, yield
 *                   +-----+
 *                   |     v
 *     start ------> POLLING --- epoll_wait == 0: arm in the outer epoll, park -------> PARKED
 *                      ^                                                                |
 *                      +------- outer epoll_wait: unpark (the arm is one-shot) ---------+
 * </pre>
 *
 * <p>To be parked and woken takes two switches of threads, and a third where the carrier has gone
 * to sleep. So where its waits have been {@linkplain Waits short} of late and no other virtual
 * thread wants the carrier, a sub-poller waits in epoll_wait itself, with the carrier, for as long
 * as a short wait may be. Whatever else becomes runnable meanwhile has another carrier, as one is
 * left to it; where there is only one, it waits for as long.
 *
 * <p>Nothing is lost between the last question and the parking: arming looks at the epoll
 * descriptor as it then is, and reports at once where something came in between.
 *
 * <p>A descriptor is registered once, edge-triggered, when a thread first has to wait on it, so
 * that waiting costs no epoll_ctl: for reading; and for both directions from the first who waits to
 * write, since most never do, and whoever can be written would report so at once and with all that
 * comes in. In a {@linkplain Descriptor#pause pause} it is registered for nothing. The kernel drops
 * the registration with the descriptor. An event carries the registration's number, so that one
 * that was on its way when a descriptor was closed reaches nobody, and not the next owner of its
 * number.
 */
final class Poller {
  private static final System.Logger LOG = System.getLogger("lisle.selectors");

  private static final int EVENTS = 256;

  /** After so many questions with an answer, a sub-poller counts as busy. */
  private static final int BUSY = 32;

  /** A yield that took less has run nobody else: it takes 0.2 µs, and 0.3 with another's. */
  private static final long NOBODY_NANOS = 1_000;

  /**
   * One that took longer has run others on a carrier that has much to do. A sub-poller keeps asking
   * there, which costs the others little: once it has parked, it waits for a place in the queue of
   * a carrier, and one that always has something of its own to run looks for nothing else.
   */
  private static final long MUCH_NANOS = 20_000;

  /** After so many questions in vain between which others ran, but not for long, one parks. */
  private static final int VAIN = 4;

  /** Between two questions, where the outer epoll does not take a sub-poller. */
  private static final long RETRY_NANOS = 1_000_000;

  private static final long EVENT_SIZE = Platform.current().epollEvent().byteSize();
  private static final long EVENT_DATA = Structs.offset(Platform.current().epollEvent(), "data");
  private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

  private static final int READS = Linux.EPOLLIN | Linux.EPOLLPRI | Linux.EPOLLRDHUP;
  private static final int FOR_READER =
      Linux.EPOLLIN | Linux.EPOLLPRI | Linux.EPOLLRDHUP | Linux.EPOLLHUP | Linux.EPOLLERR;
  private static final int FOR_WRITER = Linux.EPOLLOUT | Linux.EPOLLHUP | Linux.EPOLLERR;

  /** After one of these, a short read no longer says that there is nothing more to read. */
  private static final int REMARKABLE =
      Linux.EPOLLPRI | Linux.EPOLLRDHUP | Linux.EPOLLHUP | Linux.EPOLLERR;

  /** The number of threads that run virtual ones, as {@link Thread} documents it. */
  private static final int CARRIERS =
      Math.max(
          1,
          Integer.getInteger(
              "jdk.virtualThreadScheduler.parallelism",
              Runtime.getRuntime().availableProcessors()));

  /** How many sub-pollers sleep with their carriers. */
  private static final AtomicInteger SLEEPING = new AtomicInteger();

  /** The pollers, started with the first thread that has to wait. Set under the class's lock. */
  private static volatile Poller @Nullable [] pollers;

  /** The registered descriptors by number. Written under the class's lock, read by pollers. */
  private static volatile @Nullable Descriptor[] table = new @Nullable Descriptor[256];

  /** Guarded by the class's lock. */
  private static int registrations;

  private final Outer outer;
  private final int index;
  private final int epoll;
  private final Thread thread;
  private final MemorySegment errno = Arena.global().allocate(4, 4);
  private final MemorySegment events = Arena.global().allocate(EVENTS * EVENT_SIZE, 8);

  private final Waits waits = new Waits();

  /** How long the next events have been waited for. */
  private long waited;

  /** True from before the arming until the outer thread has seen the event. */
  private volatile boolean parked;

  /** Whether the outer epoll knows of ours. Our thread's own, as is the next. */
  private boolean linked = true;

  /** How many questions had an answer since the last parking. */
  private int busy;

  private Poller(Outer outer, int index, int epoll) {
    this.outer = outer;
    this.index = index;
    this.epoll = epoll;
    this.thread =
        Thread.ofVirtual()
            .name("lisle-poller-" + index)
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
  }

  /**
   * Starts the pollers; zero, or minus the errno. Where the process has no descriptor left for
   * them, nothing is kept and the next thread that has to wait tries again: a class initializer
   * that failed would stay failed.
   */
  private static synchronized int start(MemorySegment errno) {
    if (pollers != null) return 0;
    int count = Math.min(CARRIERS, Runtime.getRuntime().availableProcessors());
    int[] epolls = new int[count + 1];
    for (int i = 0; i < epolls.length; i++) {
      epolls[i] = EpollCalls.epollCreate1(errno, Linux.EPOLL_CLOEXEC);
      int failure = epolls[i] < 0 ? epolls[i] : i == 0 ? 0 : Outer.add(errno, epolls[0], epolls[i]);
      if (failure == 0) continue;
      for (int j = 0; j <= i; j++) if (epolls[j] >= 0) FileCalls.close(errno, epolls[j]);
      return failure;
    }
    Poller[] all = new Poller[epolls.length - 1];
    Outer outer = new Outer(epolls[0], all);
    for (int i = 0; i < all.length; i++) all[i] = new Poller(outer, i, epolls[i + 1]);
    outer.thread.start();
    for (Poller poller : all) poller.thread.start();
    pollers = all;
    return 0;
  }

  private static Poller of(int fd) {
    Poller[] all = requireNonNull(pollers);
    return all[fd % all.length];
  }

  /**
   * Registers a descriptor for its life.
   *
   * @param directions the interests of its sides that are watched
   * @return zero, or minus the errno; EPERM where the descriptor is one that never blocks
   */
  static int register(Descriptor descriptor, int directions) {
    if (pollers == null) {
      int failure = start(descriptor.registrationErrno());
      if (failure < 0) return failure;
    }
    enter(descriptor, descriptor.number());
    int result = control(descriptor, Linux.EPOLL_CTL_ADD, directions);
    if (result < 0) forget(descriptor);
    return result;
  }

  /**
   * Has a descriptor that is registered report other directions, and what it is ready for now.
   *
   * @return zero, or minus the errno
   */
  static int registerAgain(Descriptor descriptor, int directions) {
    return control(descriptor, Linux.EPOLL_CTL_MOD, directions);
  }

  private static int control(Descriptor descriptor, int operation, int directions) {
    int fd = descriptor.number();
    int reads = (directions & Linux.POLLIN) != 0 ? READS : 0;
    int writes = (directions & Linux.POLLOUT) != 0 ? Linux.EPOLLOUT : 0;
    MemorySegment event = descriptor.scratch();
    event.set(ValueLayout.JAVA_INT, 0, reads | writes | Linux.EPOLLET);
    event.set(DATA, EVENT_DATA, (long) descriptor.registration << 32 | fd);
    return EpollCalls.epollCtl(descriptor.registrationErrno(), of(fd).epoll, operation, fd, event);
  }

  private static synchronized void enter(Descriptor descriptor, int fd) {
    @Nullable Descriptor[] t = table;
    if (fd >= t.length) {
      t = Arrays.copyOf(t, Math.max(fd + 1, 2 * t.length));
    }
    t[fd] = descriptor;
    table = t;
    if (++registrations == 0) registrations = 1; // it wraps; zero is for none
    descriptor.registration = registrations;
  }

  /** Takes a descriptor out of the table, before its number is given back. */
  static synchronized void forget(Descriptor descriptor) {
    if (table[descriptor.number()] == descriptor) table[descriptor.number()] = null;
  }

  /** Ends the registration of a descriptor whose file others have open too. */
  static void unregister(Descriptor descriptor) {
    int fd = descriptor.number();
    int epoll = of(fd).epoll;
    EpollCalls.epollCtl(
        descriptor.registrationErrno(), epoll, Linux.EPOLL_CTL_DEL, fd, MemorySegment.NULL);
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is the design: those unparked run first
  private void run() {
    for (; ; ) {
      try {
        waited = 0;
        int n = nextEvents();
        if (n <= 0) park();
        waits.add(waited);
        if (n <= 0) continue;
        for (int i = 0; i < n; i++) tryDispatch(i * EVENT_SIZE);
        if (++busy == BUSY) unlink();
        Thread.yield();
      } catch (Throwable t) {
        LOG.log(Level.ERROR, "a poller met an error and goes on", t);
      }
    }
  }

  /** Returns how many events there are; zero where it is time to park. */
  private int nextEvents() {
    boolean near = waits.areShort();
    int n = near ? 0 : ask(0);
    for (int vain = 0; n == 0; ) {
      long others = letOthersRun();
      if (others < NOBODY_NANOS && !near) return 0;
      if (others < NOBODY_NANOS) return maySleep() ? sleep() : ask(0);
      n = ask(0);
      if (others < MUCH_NANOS && ++vain == VAIN) return n;
    }
    return n;
  }

  private int ask(int timeoutMillis) {
    return EpollCalls.epollWait(errno, epoll, events, EVENTS, timeoutMillis);
  }

  /** Returns how long other virtual threads had the carrier. */
  @SuppressWarnings("ThreadPriorityCheck") // to yield is to know
  private static long letOthersRun() {
    long before = System.nanoTime();
    Thread.yield();
    return System.nanoTime() - before;
  }

  private int sleep() {
    try {
      int n = ask(Waits.SHORT_MILLIS);
      if (n == 0) waited = Waits.SHORT_NANOS;
      return n;
    } finally {
      SLEEPING.decrementAndGet();
    }
  }

  /** Takes one of the places for sleepers: where there are carriers to choose from, one is left. */
  private static boolean maySleep() {
    if (SLEEPING.incrementAndGet() <= Math.max(1, CARRIERS - 1)) return true;
    SLEEPING.decrementAndGet();
    return false;
  }

  /** Whatever one task throws, the others hear of their events: an edge is not told again. */
  private void tryDispatch(long offset) {
    try {
      dispatch(offset);
    } catch (Throwable t) {
      LOG.log(Level.ERROR, "a task that was to run when a descriptor is ready has failed", t);
    }
  }

  private void dispatch(long offset) {
    int ready = events.get(ValueLayout.JAVA_INT, offset);
    long data = events.get(DATA, offset + EVENT_DATA);
    int fd = (int) data;
    @Nullable Descriptor[] t = table;
    Descriptor descriptor = fd < t.length ? t[fd] : null;
    if (descriptor == null || descriptor.registration != (int) (data >>> 32)) return;
    if ((ready & REMARKABLE) != 0) descriptor.remarkable = true;
    if ((ready & Linux.EPOLLERR) != 0) descriptor.errorReported();
    if ((ready & FOR_READER) != 0) descriptor.input.edge();
    if ((ready & FOR_WRITER) != 0) descriptor.output.edge();
  }

  /**
   * Takes our epoll out of the outer one while we keep asking ourselves. As long as it is in there,
   * disarmed or not, the kernel looks at the outer one with every packet that arrives.
   */
  private void unlink() {
    if (linked && outer.remove(this) == 0) linked = false;
  }

  private void park() {
    long before = System.nanoTime();
    busy = 0;
    parked = true;
    if (outer.arm(this) < 0) {
      parked = false; // it has no memory, or no watches left: rather ask again than sleep for ever
      LockSupport.parkNanos(this, RETRY_NANOS); // and let others run
    }
    while (parked) LockSupport.park(this);
    waited += System.nanoTime() - before;
  }

  /** The platform thread that waits for the epoll instances of all sub-pollers. */
  private static final class Outer {
    private final MemorySegment errno = Arena.global().allocate(4, 4);
    private final MemorySegment events = Arena.global().allocate(64 * EVENT_SIZE, 8);
    private final int epoll;
    private final Poller[] pollers;
    private final Thread thread =
        Thread.ofPlatform()
            .name("lisle-poller")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);

    Outer(int epoll, Poller[] pollers) {
      this.epoll = epoll;
      this.pollers = pollers;
    }

    /** Adds a sub-poller that is not armed yet; zero, or minus the errno. */
    static int add(MemorySegment errno, int epoll, int fd) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment event = arena.allocate(EVENT_SIZE, 8); // no events, and data to come
        return EpollCalls.epollCtl(errno, epoll, Linux.EPOLL_CTL_ADD, fd, event);
      }
    }

    int arm(Poller poller) {
      MemorySegment event = poller.events; // free between two questions
      event.set(ValueLayout.JAVA_INT, 0, Linux.EPOLLIN | Linux.EPOLLONESHOT);
      event.set(DATA, EVENT_DATA, poller.index);
      int operation = poller.linked ? Linux.EPOLL_CTL_MOD : Linux.EPOLL_CTL_ADD;
      int result = EpollCalls.epollCtl(poller.errno, epoll, operation, poller.epoll, event);
      if (result == 0) poller.linked = true;
      return result;
    }

    int remove(Poller poller) {
      return EpollCalls.epollCtl(
          poller.errno, epoll, Linux.EPOLL_CTL_DEL, poller.epoll, MemorySegment.NULL);
    }

    private void run() {
      for (; ; ) {
        try {
          int n = EpollCalls.epollWait(errno, epoll, events, 64, -1);
          for (int i = 0; i < n; i++) {
            Poller poller = pollers[(int) events.get(DATA, i * EVENT_SIZE + EVENT_DATA)];
            poller.parked = false;
            LockSupport.unpark(poller.thread);
          }
        } catch (Throwable t) {
          LOG.log(Level.ERROR, "the outer poller met an error and goes on", t);
        }
      }
    }
  }
}

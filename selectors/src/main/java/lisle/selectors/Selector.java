package lisle.selectors;

import java.io.Closeable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.sys.EpollCalls;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * Watches many descriptors at once, for one thread.
 *
 * <pre>{@code
 * try (Selector<Client> selector = Selector.open()) {
 *   selector.register(socket, Event.READABLE, client);
 *   for (;;) {
 *     for (Registration<Client> ready : selector.select()) {
 *       if (ready.isReadable()) ready.attachment().read();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>What is defined:
 *
 * <ul>
 *   <li>It is level-triggered: what is ready and was not dealt with is reported again.
 *   <li>One thread selects at a time, and walks through what was found before it selects again. Any
 *       thread may register, modify, unregister, wake up and close meanwhile, and that takes effect
 *       at once: in the select that goes on, and for what was found and not handed out yet.
 *   <li>A {@link Descriptor} that is closed is thereby unregistered. So is a plain number, as far
 *       as its file is open nowhere else; unregister it first otherwise: the system goes on about
 *       that file, and select has to ask ever again, each millisecond, until the selector is
 *       closed. In no case does an event reach the number's next owner.
 *   <li>A virtual thread that selects is parked, and pins nothing.
 *   <li>{@link #wakeUp} ends the select that goes on, or the next one. An interrupt ends it too,
 *       and stays set. A timeout never ends early: it is rounded up to what the system counts in.
 *   <li>Selecting allocates nothing: the same objects are handed out each time.
 * </ul>
 *
 * <p>What is <em>not</em>: the order of events; that each select reports all that is ready (a later
 * one does); and that a registration just unregistered by another thread is not in the hands of the
 * thread that selects already.
 *
 * <p>Beside {@link Mechanism#EPOLL epoll}, there are two other ways to ask. All keep the registered
 * files in an epoll instance, which knows a file from the next one of the same number, and on which
 * virtual threads wait.
 *
 * @param <A> what is attached to each registration
 */
public final class Selector<A extends @Nullable Object> implements Closeable {
  /** After so many answers in a row that are for nobody, there will be no end of them. */
  private static final int VAIN = 1000;

  /** Longer timeouts have no end. */
  private static final Duration CENTURY = Duration.ofDays(36_500);

  private static final Cleaner CLEANER =
      Cleaner.create(
          Thread.ofPlatform()
                  .name("lisle-forgotten-selectors")
                  .daemon()
                  .inheritInheritableThreadLocals(false)
              ::unstarted);

  private final Mechanism mechanism;
  private final Watcher watcher;

  /** All registered files. Its read lock belongs to the thread that selects. */
  private final Descriptor epoll;

  /** Ends the waiting of the thread that selects, whatever the reason. */
  private final Bell bell;

  /** Somebody wants select to return. */
  private volatile boolean wokenUp;

  /** A thread waits, or is about to. */
  private volatile boolean waiting;

  private volatile boolean closed;

  /** Gives the descriptors back, once: in a close, or when the selector was forgotten. */
  private final Cleaner.Cleanable end;

  private final Object lock = new Object();

  /** By number. Written under the lock; the thread that selects reads it without. */
  private volatile @Nullable Registration<A>[] table = newTable(64);

  /** What is on its way into the table. Written under the lock. */
  private volatile @Nullable Registration<A> coming;

  /** How many are in the table, the bell among them. Guarded by the lock. */
  private int size;

  /** Guarded by the lock. */
  private int generations;

  /** How often a registration was made, modified or ended; it wraps. Guarded by the lock. */
  private int changes;

  /** That count when there was last no end of answers for nobody. Guarded by the lock. */
  private int seen;

  /** For epoll_ctl; guarded by the lock. */
  private final MemorySegment event = Arena.ofAuto().allocate(Epoll.EVENT_SIZE, 8);

  /** For epoll_ctl; guarded by the lock. */
  private final MemorySegment errno = Arena.ofAuto().allocate(4, 4);

  private Interruption interruption = new Interruption(this::ring);
  private final Found<A> found = new Found<>(this);
  private final Iterable<Registration<A>> answers = found::again;

  private Selector(Mechanism mechanism, int epoll, Bell bell) {
    this.mechanism = mechanism;
    this.epoll = Descriptor.ofNonBlocking(epoll);
    this.bell = bell;
    this.watcher = mechanism.watcher(epoll);
    this.end = CLEANER.register(this, end(this.epoll, bell));
  }

  /** Does not know the selector, so that it can be forgotten. */
  private static Runnable end(Descriptor epoll, Bell bell) {
    return () -> {
      epoll.close(); // returns when nobody uses it any more
      bell.close();
    };
  }

  /**
   * Opens a selector of the best mechanism here.
   *
   * @throws SystemCallException if the process or the system has no descriptors left (EMFILE,
   *     ENFILE); a selector takes two
   */
  public static <A extends @Nullable Object> Selector<A> open() throws SystemCallException {
    return open(Mechanism.EPOLL);
  }

  /** Opens a selector of a certain mechanism; as {@link #open()}. */
  @SuppressWarnings("NullAway") // nobody sees what is attached to the bell
  public static <A extends @Nullable Object> Selector<A> open(Mechanism mechanism)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(4, 4);
      int epoll = EpollCalls.epollCreate1(errno, Linux.EPOLL_CLOEXEC);
      if (epoll < 0) throw new SystemCallException("epoll_create1", "a selector", Errno.of(-epoll));
      Bell bell = new Bell();
      if (bell.number < 0) {
        FileCalls.close(errno, epoll);
        throw new SystemCallException("eventfd", "a selector", Errno.of(-bell.number));
      }
      Selector<A> selector = new Selector<>(mechanism, epoll, bell);
      try {
        selector.add(bell.number, null, Event.READABLE, null);
      } catch (SystemCallException | RuntimeException e) {
        selector.close();
        throw e;
      }
      return selector;
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the compiler cannot annotate this creation
  private static <A extends @Nullable Object> @Nullable Registration<A>[] newTable(int length) {
    return (Registration<A>[]) new Registration<?>[length];
  }

  /** Returns the mechanism. */
  public Mechanism mechanism() {
    return mechanism;
  }

  /**
   * Registers what is made of a descriptor, such as a socket.
   *
   * @param interest bits of {@link Event}
   * @throws IllegalArgumentException for bits that cannot be asked for, or not of this mechanism
   * @throws IllegalStateException if it is registered with this selector already
   * @throws ClosedChannelException if the descriptor is closed
   * @throws ClosedSelectorException if the selector is closed
   * @throws SystemCallException if the system refuses: EPERM for what is always ready, such as a
   *     file or a folder; ENOSPC at the limit of {@code fs.epoll.max_user_watches}
   */
  public Registration<A> register(Selectable selectable, int interest, A attachment)
      throws ClosedChannelException, SystemCallException {
    return register(selectable.descriptor(), interest, attachment);
  }

  /** Registers a descriptor; as {@link #register(Selectable, int, Object)}. */
  public Registration<A> register(Descriptor descriptor, int interest, A attachment)
      throws ClosedChannelException, SystemCallException {
    if (!descriptor.enter()) throw new ClosedChannelException();
    try {
      return add(descriptor.number(), descriptor, interest, attachment);
    } finally {
      descriptor.exit();
    }
  }

  /**
   * Registers a descriptor by its number: a pipe, an eventfd, a timerfd, an inotify instance, a
   * signalfd, the pidfd of a process. As {@link #register(Selectable, int, Object)}, and EBADF for
   * a number that is not open.
   */
  public Registration<A> register(int number, int interest, A attachment)
      throws SystemCallException {
    return add(number, null, interest, attachment);
  }

  private Registration<A> add(
      int number, @Nullable Descriptor descriptor, int interest, A attachment)
      throws SystemCallException {
    if (number < 0) throw new IllegalArgumentException("no descriptor: " + number);
    Event.check(interest);
    watcher.check(number, interest);
    synchronized (lock) {
      enterOpen();
      try {
        if (++generations == 0) generations = 1; // it wraps; zero is for none
        Registration<A> registration =
            new Registration<>(this, number, descriptor, generations, interest, attachment);
        Registration<A> before = find(number);
        coming = registration; // its first event may come before we are back
        int result = control(Linux.EPOLL_CTL_ADD, registration);
        if (result == -Linux.EEXIST && before == null) {
          // Its file was registered, closed without our notice, and has the number again.
          control(Linux.EPOLL_CTL_DEL, registration); // what was EXCLUSIVE cannot be modified
          result = control(Linux.EPOLL_CTL_ADD, registration);
        }
        if (result < 0) {
          coming = null;
          registration.registered = false;
          if (result == -Linux.EEXIST) {
            throw new IllegalStateException(
                "descriptor " + number + " is registered already: modify its registration");
          }
          throw new SystemCallException("epoll_ctl", "descriptor " + number, Errno.of(-result));
        }
        if (before == null) size++;
        else before.registered = false; // its file was closed, or we could not have added another
        put(registration);
        coming = null;
        if (descriptor != null) descriptor.watched(registration); // before others may unregister it
        changed();
        return registration;
      } finally {
        epoll.exit();
      }
    }
  }

  private void put(Registration<A> registration) {
    @Nullable Registration<A>[] t = table;
    int number = registration.number;
    if (number >= t.length) t = Arrays.copyOf(t, Math.max(number + 1, 2 * t.length));
    t[number] = registration;
    table = t;
  }

  void modify(Registration<A> registration, int interest) throws SystemCallException {
    Event.check(interest);
    watcher.check(registration.number, interest);
    if (((interest | registration.interest) & Event.EXCLUSIVE) != 0) {
      throw new IllegalStateException(
          "descriptor "
              + registration.number
              + ": EXCLUSIVE is for good: unregister it and register it anew");
    }
    Descriptor descriptor = registration.descriptor;
    boolean entered = descriptor != null && descriptor.enter();
    try {
      synchronized (lock) {
        enterOpen();
        try {
          requireRegistered(registration, descriptor == null || entered);
          int before = registration.interest;
          registration.interest = interest; // its first event may come before we are back
          int result = control(Linux.EPOLL_CTL_MOD, registration);
          if (result == -Linux.ENOENT || result == -Linux.EBADF || result == -Linux.EPERM) {
            drop(registration); // its number stands for nothing, or for another file
            requireRegistered(registration, false);
          } else if (result < 0) {
            registration.interest = before;
            throw new SystemCallException(
                "epoll_ctl", "descriptor " + registration.number, Errno.of(-result));
          }
          changed();
        } finally {
          epoll.exit();
        }
      }
    } finally {
      if (descriptor != null && entered) descriptor.exit();
    }
  }

  void unregister(Registration<A> registration) {
    Descriptor descriptor = registration.descriptor;
    boolean entered = descriptor != null && descriptor.enter();
    try {
      synchronized (lock) {
        enterOpen();
        try {
          requireRegistered(registration, descriptor == null || entered);
          if (descriptor != null) descriptor.unwatched(registration);
          drop(registration);
        } finally {
          epoll.exit();
        }
      }
    } finally {
      if (descriptor != null && entered) descriptor.exit();
    }
  }

  private static void requireRegistered(Registration<?> registration, boolean open) {
    if (registration.registered && open) return;
    throw new NoSuchElementException(
        "descriptor " + registration.number + " is not registered, or was closed");
  }

  /** Ends a registration, whose number is open and its, or is no longer of any concern. */
  void drop(Registration<?> registration) {
    synchronized (lock) {
      if (!registration.registered) return;
      registration.registered = false;
      table[registration.number] = null;
      size--;
      if (!epoll.enter()) return;
      try {
        control(Linux.EPOLL_CTL_DEL, registration);
        changed();
      } finally {
        epoll.exit();
      }
    }
  }

  /** For the holder of the lock, and of the number. Zero, or minus the errno. */
  private int control(int operation, Registration<?> registration) {
    event.set(ValueLayout.JAVA_INT, 0, registration.interest);
    long data = (long) registration.generation << 32 | registration.number;
    event.set(Epoll.DATA, Epoll.EVENT_DATA, data);
    return EpollCalls.epollCtl(errno, epoll.number(), operation, registration.number, event);
  }

  private void enterOpen() {
    if (closed || !epoll.enter()) throw new ClosedSelectorException();
  }

  /** For the holder of the lock. */
  private void changed() {
    changes++;
    watcher.changed();
    if (waiting && mechanism != Mechanism.EPOLL) ring();
  }

  /**
   * Returns the registration of a number, or null if there is none.
   *
   * @throws ClosedSelectorException if the selector is closed
   */
  public @Nullable Registration<A> registration(int number) {
    if (closed) throw new ClosedSelectorException();
    return number == bell.number ? null : find(number);
  }

  /**
   * Returns all registrations, in the order of their numbers.
   *
   * @throws ClosedSelectorException if the selector is closed
   */
  public List<Registration<A>> registrations() {
    if (closed) throw new ClosedSelectorException();
    List<Registration<A>> all = new ArrayList<>();
    for (Registration<A> registration : table) {
      if (registration != null && registration.number != bell.number) all.add(registration);
    }
    return all;
  }

  private @Nullable Registration<A> find(int number) {
    @Nullable Registration<A>[] t = table;
    return number >= 0 && number < t.length ? t[number] : null;
  }

  @Nullable Registration<A> find(int number, int generation) {
    Registration<A> registration = find(number);
    if (registration != null && registration.generation == generation) return registration;
    registration = coming;
    if (registration != null && registration.generation == generation) return registration;
    return null;
  }

  /** For watchers: how many there are to copy at most. */
  int size() {
    synchronized (lock) {
      return size;
    }
  }

  /** For watchers: copies as many registrations as fit, and returns how many. */
  int copyTo(@Nullable Registration<?>[] copy) {
    synchronized (lock) {
      int n = 0;
      for (Registration<A> registration : table) {
        if (registration != null && n < copy.length) copy[n++] = registration;
      }
      return n;
    }
  }

  /**
   * Waits until something is ready, {@link #wakeUp} is called, or the thread is interrupted.
   *
   * @return what was found, perhaps nothing, each with its {@link Registration#events}; valid until
   *     the next select, and for one walk at a time: the next one starts anew
   * @throws IllegalStateException if another thread is in select
   * @throws ClosedSelectorException if the selector is or becomes closed
   * @throws SystemCallException if the system refuses, for want of memory; and, on the first
   *     virtual thread of all that has to wait, for want of descriptors
   */
  public Iterable<Registration<A>> select() throws SystemCallException {
    return select(true, Descriptor.NEVER);
  }

  /** As {@link #select()}, and does not wait: returns what is ready. */
  public Iterable<Registration<A>> selectNow() throws SystemCallException {
    return select(false, Descriptor.NEVER);
  }

  /** As {@link #select()}, for so long at most; does not wait if that is zero or negative. */
  public Iterable<Registration<A>> select(Duration timeout) throws SystemCallException {
    if (timeout.isNegative() || timeout.isZero()) return selectNow();
    long nanos = timeout.compareTo(CENTURY) > 0 ? 0 : timeout.toNanos();
    return nanos == 0 ? select() : select(true, System.nanoTime() + nanos);
  }

  /**
   * As {@link #select()}, until a moment at most. This is how timers are made: the earliest of them
   * is the deadline of the next select.
   *
   * @param deadline in the terms of {@link System#nanoTime}; {@link Descriptor#NEVER} for none
   */
  public Iterable<Registration<A>> selectUntil(long deadline) throws SystemCallException {
    return select(true, deadline);
  }

  private Iterable<Registration<A>> select(boolean wait, long deadline) throws SystemCallException {
    Status status = epoll.tryLock(Direction.READ);
    if (status == Status.TIMED_OUT) throw new IllegalStateException("another thread is in select");
    if (status == Status.CLOSED) throw new ClosedSelectorException();
    boolean virtual = Thread.currentThread().isVirtual();
    int vain = 0;
    try {
      waiting = true; // from here on, a change rings the bell
      for (; ; ) {
        if (closed) throw new ClosedSelectorException();
        watcher.refresh(this);
        long nanos = wait && !wokenUp ? remaining(deadline) : 0;
        int n = virtual || nanos == 0 ? askNow() : askAndWait(nanos);
        if (n == -Linux.EBADF && !watcher.knowsFiles()) {
          dropClosed();
          continue;
        }
        if (n < 0 && n != -Linux.EINTR) {
          throw new SystemCallException("select by", mechanism.name(), Errno.of(-n));
        }
        boolean any = found.begin(Math.max(n, 0));
        if (any || wokenUp || nanos == 0 || Thread.currentThread().isInterrupted()) {
          wokenUp = false;
          if (closed) throw new ClosedSelectorException();
          return answers;
        }
        if (n > 0 && ++vain >= VAIN) watcher.inVain(isSettled());
        if (virtual && n == 0 && epoll.await(Direction.READ, deadline) == Status.UNWATCHED) {
          throw new SystemCallException("epoll_ctl", "a selector", epoll.whyUnwatched());
        }
      }
    } finally {
      waiting = false;
      epoll.unlock(Direction.READ);
    }
  }

  /**
   * Reports whether no registration has changed since this was last asked. Then an answer for
   * nobody is not for one that another thread has ended just now.
   */
  private boolean isSettled() {
    synchronized (lock) {
      boolean settled = seen == changes;
      seen = changes;
      return settled;
    }
  }

  private static long remaining(long deadline) {
    return deadline == Descriptor.NEVER ? deadline : Math.max(0, deadline - System.nanoTime());
  }

  private int askNow() {
    epoll.reset(Direction.READ);
    return watcher.ask(0);
  }

  private int askAndWait(long nanos) {
    interruption.begins();
    try {
      return watcher.ask(nanos);
    } finally {
      if (interruption.ends()) interruption = new Interruption(this::ring);
    }
  }

  /** Reports whether a registration is of the file that its number stands for now. */
  private boolean stands(Registration<?> registration) {
    return registration.descriptor != null
        ? !registration.descriptor.isClosed()
        : isKnown(registration);
  }

  /** The same, asking the system. */
  private boolean isKnown(Registration<?> registration) {
    synchronized (lock) {
      if (!registration.registered || !epoll.enter()) return false;
      try {
        // To modify it would arm it again. It cannot be added where it is already.
        int result = control(Linux.EPOLL_CTL_ADD, registration);
        if (result == 0) control(Linux.EPOLL_CTL_DEL, registration);
        return result == -Linux.EEXIST;
      } finally {
        epoll.exit();
      }
    }
  }

  private void dropClosed() {
    for (Registration<A> registration : table) {
      if (registration != null && !isKnown(registration)) drop(registration);
    }
  }

  /**
   * Ends the select that goes on, or else the next one. So work that other threads hand in is
   * looked at: put it into a queue, then wake up. Does nothing if the selector is closed.
   */
  public void wakeUp() {
    wokenUp = true;
    ring();
  }

  private void ring() {
    if (!epoll.enter()) return;
    try {
      bell.ring();
    } finally {
      epoll.exit();
    }
  }

  private void silence() {
    if (!epoll.enter()) return;
    try {
      bell.silence();
    } finally {
      epoll.exit();
    }
  }

  // For what was found

  /** Returns whom an answer is for; null if it is for nobody who is still registered. */
  @SuppressWarnings("unchecked") // the table has no others
  @Nullable Registration<A> due(int answer) {
    Registration<A> registration = (Registration<A>) watcher.registration(this, answer);
    if (registration == null) return null;
    if (registration.number == bell.number) {
      silence();
      return null;
    }
    int events = watcher.events(answer);
    if ((events & Linux.POLLNVAL) != 0 || !stands(registration)) {
      drop(registration);
      return null;
    }
    return isDue(registration, events) ? registration : null;
  }

  /** Takes note of the events; reports whether they are still of concern. */
  boolean isDue(Registration<A> registration, int events) {
    registration.events = events & (registration.interest | Event.UNASKED);
    return registration.events != 0
        && registration.registered
        && (registration.descriptor == null || !registration.descriptor.isClosed());
  }

  /** For tests: a thread waits, or is about to. */
  boolean isWaiting() {
    return waiting;
  }

  /** For tests: how many answers the system has now. */
  int raw() {
    return watcher.ask(0);
  }

  /** Reports whether {@link #close} was not called. */
  public boolean isOpen() {
    return !closed;
  }

  /**
   * Ends all registrations, and the select that goes on, with a {@link ClosedSelectorException}.
   * What was registered stays open. Closing again does nothing. A selector that is forgotten is
   * closed too, some time.
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) return;
      closed = true;
    }
    ring();
    end.clean();
    for (Registration<A> registration : table) {
      if (registration == null) continue;
      Descriptor descriptor = registration.descriptor;
      if (descriptor != null) descriptor.unwatched(registration);
      registration.registered = false;
    }
  }

  @Override
  public String toString() {
    return "selector by " + mechanism + (closed ? " (closed)" : "");
  }
}

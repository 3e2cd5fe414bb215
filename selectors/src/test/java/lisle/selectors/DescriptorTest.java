package lisle.selectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;
import org.junit.jupiter.api.Test;

class DescriptorTest {
  @Test
  void aNewDeadlineReachesThoseWhoWaitForTheirTurn() throws Exception {
    Open.Pair pair = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      assertThat(descriptor.tryLock(Direction.READ)).isEqualTo(Status.READY);
      FutureTask<Status> turn =
          new FutureTask<>(() -> descriptor.lock(Direction.READ, Descriptor.NEVER));
      Thread thread = Thread.ofPlatform().daemon().start(turn);
      while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
      descriptor.deadline(Direction.READ, System.nanoTime());
      assertThat(turn.get(20, TimeUnit.SECONDS)).isEqualTo(Status.TIMED_OUT);
      descriptor.unlock(Direction.READ);
    }
    Open.close(pair.writer());
  }

  @Test
  void aCloseEndsTheWaitForATurnAtOnceAndItselfWaitsForTheHolder() throws Exception {
    Open.Pair pair = Open.pipe();
    Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
    assertThat(descriptor.tryLock(Direction.READ)).isEqualTo(Status.READY);
    FutureTask<Status> turn =
        new FutureTask<>(() -> descriptor.lock(Direction.READ, Descriptor.NEVER));
    Thread.ofVirtual().start(turn);
    Thread closer = Thread.ofVirtual().start(descriptor::close);
    assertThat(turn.get(20, TimeUnit.SECONDS)).isEqualTo(Status.CLOSED);
    assertThat(Open.write(pair.writer(), 1)).as("the read end is open still").isEqualTo(1);
    assertThat(closer.isAlive()).isTrue();
    descriptor.unlock(Direction.READ);
    closer.join();
    assertThat(Open.write(pair.writer(), 1)).isEqualTo(-Linux.EPIPE);
    Open.close(pair.writer());
  }

  @Test
  void aTaskRunsOnceThereIsSomethingAndHoldsTheLockThen() throws Exception {
    Open.Pair pair = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      BlockingQueue<Status> turns = new LinkedBlockingQueue<>();
      Runnable task =
          () -> {
            turns.add(descriptor.tryLock(Direction.READ)); // nobody gets it: it is the task's
            descriptor.unlock(Direction.READ);
          };
      for (int i = 0; i < 3; i++) {
        assertThat(descriptor.lock(Direction.READ, Descriptor.NEVER)).isEqualTo(Status.READY);
        descriptor.reset(Direction.READ);
        assertThat(descriptor.whenReady(Direction.READ, task)).isNull();
        assertThat(turns).isEmpty();
        assertThat(Open.write(pair.writer(), 1)).isEqualTo(1);
        assertThat(turns.take()).isEqualTo(Status.TIMED_OUT);
      }
      // An edge that nobody has used up since: no task, and the lock is still ours.
      assertThat(descriptor.lock(Direction.READ, Descriptor.NEVER)).isEqualTo(Status.READY);
      descriptor.wake(Direction.READ);
      assertThat(descriptor.whenReady(Direction.READ, task)).isEqualTo(Status.READY);
      descriptor.unlock(Direction.READ);
    }
    Open.close(pair.writer());
  }

  @Test
  void aTaskRunsWhenItIsWokenOrItsDescriptorCloses() throws Exception {
    Open.Pair pair = Open.pipe();
    Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
    Semaphore ran = new Semaphore(0);
    Runnable task =
        () -> {
          descriptor.unlock(Direction.READ);
          ran.release();
        };
    assertThat(descriptor.lock(Direction.READ, Descriptor.NEVER)).isEqualTo(Status.READY);
    assertThat(descriptor.whenReady(Direction.READ, task)).isNull();
    descriptor.wake(Direction.READ);
    assertThat(ran.tryAcquire()).isTrue();
    assertThat(descriptor.lock(Direction.READ, Descriptor.NEVER)).isEqualTo(Status.READY);
    descriptor.reset(Direction.READ);
    assertThat(descriptor.whenReady(Direction.READ, task)).isNull();
    descriptor.close(); // does not wait for the lock, which the task gives back
    assertThat(ran.tryAcquire()).isTrue();
    assertThat(Open.write(pair.writer(), 1)).isEqualTo(-Linux.EPIPE);
    Open.close(pair.writer());
  }

  /** Whoever comes first, the one who announces the task or the one who closes, it ends. */
  @Test
  void aTaskAndACloseNeverMissEachOther() throws Exception {
    for (int i = 0; i < 2000; i++) {
      Open.Pair pair = Open.pipe();
      Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
      CountDownLatch over = new CountDownLatch(1);
      Thread waiter = Thread.ofVirtual().start(() -> serve(descriptor, over));
      for (int j = i % 5; j > 0; j--) descriptor.wake(Direction.READ);
      descriptor.close();
      over.await();
      waiter.join();
      Open.close(pair.writer());
    }
  }

  /** Waits without a thread again and again, until the descriptor is closed. */
  private static void serve(Descriptor descriptor, CountDownLatch over) {
    Runnable task =
        () -> {
          descriptor.unlock(Direction.READ);
          Thread.startVirtualThread(() -> serve(descriptor, over));
        };
    while (descriptor.lock(Direction.READ, Descriptor.NEVER) == Status.READY) {
      descriptor.reset(Direction.READ);
      if (descriptor.whenReady(Direction.READ, task) == null) return;
      descriptor.unlock(Direction.READ);
    }
    over.countDown();
  }

  @Test
  void whoeverWaitsToWriteIsWokenWhereAnotherWaitedToReadBefore() throws Exception {
    Open.Pair pair = Open.socketpair();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      FutureTask<Status> reading = awaiting(descriptor, Direction.READ);
      while (Open.write(pair.reader(), 4096) > 0) {} // until there is no more room
      FutureTask<Status> writing = awaiting(descriptor, Direction.WRITE);
      while (Open.read(pair.writer(), 4096) > 0) {}
      assertThat(writing.get(20, TimeUnit.SECONDS)).isEqualTo(Status.READY);
      assertThat(Open.write(pair.writer(), 1)).isEqualTo(1);
      assertThat(reading.get(20, TimeUnit.SECONDS)).isEqualTo(Status.READY);
    }
    Open.close(pair.writer());
  }

  /** Starts a virtual thread that waits, and returns once it does. */
  private static FutureTask<Status> awaiting(Descriptor descriptor, Direction direction) {
    FutureTask<Status> task = new FutureTask<>(() -> await(descriptor, direction));
    Thread thread = Thread.ofVirtual().start(task);
    while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
    return task;
  }

  private static Status await(Descriptor descriptor, Direction direction) {
    assertThat(descriptor.lock(direction, Descriptor.NEVER)).isEqualTo(Status.READY);
    try {
      return descriptor.await(direction, Descriptor.NEVER);
    } finally {
      descriptor.unlock(direction);
    }
  }

  @Test
  void whatComesInAPauseWakesNobodyAndIsThereAfterIt() throws Exception {
    Open.Pair pair = Open.socketpair();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      for (boolean virtual : new boolean[] {true, false, true}) {
        FutureTask<Status> before = awaiting(descriptor, Direction.READ); // watched from now on
        assertThat(Open.write(pair.writer(), 1)).isEqualTo(1);
        assertThat(before.get(20, TimeUnit.SECONDS)).isEqualTo(Status.READY);
        assertThat(Open.read(pair.reader(), 1)).isEqualTo(1);
        FutureTask<Status> pause = pausing(descriptor, virtual, 20_000_000);
        assertThat(Open.write(pair.writer(), 1)).isEqualTo(1);
        assertThat(pause.get(20, TimeUnit.SECONDS)).isEqualTo(Status.TIMED_OUT);
        // Nobody has asked for it yet: who waits next is told.
        FutureTask<Status> after = new FutureTask<>(() -> await(descriptor, Direction.READ));
        Thread.ofVirtual().start(after);
        assertThat(after.get(20, TimeUnit.SECONDS)).isEqualTo(Status.READY);
        assertThat(Open.read(pair.reader(), 1)).isEqualTo(1);
      }
    }
    Open.close(pair.writer());
  }

  @Test
  void aPauseInReadingHoldsUpNobodyWhoWaitsToWrite() throws Exception {
    Open.Pair pair = Open.socketpair();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      while (Open.write(pair.reader(), 4096) > 0) {} // until there is no more room
      FutureTask<Status> writing = awaiting(descriptor, Direction.WRITE);
      FutureTask<Status> pause = pausing(descriptor, true, Descriptor.NEVER);
      while (Open.read(pair.writer(), 4096) > 0) {}
      assertThat(writing.get(20, TimeUnit.SECONDS)).isEqualTo(Status.READY);
      assertThat(pause.isDone()).isFalse();
      descriptor.deadline(Direction.READ, System.nanoTime());
      assertThat(pause.get(20, TimeUnit.SECONDS)).isIn(Status.READY, Status.TIMED_OUT);
    }
    Open.close(pair.writer());
  }

  @Test
  void aCloseEndsAPause() throws Exception {
    for (boolean virtual : new boolean[] {true, false}) {
      Open.Pair pair = Open.pipe();
      Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
      FutureTask<Status> pause = pausing(descriptor, virtual, Descriptor.NEVER);
      descriptor.close();
      assertThat(pause.get(20, TimeUnit.SECONDS)).isEqualTo(Status.CLOSED);
      Open.close(pair.writer());
    }
  }

  /** Starts a thread that pauses, and returns once it does. */
  private static FutureTask<Status> pausing(Descriptor descriptor, boolean virtual, long nanos) {
    long until = nanos == Descriptor.NEVER ? nanos : System.nanoTime() + nanos;
    FutureTask<Status> task =
        new FutureTask<>(
            () -> {
              assertThat(descriptor.lock(Direction.READ, Descriptor.NEVER)).isEqualTo(Status.READY);
              try {
                return descriptor.pause(Direction.READ, until);
              } finally {
                descriptor.unlock(Direction.READ);
              }
            });
    Thread thread = virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task);
    Set<Thread.State> sleeping = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
    while (!sleeping.contains(thread.getState()) && !task.isDone()) Thread.onSpinWait();
    return task;
  }

  /** A transmit time stamp lies in the error queue: POLLERR for ever, and EAGAIN for a read. */
  @Test
  void aReportInTheErrorQueueDoesNotMakeAPlatformThreadSpin() throws Exception {
    try (Arena arena = Arena.ofConfined();
        Descriptor descriptor =
            Descriptor.ofNonBlocking(
                SocketCalls.socket(
                    arena.allocate(4, 4), Linux.AF_INET, Linux.SOCK_DGRAM | Open.NONBLOCK, 0))) {
      MemorySegment errno = arena.allocate(4, 4);
      MemorySegment value = arena.allocate(4, 4);
      value.set(ValueLayout.JAVA_INT, 0, 2 | 16); // SOF_TIMESTAMPING_TX_SOFTWARE and _SOFTWARE
      int soTimestamping = 37;
      assertThat(
              SocketCalls.setsockopt(
                  errno, descriptor.number(), Linux.SOL_SOCKET, soTimestamping, value, 4))
          .isZero();
      // To itself: bound to a port of the loopback address that the system chooses.
      MemorySegment address = arena.allocate(16, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) Linux.AF_INET);
      address.set(ValueLayout.JAVA_INT, 4, 0x0100007F);
      assertThat(SocketCalls.bind(errno, descriptor.number(), address, 16)).isZero();
      value.set(ValueLayout.JAVA_INT, 0, 16);
      assertThat(SocketCalls.getsockname(errno, descriptor.number(), address, value)).isZero();
      assertThat(SocketCalls.connect(errno, descriptor.number(), address, 16)).isZero();
      assertThat(FileCalls.write(errno, descriptor.number(), value, 4)).isEqualTo(4);
      assertThat(FileCalls.read(errno, descriptor.number(), value, 4)).isEqualTo(4);

      descriptor.lock(Direction.READ, Descriptor.NEVER);
      long deadline = System.nanoTime() + 100_000_000;
      int calls = 0;
      Status status = Status.READY;
      while (status == Status.READY) {
        descriptor.reset(Direction.READ);
        assertThat(FileCalls.read(errno, descriptor.number(), value, 4)).isEqualTo(-Linux.EAGAIN);
        calls++;
        status = descriptor.await(Direction.READ, deadline);
      }
      descriptor.unlock(Direction.READ);
      assertThat(status).isEqualTo(Status.TIMED_OUT);
      assertThat(calls).isLessThan(10);
    }
  }

  @Test
  void adoptingANumberThatIsNotOpenIsRefusedWithTheErrno() {
    assertThatThrownBy(() -> Descriptor.adopt(1_000_000))
        .isInstanceOf(SystemCallException.class)
        .hasMessage("fcntl descriptor 1000000: bad file descriptor (EBADF)");
  }

  @Test
  void whatNobodyBeganIsNotEndedAndLeavesNoTrace() throws Exception {
    Open.Pair pair = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(descriptor::exit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("exit without an enter");
        for (Direction direction : Direction.values()) {
          assertThatThrownBy(() -> descriptor.unlock(direction))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("unlock without a lock");
          assertThat(descriptor.tryLock(direction)).isEqualTo(Status.READY);
          descriptor.unlock(direction);
        }
        assertThat(descriptor.enter()).isTrue();
        descriptor.exit();
      }
      assertThat(Open.write(pair.writer(), 1)).as("the read end is open still").isEqualTo(1);
    }
    Open.close(pair.writer());
  }

  @Test
  void aMillionUsersAreTheMostAndACloseWaitsForThem() throws Exception {
    Open.Pair pair = Open.pipe();
    Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
    int users = (1 << 20) - 2; // of twenty bits, and one more is whoever closes
    for (int i = 0; i < users; i++) assertThat(descriptor.enter()).isTrue();
    assertThatThrownBy(descriptor::enter)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("too many users of a descriptor");
    assertThatThrownBy(() -> descriptor.lock(Direction.READ, Descriptor.NEVER))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> descriptor.tryLock(Direction.WRITE))
        .isInstanceOf(IllegalStateException.class);
    Thread closer = Thread.ofVirtual().start(descriptor::close);
    while (!descriptor.isClosed()) Thread.onSpinWait();
    for (int i = 1; i < users; i++) descriptor.exit();
    assertThat(Open.write(pair.writer(), 1)).as("the read end is open still").isEqualTo(1);
    descriptor.exit();
    closer.join();
    assertThat(Open.write(pair.writer(), 1)).isEqualTo(-Linux.EPIPE);
    assertThatThrownBy(descriptor::exit).isInstanceOf(IllegalStateException.class);
    Open.close(pair.writer());
  }

  /** In a process of its own, in which nothing waited before. */
  @Test
  void outOfDescriptorsThePollersStartLaterAndPlatformThreadsWaitWithoutOne() throws Exception {
    List<String> limited = List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh");
    String said = Child.run(limited, OutOfDescriptors.class);
    assertThat(said).isEqualTo("platform READY, virtual UNWATCHED, select EMFILE, later READY\n");
  }
}

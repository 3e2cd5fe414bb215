package lisle.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Close, interrupt, deadline and readiness race each other. Every round must end, and each thread
 * with an outcome that somebody caused. {@code -Dlisle.seed} repeats a run, {@code -Dlisle.rounds}
 * makes it longer.
 */
class DescriptorRaceTest {
  private static final long SEED = Long.getLong("lisle.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("lisle.rounds", 3000);

  enum Threads {
    VIRTUAL,
    PLATFORM,
    MIXED;

    Thread unstarted(Random random, Runnable task) {
      boolean virtual = this == VIRTUAL || (this == MIXED && random.nextBoolean());
      return virtual
          ? Thread.ofVirtual().name("racer").unstarted(task)
          : Thread.ofPlatform().name("racer").daemon().unstarted(task);
    }
  }

  /** What happens to those who wait. */
  private enum Act {
    WRITE,
    CLOSE,
    INTERRUPT,
    DEADLINE,
    OWN_DEADLINE
  }

  @BeforeAll
  static void sayTheSeed() {
    System.out.println("lisle.seed=" + SEED);
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void everyRaceEndsForEverybodyWithAnOutcomeThatSomebodyCaused(Threads threads) throws Exception {
    Random random = new Random(SEED + threads.name().hashCode());
    for (int i = 0; i < 50; i++) round(threads, random, i);
    long open = Open.count();
    long eventfds = Open.eventfds();
    for (int i = 0; i < ROUNDS; i++) round(threads, random, i);
    assertThat(Open.count()).as("descriptors").isLessThanOrEqualTo(open);
    assertThat(Open.eventfds()).as("eventfds").isLessThanOrEqualTo(eventfds + 64);
    assertThat(Thread.getAllStackTraces().keySet())
        .as("threads")
        .noneMatch(thread -> thread.getName().equals("racer"));
  }

  private static void round(Threads threads, Random random, int round) throws Exception {
    Set<Act> acts = EnumSet.noneOf(Act.class);
    for (Act act : Act.values()) if (random.nextInt(3) == 0) acts.add(act);
    if (acts.isEmpty()) acts.add(Act.values()[random.nextInt(Act.values().length)]);
    boolean pipe = random.nextBoolean();
    Open.Pair pair = pipe ? Open.pipe() : Open.socketpair();
    Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
    int waiters = 1 + random.nextInt(3);
    List<Thread> all = new ArrayList<>();
    List<Thread> waiting = new ArrayList<>();
    @Nullable Object[] outcomes = new @Nullable Object[waiters];
    for (int i = 0; i < waiters; i++) {
      int index = i;
      long own = acts.contains(Act.OWN_DEADLINE) ? random.nextInt(100_000) : -1;
      waiting.add(
          threads.unstarted(
              random,
              () -> {
                try {
                  outcomes[index] = readOne(descriptor, own);
                } catch (Throwable t) {
                  outcomes[index] = t;
                }
              }));
    }
    all.addAll(waiting);
    for (Act act : acts) {
      int delay = random.nextInt(3) * random.nextInt(3000);
      Runnable action =
          switch (act) {
            case WRITE -> () -> Open.write(pair.writer(), waiters);
            case CLOSE -> descriptor::close;
            case INTERRUPT -> () -> waiting.forEach(Thread::interrupt);
            case DEADLINE -> () -> descriptor.deadline(Direction.READ, System.nanoTime());
            case OWN_DEADLINE -> () -> {};
          };
      all.add(
          threads.unstarted(
              random,
              () -> {
                for (int i = 0; i < delay; i++) Thread.onSpinWait();
                action.run();
              }));
    }
    for (Thread thread : all) thread.start();
    String name = "round " + round + " of " + threads + ", " + acts + ", seed " + SEED;
    // An interrupt before the start of its thread is not seen: then another must end the wait.
    for (Thread thread : waiting) {
      if (acts.equals(Set.of(Act.INTERRUPT))) {
        while (!thread.join(java.time.Duration.ofMillis(50))) thread.interrupt();
      }
      join(thread, descriptor, name);
    }
    for (Thread thread : all) join(thread, descriptor, name);
    descriptor.close();
    Open.close(pair.writer());
    for (Object outcome : outcomes) {
      if (outcome instanceof Throwable t) throw new AssertionError(name, t);
      assertThat(allowed(acts)).as(name).contains(outcome);
    }
  }

  private static List<Object> allowed(Set<Act> acts) {
    List<Object> allowed = new ArrayList<>();
    for (Act act : acts) {
      allowed.add(
          switch (act) {
            case WRITE -> 1L;
            case CLOSE -> Status.CLOSED;
            case INTERRUPT -> Status.INTERRUPTED;
            case DEADLINE, OWN_DEADLINE -> Status.TIMED_OUT;
          });
    }
    return allowed;
  }

  /** The shape of every operation; one byte, or why there was none. */
  private static Object readOne(Descriptor descriptor, long own) {
    long deadline = own < 0 ? Descriptor.NEVER : System.nanoTime() + own;
    Status status = descriptor.lock(Direction.READ, deadline);
    if (status != Status.READY) return status;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(1);
      for (; ; ) {
        descriptor.reset(Direction.READ);
        MemorySegment errno = descriptor.errno(Direction.READ);
        long n = FileCalls.read(errno, descriptor.number(), buffer, 1);
        if (n != -Linux.EAGAIN) return n;
        status = descriptor.await(Direction.READ, deadline);
        if (status != Status.READY) return status;
      }
    } finally {
      descriptor.unlock(Direction.READ);
    }
  }

  static void join(Thread thread, Descriptor descriptor, String name) throws Exception {
    if (thread.join(java.time.Duration.ofSeconds(20))) return;
    StringBuilder dump = new StringBuilder(name + ": " + thread + " never ended; " + descriptor);
    for (StackTraceElement element : thread.getStackTrace()) dump.append("\n  at ").append(element);
    throw new AssertionError(dump.toString());
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void aStreamArrivesWholeWhoeverReadsItAndWhateverTheHintsSay(Threads threads) throws Exception {
    Random random = new Random(SEED + 10 + threads.name().hashCode());
    for (int round = 0; round < ROUNDS / 30; round++) {
      Open.Pair pair = Open.socketpair();
      Descriptor in = Descriptor.ofNonBlocking(pair.reader());
      Descriptor out = Descriptor.ofNonBlocking(pair.writer());
      long total = random.nextInt(300_000);
      long seed = random.nextLong();
      Thread writer =
          threads.unstarted(
              random,
              () -> {
                write(out, total, new Random(seed));
                out.close();
              });
      long[] got = new long[1];
      boolean[] ended = new boolean[1];
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(threads.unstarted(random, () -> readSome(in, new Random(seed), got, ended)));
      }
      writer.start();
      readers.forEach(Thread::start);
      String name = "stream " + round + " of " + threads + ", seed " + SEED;
      join(writer, out, name);
      for (Thread reader : readers) join(reader, in, name + " " + got[0] + " of " + total);
      in.close();
      assertThat(got[0]).as(name).isEqualTo(total);
    }
  }

  private static void write(Descriptor out, long total, Random random) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(60_000);
      long left = total;
      while (left > 0) {
        if (out.lock(Direction.WRITE, Descriptor.NEVER) != Status.READY) return;
        long size = Math.min(left, 1 + random.nextInt(random.nextBoolean() ? 100 : 60_000));
        out.reset(Direction.WRITE);
        long n = FileCalls.write(out.errno(Direction.WRITE), out.number(), buffer, size);
        if (n == -Linux.EAGAIN) out.await(Direction.WRITE, Descriptor.NEVER);
        out.unlock(Direction.WRITE);
        if (n > 0) left -= n;
      }
    }
  }

  /** Reads until the end, a turn at a time; what is shared is guarded by the read lock. */
  private static void readSome(Descriptor in, Random random, long[] got, boolean[] ended) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(70_000);
      boolean end = false;
      while (!end) {
        if (in.lock(Direction.READ, Descriptor.NEVER) != Status.READY) return;
        long size = 1L + random.nextInt(70_000);
        boolean worth = in.worthReading();
        while (!ended[0]) {
          if (worth) {
            in.reset(Direction.READ);
            long n = FileCalls.read(in.errno(Direction.READ), in.number(), buffer, size);
            if (n >= 0) {
              got[0] += n;
              ended[0] = n == 0;
              if (n > 0 && n < size) in.drained();
              break;
            }
          }
          in.await(Direction.READ, Descriptor.NEVER);
          worth = true;
        }
        end = ended[0];
        in.unlock(Direction.READ);
      }
    }
  }

  @Test
  void aDetachedDescriptorKeepsItsNumberAndItsFile() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      Open.Pair pair = Open.socketpair();
      Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
      Thread reader = Threads.MIXED.unstarted(random, () -> readOne(descriptor, -1));
      reader.start();
      assertThat(descriptor.detach()).isEqualTo(pair.reader());
      join(reader, descriptor, "detach " + round);
      assertThat(descriptor.detach()).isEqualTo(-1);
      Descriptor next = Descriptor.adopt(pair.reader()); // the same file under the same number
      Object[] outcome = new Object[1];
      Thread again = Threads.MIXED.unstarted(random, () -> outcome[0] = readOne(next, -1));
      again.start();
      Open.write(pair.writer(), 1);
      join(again, next, "adopted " + round);
      assertThat(outcome[0]).isEqualTo(1L);
      next.close();
      Open.close(pair.writer());
    }
  }
}

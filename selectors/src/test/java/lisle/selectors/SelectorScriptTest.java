package lisle.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import lisle.sys.Linux;
import lisle.sys.PollCalls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several threads register, modify, close, write and read by chance while another selects. Whenever
 * they pause, what select finds must be what poll(2) says of each descriptor alone.
 */
class SelectorScriptTest {
  private static final long SEED = Long.getLong("lisle.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("lisle.rounds", 3000) / 10;
  private static final int THREADS = 3;
  private static final int SLOTS = 6;

  @BeforeAll
  static void sayTheSeedAndStartThePollers() throws Exception {
    System.out.println("lisle.seed=" + SEED);
    try (Selector<Slot> selector = Selector.open()) {
      FutureTask<?> first = new FutureTask<>(() -> selector.select(Duration.ofMillis(50)));
      Thread.ofVirtual().start(first);
      first.get();
    }
  }

  /** A descriptor that is watched, or not; used by one thread at a time. */
  private static final class Slot {
    final Selector<Slot> selector;
    final Random random;
    final String name;
    Open.Pair pair;
    boolean writerOpen;
    @Nullable Descriptor owned;
    @Nullable Registration<Slot> registration;

    Slot(Selector<Slot> selector, Random random, String name) {
      this.selector = selector;
      this.random = random;
      this.name = name;
      this.pair = open();
    }

    private Open.Pair open() {
      pair = random.nextInt(4) == 0 ? Open.pipe() : Open.socketpair();
      writerOpen = true;
      owned = random.nextBoolean() ? Descriptor.ofNonBlocking(pair.reader()) : null;
      return pair;
    }

    private int interest() {
      int interest = random.nextInt(8) & (Event.READABLE | Event.WRITABLE | Event.PRIORITY);
      if ((interest & Event.READABLE) != 0 && random.nextBoolean()) interest |= Event.PEER_CLOSED;
      return interest;
    }

    void step() throws Exception {
      Descriptor descriptor = owned;
      Registration<Slot> current = registration;
      switch (random.nextInt(10)) {
        case 0, 1 -> {
          if (current != null) current.modify(interest());
          else if (descriptor == null)
            registration = selector.register(pair.reader(), interest(), this);
          else registration = selector.register(descriptor, interest(), this);
        }
        case 2 -> {
          if (current != null) current.unregister();
          registration = null;
        }
        case 3, 4 -> {
          if (writerOpen) Open.write(pair.writer(), 1 + random.nextInt(100));
        }
        case 5 -> Open.read(pair.reader(), 1 + random.nextInt(100));
        case 6 -> {
          while (Open.write(pair.reader(), 50_000) > 0) {} // no room is left to write
        }
        case 7 -> {
          while (writerOpen && Open.read(pair.writer(), 50_000) > 0) {}
        }
        case 8 -> {
          if (writerOpen && random.nextInt(4) == 0) {
            writerOpen = false;
            Open.close(pair.writer());
          }
        }
        default -> {
          if (random.nextInt(3) == 0) {
            close(); // whether it is registered or not
            open();
          }
        }
      }
    }

    void close() {
      if (owned != null) owned.close();
      else Open.close(pair.reader());
      if (writerOpen) Open.close(pair.writer());
      registration = null;
    }

    /** What poll says of this one alone. */
    int oracle() {
      Registration<Slot> current = registration;
      if (current == null) return 0;
      int interest = current.interest();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment pollfd = arena.allocate(8, 4);
        pollfd.set(ValueLayout.JAVA_INT, 0, pair.reader());
        pollfd.set(ValueLayout.JAVA_SHORT, 4, (short) interest);
        assertThat(PollCalls.poll(arena.allocate(4, 4), pollfd, 1, 0)).isGreaterThanOrEqualTo(0);
        int events = pollfd.get(ValueLayout.JAVA_SHORT, 6);
        assertThat(events & Linux.POLLNVAL).isZero();
        int seen = Event.READABLE | Event.WRITABLE | Event.PRIORITY; // what brings select(2) back
        if ((interest & Event.READABLE) != 0) seen |= Event.UNASKED;
        if ((interest & Event.WRITABLE) != 0) seen |= Event.ERROR;
        return selector.mechanism() == Mechanism.SELECT && (events & seen) == 0 ? 0 : events;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EPOLL,false",
    "EPOLL,true",
    "POLL,false",
    "POLL,true",
    "SELECT,false",
    "SELECT,true"
  })
  void selectFindsWhatPollSays(Mechanism mechanism, boolean virtual) throws Exception {
    String name = mechanism + (virtual ? " on a virtual thread" : "") + ", seed " + SEED;
    long open = Open.count();
    try (Selector<Slot> selector = Selector.open(mechanism)) {
      List<List<Slot>> shares = new ArrayList<>();
      CyclicBarrier barrier = new CyclicBarrier(THREADS + 1);
      List<FutureTask<Void>> tasks = new ArrayList<>();
      boolean[] pause = new boolean[1]; // written by the last step, read after a wake-up
      for (int t = 0; t < THREADS; t++) {
        Random random = new Random(SEED + 31L * t + mechanism.name().hashCode());
        List<Slot> share = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) share.add(new Slot(selector, random, t + "." + i));
        shares.add(share);
        tasks.add(
            new FutureTask<>(
                () -> {
                  for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < 30; i++) share.get(random.nextInt(SLOTS)).step();
                    synchronized (pause) {
                      pause[0] = true;
                    }
                    selector.wakeUp();
                    barrier.await(30, TimeUnit.SECONDS);
                    barrier.await(30, TimeUnit.SECONDS); // the check is over
                  }
                  return null;
                }));
      }
      FutureTask<Long> selecting =
          new FutureTask<>(
              () -> {
                long events = 0;
                for (int round = 0; round < ROUNDS; round++) {
                  boolean over = false;
                  while (!over) {
                    for (Registration<Slot> one : selector.select(Duration.ofSeconds(30))) {
                      if (one.events() == 0) throw new AssertionError("nothing: " + one);
                      events++;
                    }
                    synchronized (pause) {
                      over = pause[0];
                      pause[0] = false;
                    }
                  }
                  barrier.await(30, TimeUnit.SECONDS);
                  check(name + ", round " + round, selector, shares);
                  synchronized (pause) {
                    pause[0] = false;
                  }
                  barrier.await(30, TimeUnit.SECONDS);
                }
                return events;
              });
      (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(selecting);
      for (FutureTask<Void> task : tasks) Thread.ofPlatform().daemon().start(task);
      assertThat(selecting.get(120, TimeUnit.SECONDS)).as(name).isGreaterThan(0);
      for (FutureTask<Void> task : tasks) task.get(30, TimeUnit.SECONDS);
      shares.forEach(share -> share.forEach(Slot::close));
    }
    assertThat(Open.count()).as(name).isLessThanOrEqualTo(open);
  }

  private static void check(String name, Selector<Slot> selector, List<List<Slot>> shares)
      throws SystemCallException {
    Map<String, String> expected = new TreeMap<>();
    for (List<Slot> share : shares) {
      for (Slot slot : share) {
        int events = slot.oracle();
        if (events != 0) expected.put(slot.name, Event.toString(events));
      }
    }
    Map<String, String> found = new TreeMap<>();
    for (Registration<Slot> one : selector.selectNow()) {
      assertThat(one).as(name).isSameAs(one.attachment().registration);
      found.put(one.attachment().name, Event.toString(one.events()));
    }
    assertThat(found).as(name).isEqualTo(expected);
  }
}

package lisle.selectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedSelectorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for all three mechanisms, on platform and on virtual threads. */
class SelectorTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  static List<String> found(Iterable<Registration<String>> all) {
    List<String> found = new ArrayList<>();
    for (Registration<String> one : all) {
      found.add(one.attachment() + " " + Event.toString(one.events()));
    }
    return found;
  }

  private static <T> FutureTask<T> start(boolean virtual, Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread =
        virtual ? Thread.ofVirtual().unstarted(future) : Thread.ofPlatform().unstarted(future);
    if (!virtual) thread.setDaemon(true);
    thread.start();
    return future;
  }

  private static <T> T get(FutureTask<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheSystemSaysIsReported(Mechanism mechanism) throws Exception {
    Open.Pair pair = Open.socketpair();
    try (Selector<String> selector = Selector.open(mechanism)) {
      int all = Event.READABLE | Event.WRITABLE | Event.PEER_CLOSED;
      selector.register(pair.reader(), all, "a");
      assertThat(found(selector.selectNow())).containsExactly("a WRITABLE");
      Open.write(pair.writer(), 3);
      assertThat(found(selector.select())).containsExactly("a READABLE|WRITABLE");
      assertThat(found(selector.select())).as("level").containsExactly("a READABLE|WRITABLE");
      Open.close(pair.writer());
      assertThat(found(selector.select()))
          .containsExactly("a READABLE|WRITABLE|PEER_CLOSED|HANG_UP");
    }
    Open.close(pair.reader());
    Open.Pair pipe = Open.pipe();
    try (Selector<String> selector = Selector.open(mechanism)) {
      selector.register(pipe.writer(), Event.WRITABLE, "w");
      Open.close(pipe.reader());
      assertThat(found(selector.select())).containsExactly("w WRITABLE|ERROR");
    }
    Open.close(pipe.writer());
  }

  @ParameterizedTest
  @EnumSource
  void aPausedRegistrationIsSilentUntilItIsModified(Mechanism mechanism) throws Exception {
    Open.Pair pair = Open.socketpair();
    Open.write(pair.writer(), 1);
    try (Selector<String> selector = Selector.open(mechanism)) {
      Registration<String> one = selector.register(pair.reader(), Event.NONE, "a");
      assertThat(found(selector.selectNow())).isEmpty();
      one.modify(Event.READABLE);
      assertThat(found(selector.select())).containsExactly("a READABLE");
      one.modify(Event.NONE);
      assertThat(found(selector.select(Duration.ofNanos(1)))).isEmpty();
      one.attach("b");
      one.modify(Event.WRITABLE);
      assertThat(found(selector.select())).containsExactly("b WRITABLE");
    }
    Open.close(pair.reader());
    Open.close(pair.writer());
  }

  @ParameterizedTest
  @EnumSource
  void eachFaultHasItsOwnError(Mechanism mechanism) throws Exception {
    Open.Pair pair = Open.socketpair();
    int fd = pair.reader();
    Selector<String> selector = Selector.open(mechanism);
    Registration<String> one = selector.register(fd, Event.READABLE, "a");
    assertThatThrownBy(() -> selector.register(fd, Event.READABLE, "b"))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("descriptor " + fd + " is registered already: modify its registration");
    for (int bad : new int[] {Event.HANG_UP, Event.ERROR | Event.READABLE, 1 << 20}) {
      assertThatThrownBy(() -> one.modify(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only READABLE, WRITABLE, PRIORITY, PEER_CLOSED and options");
    }
    assertThatThrownBy(() -> selector.register(-1, Event.READABLE, "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no descriptor: -1");
    assertThatThrownBy(() -> selector.register(1000, Event.READABLE, "b"))
        .isInstanceOf(SystemCallException.class)
        .hasMessage("epoll_ctl descriptor 1000: bad file descriptor (EBADF)");
    assertThat(selector.registration(fd)).isSameAs(one);
    assertThat(selector.registration(1000)).isNull();
    assertThat(selector.registrations()).containsExactly(one);
    one.unregister();
    assertThat(one.isRegistered()).isFalse();
    assertThat(selector.registrations()).isEmpty();
    for (boolean modify : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                if (modify) one.modify(Event.READABLE);
                else one.unregister();
              })
          .isInstanceOf(NoSuchElementException.class)
          .hasMessage("descriptor " + fd + " is not registered, or was closed");
    }
    Descriptor closed = Descriptor.ofNonBlocking(Open.eventfd());
    closed.close();
    assertThatThrownBy(() -> selector.register(closed, Event.READABLE, "c"))
        .isInstanceOf(java.nio.channels.ClosedChannelException.class);
    selector.close();
    selector.close();
    selector.wakeUp();
    assertThatThrownBy(selector::select).isInstanceOf(ClosedSelectorException.class);
    assertThatThrownBy(selector::registrations).isInstanceOf(ClosedSelectorException.class);
    assertThatThrownBy(() -> selector.register(fd, Event.READABLE, "d"))
        .isInstanceOf(ClosedSelectorException.class);
    Open.close(fd);
    Open.close(pair.writer());
  }

  @Test
  void whatIsAlwaysReadyIsRefused() throws Exception {
    Path file = Files.createTempFile("lisle", "");
    try (Arena arena = Arena.ofConfined();
        Selector<String> selector = Selector.open()) {
      MemorySegment name = arena.allocateFrom(file.toString());
      int fd = FileCalls.open(arena.allocate(4, 4), name, Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
      assertThatThrownBy(() -> selector.register(fd, Event.READABLE, "file"))
          .isInstanceOf(SystemCallException.class)
          .hasMessage(
              "epoll_ctl descriptor "
                  + fd
                  + ": operation not permitted (EPERM): what is always ready, such as a file or a"
                  + " folder, cannot be watched");
      Open.close(fd);
    }
    Files.delete(file);
  }

  @Test
  void theOptionsAreEpollsAndTheOthersRefuseThem() throws Exception {
    Open.Pair pair = Open.socketpair();
    for (Mechanism mechanism : List.of(Mechanism.POLL, Mechanism.SELECT)) {
      try (Selector<String> selector = Selector.open(mechanism)) {
        for (int option : new int[] {Event.EDGE_TRIGGERED, Event.ONE_SHOT, Event.EXCLUSIVE}) {
          assertThatThrownBy(() -> selector.register(pair.reader(), Event.READABLE | option, "a"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("has no options, Mechanism.EPOLL has");
        }
      }
    }
    try (Selector<String> selector = Selector.open()) {
      Registration<String> one =
          selector.register(pair.reader(), Event.READABLE | Event.EDGE_TRIGGERED, "a");
      Open.write(pair.writer(), 1);
      assertThat(found(selector.select())).containsExactly("a READABLE");
      assertThat(found(selector.selectNow())).as("the same edge").isEmpty();
      Open.write(pair.writer(), 1);
      assertThat(found(selector.select())).as("the next edge").containsExactly("a READABLE");
      one.modify(Event.READABLE | Event.ONE_SHOT);
      assertThat(found(selector.select())).containsExactly("a READABLE");
      Open.write(pair.writer(), 1);
      assertThat(found(selector.selectNow())).as("one shot").isEmpty();
      one.modify(Event.READABLE | Event.ONE_SHOT);
      assertThat(found(selector.select())).as("armed again").containsExactly("a READABLE");
      one.unregister();
      int exclusive = Event.READABLE | Event.EXCLUSIVE;
      assertThatThrownBy(() -> selector.register(pair.reader(), exclusive | Event.PEER_CLOSED, "a"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("EXCLUSIVE goes with");
      Registration<String> two = selector.register(pair.reader(), exclusive, "a");
      assertThat(found(selector.select())).containsExactly("a READABLE");
      assertThatThrownBy(() -> two.modify(Event.READABLE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("EXCLUSIVE is for good");
    }
    Open.close(pair.reader());
    Open.close(pair.writer());
  }

  @Test
  void selectSaysItsLimits() throws Exception {
    List<Integer> opened = new ArrayList<>();
    try (Selector<String> selector = Selector.open(Mechanism.SELECT)) {
      while (opened.isEmpty() || opened.getLast() < 1024) opened.add(Open.eventfd());
      int high = opened.getLast();
      assertThatThrownBy(() -> selector.register(high, Event.READABLE, "high"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "descriptor "
                  + high
                  + ": select watches numbers below 1,024 alone, use EPOLL or POLL");
      assertThatThrownBy(() -> selector.register(opened.get(0), Event.PEER_CLOSED, "a"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("select needs READABLE beside PEER_CLOSED");
    }
    opened.forEach(Open::close);
  }

  @ParameterizedTest
  @EnumSource
  void zeroPollsAndATimeoutIsNeverEarly(Mechanism mechanism) throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      try (Selector<String> selector = Selector.open(mechanism)) {
        assertThat(found(selector.select(Duration.ZERO))).isEmpty();
        assertThat(found(selector.select(Duration.ofSeconds(-1)))).isEmpty();
        assertThat(found(selector.selectUntil(System.nanoTime()))).isEmpty();
        FutureTask<Long> waited =
            start(
                virtual,
                () -> {
                  long begin = System.nanoTime();
                  assertThat(found(selector.select(Duration.ofNanos(1_000_001)))).isEmpty();
                  return System.nanoTime() - begin;
                });
        assertThat(get(waited)).isGreaterThanOrEqualTo(1_000_001);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWakeUpCountsBeforeSelectAndDuring(Mechanism mechanism) throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      try (Selector<String> selector = Selector.open(mechanism)) {
        selector.wakeUp();
        selector.wakeUp();
        assertThat(get(start(virtual, () -> found(selector.select())))).isEmpty();
        assertThat(found(selector.select(Duration.ofMillis(5)))).as("used up").isEmpty();
        for (int i = 0; i < 200; i++) {
          FutureTask<List<String>> waiting = start(virtual, () -> found(selector.select()));
          if (i % 3 == 0) Thread.onSpinWait();
          selector.wakeUp();
          assertThat(get(waiting)).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsSelectAndStays(Mechanism mechanism) throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      try (Selector<String> selector = Selector.open(mechanism)) {
        for (int i = 0; i < 50; i++) {
          AtomicReference<Thread> thread = new AtomicReference<>();
          CountDownLatch known = new CountDownLatch(1);
          FutureTask<Boolean> interrupted =
              start(
                  virtual,
                  () -> {
                    thread.set(Thread.currentThread());
                    known.countDown();
                    assertThat(found(selector.select())).isEmpty();
                    return Thread.interrupted();
                  });
          known.await();
          thread.get().interrupt();
          assertThat(get(interrupted)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOthersRegisterModifyAndCloseTakesEffectInTheSelectThatGoesOn(Mechanism mechanism)
      throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      Open.Pair pair = Open.socketpair();
      Open.write(pair.writer(), 1);
      try (Selector<String> selector = Selector.open(mechanism)) {
        FutureTask<List<String>> waiting = start(virtual, () -> found(selector.select(LONG)));
        while (!selector.isWaiting()) Thread.onSpinWait();
        Registration<String> one = selector.register(pair.reader(), Event.READABLE, "a");
        assertThat(get(waiting)).containsExactly("a READABLE");

        one.modify(Event.NONE);
        waiting = start(virtual, () -> found(selector.select(LONG)));
        while (!selector.isWaiting()) Thread.onSpinWait();
        one.modify(Event.WRITABLE);
        assertThat(get(waiting)).containsExactly("a WRITABLE");

        Open.read(pair.reader(), 10);
        one.modify(Event.READABLE);
        waiting = start(virtual, () -> found(selector.select(LONG)));
        while (!selector.isWaiting()) Thread.onSpinWait();
        one.unregister();
        Open.write(pair.writer(), 1); // nobody is told
        assertThatThrownBy(() -> selector.select())
            .isExactlyInstanceOf(IllegalStateException.class)
            .hasMessage("another thread is in select");
        Thread.ofVirtual().start(selector::close).join();
        FutureTask<List<String>> last = waiting;
        assertThatThrownBy(() -> get(last)).hasCauseInstanceOf(ClosedSelectorException.class);
      }
      Open.close(pair.reader());
      Open.close(pair.writer());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasFoundIsNotHandedOutOnceItIsUnregisteredModifiedOrClosed(Mechanism mechanism)
      throws Exception {
    List<Open.Pair> pairs = new ArrayList<>();
    List<Registration<String>> all = new ArrayList<>();
    try (Selector<String> selector = Selector.open(mechanism)) {
      for (int i = 0; i < 4; i++) {
        Open.Pair pair = Open.socketpair();
        pairs.add(pair);
        Open.write(pair.writer(), 1);
      }
      Descriptor owned = Descriptor.ofNonBlocking(pairs.get(3).reader());
      for (int i = 0; i < 3; i++) {
        all.add(selector.register(pairs.get(i).reader(), Event.READABLE, "" + i));
      }
      all.add(selector.register(owned, Event.READABLE, "3"));
      int seen = 0;
      for (Registration<String> one : selector.select()) {
        seen++;
        if (one != all.get(0)) all.get(0).unregister();
        if (one != all.get(1)) all.get(1).modify(Event.PRIORITY);
        if (one != all.get(3)) owned.close();
        if (one != all.get(2)) all.get(2).unregister();
        break;
      }
      for (Registration<String> one : selector.selectNow()) {
        assertThat(one.isRegistered()).isTrue();
        seen++;
      }
      assertThat(seen).isBetween(1, 2);
      owned.close();
      assertThat(all.get(3).isRegistered()).as("closed is unregistered").isFalse();
    }
    for (int i = 0; i < 4; i++) {
      if (i < 3) Open.close(pairs.get(i).reader());
      Open.close(pairs.get(i).writer());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedNumbersEventNeverReachesItsNextOwner(Mechanism mechanism) throws Exception {
    try (Selector<String> selector = Selector.open(mechanism)) {
      Open.Pair first = Open.socketpair();
      Registration<String> old = selector.register(first.reader(), Event.READABLE, "old");
      Open.close(first.reader()); // without unregistering it
      Open.close(first.writer());
      Open.Pair next = Open.socketpair();
      assertThat(next.reader()).isEqualTo(first.reader());
      Open.write(next.writer(), 1);
      assertThat(found(selector.selectNow())).isEmpty();
      selector.register(next.reader(), Event.READABLE, "next");
      assertThat(old.isRegistered()).isFalse();
      assertThat(found(selector.select())).containsExactly("next READABLE");
      assertThatThrownBy(old::unregister).isInstanceOf(NoSuchElementException.class);
      assertThat(found(selector.select())).containsExactly("next READABLE");
      Open.close(next.reader());
      Open.close(next.writer());
    }
  }

  /** The system goes on about the file, whose number has another owner by now. */
  @ParameterizedTest
  @EnumSource
  void aClosedNumberIsForgottenThoughItsFileLivesOn(Mechanism mechanism) throws Exception {
    Open.Pair pair = Open.socketpair();
    int number = pair.reader();
    int copy = Open.duplicate(number);
    try (Selector<String> selector = Selector.open(mechanism)) {
      Registration<String> one = selector.register(number, Event.READABLE, "a");
      Open.close(number); // without unregistering it
      int next = Open.eventfd();
      assertThat(next).isEqualTo(number);
      Open.write(pair.writer(), 1); // epoll looks at the file
      Open.write(next, 8); // the others look at the number
      assertThat(found(selector.selectNow())).isEmpty();
      assertThat(one.isRegistered()).isFalse();
      assertThat(selector.registration(number)).isNull();
      FutureTask<List<String>> waiting = start(true, () -> found(selector.select(LONG)));
      selector.register(next, Event.WRITABLE, "next");
      assertThat(get(waiting)).containsExactly("next WRITABLE");
      Open.close(next);
    }
    Open.close(copy);
    Open.close(pair.writer());
  }

  /** Its file lives on under another number: epoll alone would go on about it for ever. */
  @ParameterizedTest
  @EnumSource
  void aClosedDescriptorIsForgottenThoughItsFileLivesOn(Mechanism mechanism) throws Exception {
    Open.Pair pair = Open.socketpair();
    int copy = Open.duplicate(pair.reader());
    Descriptor descriptor = Descriptor.adopt(pair.reader());
    try (Selector<String> selector = Selector.open(mechanism)) {
      Registration<String> one = selector.register(descriptor, Event.READABLE, "a");
      Open.write(pair.writer(), 1);
      assertThat(found(selector.select())).containsExactly("a READABLE");
      descriptor.close();
      assertThat(one.isRegistered()).isFalse();
      assertThat(selector.registration(pair.reader())).isNull();
      assertThat(found(selector.selectNow())).isEmpty();
      assertThat(selector.raw()).as("answers of the system").isZero();
    }
    Open.close(copy);
    Open.close(pair.writer());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SELECT")
  void tenThousandAreWatchedAndNothingReadyIsLost(Mechanism mechanism) throws Exception {
    long limit = Limits.descriptors();
    assumeTrue(limit > 11_000, "the limit of open descriptors is " + limit);
    int many = 10_000;
    int[] numbers = new int[many];
    try (Selector<Integer> selector = Selector.open(mechanism)) {
      for (int i = 0; i < many; i++) {
        numbers[i] = Open.eventfd();
        selector.register(numbers[i], Event.READABLE, i);
      }
      assertThat(selector.registrations()).hasSize(many);
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < many; i++) Open.write(numbers[i * 7919 % many], 8);
                  });
      BitSet seen = new BitSet();
      while (seen.cardinality() < many) {
        for (Registration<Integer> one : selector.select(LONG)) {
          assertThat(Open.read(one.number(), 8)).isEqualTo(8);
          seen.set(one.attachment());
        }
      }
      writer.join();
    } finally {
      for (int fd : numbers) if (fd != 0) Open.close(fd);
    }
  }

  /** By reflection, as this module does not read the JDK's management. */
  private static long allocatedBytes() throws Exception {
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes")
            .invoke(threads);
  }

  @ParameterizedTest
  @EnumSource
  void selectingAllocatesNothing(Mechanism mechanism) throws Exception {
    List<Open.Pair> pairs = new ArrayList<>();
    try (Selector<String> selector = Selector.open(mechanism)) {
      for (int i = 0; i < 8; i++) {
        Open.Pair pair = Open.socketpair();
        pairs.add(pair);
        Open.write(pair.writer(), 1);
        selector.register(pair.reader(), Event.READABLE, "a");
      }
      long events = 0;
      long allocated = Long.MAX_VALUE;
      int rounds = 50_000;
      for (int attempt = 0; attempt < 10 && allocated > rounds / 10; attempt++) {
        long before = allocatedBytes();
        for (int i = 0; i < rounds; i++) {
          // The iterable is used as it is handed out, as a for statement does.
          for (Registration<String> one : selector.select(LONG)) events += one.events();
        }
        allocated = allocatedBytes() - before;
      }
      assertThat(events).isGreaterThan(0);
      assertThat(allocated).as("bytes in %d selects", rounds).isLessThanOrEqualTo(rounds / 10);
    }
    for (Open.Pair pair : pairs) {
      Open.close(pair.reader());
      Open.close(pair.writer());
    }
  }
}

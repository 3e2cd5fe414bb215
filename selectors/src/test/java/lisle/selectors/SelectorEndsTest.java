package lisle.selectors;

import static lisle.selectors.SelectorTest.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import lisle.sys.FileCalls;
import lisle.sys.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a selector makes of files that end, or change their number, and of its own end. */
class SelectorEndsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @ParameterizedTest
  @EnumSource
  void whatWasFoundIsThereForEachWalkAnew(Mechanism mechanism) throws Exception {
    Open.Pair a = Open.socketpair();
    Open.Pair b = Open.socketpair();
    Open.write(a.writer(), 1);
    Open.write(b.writer(), 1);
    try (Selector<String> selector = Selector.open(mechanism)) {
      selector.register(a.reader(), Event.READABLE, "a");
      Registration<String> two = selector.register(b.reader(), Event.READABLE, "b");
      Iterable<Registration<String>> ready = selector.select();
      for (int i = 0; i < 2; i++) {
        assertThat(found(ready)).containsExactlyInAnyOrder("a READABLE", "b READABLE");
      }
      two.unregister();
      assertThat(found(ready)).containsExactly("a READABLE");
      assertThat(found(selector.selectNow())).containsExactly("a READABLE");
    }
    for (Open.Pair pair : List.of(a, b)) {
      Open.close(pair.reader());
      Open.close(pair.writer());
    }
  }

  /** A file on a disk is none that epoll watches, so the system says EPERM and not ENOENT. */
  @ParameterizedTest
  @EnumSource
  void aNumberWithAFileOnADiskUnderItIsNoLongerRegistered(Mechanism mechanism) throws Exception {
    Path file = Files.createTempFile("lisle", "");
    Open.Pair pair = Open.pipe();
    try (Arena arena = Arena.ofConfined();
        Selector<String> selector = Selector.open(mechanism)) {
      Registration<String> one = selector.register(pair.reader(), Event.READABLE, "a");
      Open.close(pair.reader()); // without unregistering it
      int next =
          FileCalls.open(
              arena.allocate(4, 4),
              arena.allocateFrom(file.toString()),
              Linux.O_RDONLY | Linux.O_CLOEXEC,
              0);
      assertThat(next).isEqualTo(pair.reader());
      assertThatThrownBy(() -> one.modify(Event.READABLE | Event.PRIORITY))
          .isInstanceOf(NoSuchElementException.class);
      assertThat(one.isRegistered()).isFalse();
      assertThat(selector.registrations()).isEmpty();
      Open.close(next);
    }
    Open.close(pair.writer());
    Files.delete(file);
  }

  @Test
  void aFileThatComesBackUnderItsNumberRegistersAnewThoughItWasExclusive() throws Exception {
    int exclusive = Event.READABLE | Event.EXCLUSIVE;
    Open.Pair pair = Open.pipe();
    int number = pair.reader();
    int copy = Open.duplicate(number);
    try (Selector<String> selector = Selector.open()) {
      selector.register(number, exclusive, "a");
      Open.close(number); // without unregistering it: the system still has the file
      Open.write(pair.writer(), 1);
      assertThat(found(selector.selectNow())).isEmpty();
      assertThat(Open.duplicate(copy)).isEqualTo(number);
      selector.register(number, exclusive, "b");
      assertThat(found(selector.select(LONG))).containsExactly("b READABLE");
    }
    Open.close(number);
    Open.close(copy);
    Open.close(pair.writer());
  }

  /** The owner is not told; select(2) says EBADF to all, and poll(2) POLLNVAL, at once. */
  @ParameterizedTest
  @EnumSource
  void aDescriptorThatIsClosedBehindItsOwnersBackHoldsUpNobody(Mechanism mechanism)
      throws Exception {
    Open.Pair pair = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
        Selector<String> selector = Selector.open(mechanism)) {
      selector.register(descriptor, Event.READABLE, "a");
      assertThat(found(selector.selectNow())).isEmpty();
      Open.close(pair.reader());
      FutureTask<List<String>> task = new FutureTask<>(() -> found(selector.select(LONG)));
      Thread.ofPlatform().daemon().start(task);
      selector.wakeUp();
      assertThat(task.get(20, TimeUnit.SECONDS)).isEmpty();
      assertThat(Open.eventfd()).isEqualTo(pair.reader()); // so that its owner can close it
    }
    Open.close(pair.writer());
  }

  @Test
  void aFileThatWasClosedAndNotUnregisteredIsLoggedOnce() throws Exception {
    Open.Pair pair = Open.pipe();
    int copy = Open.duplicate(pair.reader());
    try (Selector<String> selector = Selector.open();
        Log log = new Log(selector::wakeUp)) {
      selector.register(pair.reader(), Event.READABLE, "a");
      Open.write(pair.writer(), 1);
      Open.close(pair.reader()); // without unregistering it: the system still has the file
      assertThat(found(selector.select(LONG))).isEmpty();
      assertThat(log.messages)
          .singleElement()
          .asString()
          .contains("descriptor " + pair.reader() + " was closed and not unregistered");
      assertThat(found(selector.select(Duration.ofMillis(20)))).isEmpty();
      assertThat(log.messages).hasSize(1);
    }
    Open.close(copy);
    Open.close(pair.writer());
  }

  /** What was found for a registration that another thread has ended meanwhile is for nobody. */
  @Test
  void nothingIsLoggedOfRegistrationsThatComeAndGoWhileAThreadSelects() throws Exception {
    Open.Pair pair = Open.pipe();
    Open.write(pair.writer(), 1);
    AtomicBoolean over = new AtomicBoolean();
    try (Selector<String> selector = Selector.open();
        Log log = new Log(() -> {})) {
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                while (!over.get()) selector.select(LONG);
                return true;
              });
      Thread.ofPlatform().daemon().start(task);
      for (int i = 0; i < 20_000; i++) {
        selector.register(pair.reader(), Event.READABLE, "a").unregister();
      }
      over.set(true);
      selector.wakeUp();
      assertThat(task.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(log.messages).isEmpty();
    }
    Open.close(pair.reader());
    Open.close(pair.writer());
  }

  /** What the selectors log while it is open. */
  private static final class Log extends Handler implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("lisle.selectors");
    final List<String> messages = new CopyOnWriteArrayList<>();
    private final Runnable each;

    Log(Runnable each) {
      this.each = each;
      LOGGER.setUseParentHandlers(false);
      LOGGER.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      messages.add(new SimpleFormatter().formatMessage(entry));
      each.run();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      LOGGER.removeHandler(this);
      LOGGER.setUseParentHandlers(true);
    }
  }

  /** Also while what it watches lives on, and where what is attached knows the selector. */
  @Test
  void aForgottenSelectorGivesItsDescriptorsBack() throws Exception {
    Open.Pair pair = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      long before = selectors();
      for (Mechanism mechanism : Mechanism.values()) {
        for (int i = 0; i < 10; i++) forget(mechanism, descriptor, pair.writer());
      }
      long left = selectors();
      for (int i = 0; i < 400 && left > before; i++) {
        System.gc();
        Thread.sleep(50); // the cleaner has no event to wait for
        left = selectors();
      }
      assertThat(left).isLessThanOrEqualTo(before);
    }
    Open.close(pair.writer());
  }

  private static void forget(Mechanism mechanism, Descriptor one, int other) throws Exception {
    Selector<Object> selector = Selector.open(mechanism);
    selector.register(one, Event.READABLE, selector);
    selector.register(other, Event.WRITABLE, selector);
    assertThat(selector.selectNow()).hasSize(1);
  }

  private static long selectors() throws Exception {
    return Open.count("[eventpoll]");
  }
}

package lisle.selectors;

import java.lang.foreign.Arena;
import java.util.concurrent.FutureTask;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;
import lisle.sys.FileCalls;
import lisle.sys.Linux;

/** Waits for the first time when no descriptor is left. Run by {@link DescriptorTest}. */
final class OutOfDescriptors {
  private OutOfDescriptors() {}

  public static void main(String[] arguments) throws Exception {
    // Loads what loads from a jar or a library, before that needs a descriptor too.
    Open.Pair warm = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(warm.reader())) {
      Open.write(warm.writer(), 1);
      descriptor.lock(Direction.READ, Descriptor.NEVER);
      descriptor.await(Direction.READ, Descriptor.NEVER);
      descriptor.unlock(Direction.READ);
    }
    Class.forName("lisle.selectors.Poller");
    Class.forName("lisle.selectors.Poller$Outer");
    Class.forName("lisle.sys.EpollCalls");
    Class.forName("lisle.selectors.Descriptor$Status");
    new FutureTask<>(() -> Status.READY).run();
    Selector<String> selector = Selector.open();
    selector.selectNow();
    Class.forName("lisle.selectors.SystemCallException");
    Errno.of(Linux.EMFILE);
    Thread.ofVirtual().start(() -> {}).join();

    Open.Pair pair = Open.pipe();
    Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader());
    Waker kept = Waker.take(); // so that the next to wait finds none
    int last = -1;
    int before = -1;
    try (Arena arena = Arena.ofConfined()) {
      for (; ; ) {
        int fd = FileCalls.eventfd(arena.allocate(4, 4), 0, Linux.EFD_CLOEXEC);
        if (fd < 0) break;
        before = last;
        last = fd;
      }
    }
    FutureTask<Status> platform = new FutureTask<>(() -> wait(descriptor));
    Thread.ofPlatform().start(platform);
    Open.write(pair.writer(), 1);
    System.out.print("platform " + platform.get());
    Open.read(pair.reader(), 1);

    FutureTask<Status> virtual = new FutureTask<>(() -> wait(descriptor));
    Thread.ofVirtual().start(virtual);
    System.out.print(", virtual " + virtual.get());

    FutureTask<String> select = new FutureTask<>(() -> select(selector));
    Thread.ofVirtual().start(select);
    System.out.print(", select " + select.get());

    for (int fd = before - 20; fd <= last; fd++) Open.close(fd);
    FutureTask<Status> later = new FutureTask<>(() -> wait(descriptor));
    Thread.ofVirtual().start(later);
    Open.write(pair.writer(), 1);
    System.out.println(", later " + later.get());
    kept.give();
  }

  private static String select(Selector<String> selector) {
    try {
      selector.select();
      return "nothing";
    } catch (SystemCallException e) {
      return e.errno().name();
    }
  }

  private static Status wait(Descriptor descriptor) {
    descriptor.lock(Direction.READ, Descriptor.NEVER);
    Status status = descriptor.await(Direction.READ, Descriptor.NEVER);
    descriptor.unlock(Direction.READ);
    return status;
  }
}

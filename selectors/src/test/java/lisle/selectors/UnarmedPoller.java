package lisle.selectors;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;

/** Waits on virtual threads, each a new one. Run by {@link PollerTest}. */
final class UnarmedPoller {
  private UnarmedPoller() {}

  public static void main(String[] arguments) throws Exception {
    Open.Pair pair = Open.pipe();
    try (Descriptor descriptor = Descriptor.ofNonBlocking(pair.reader())) {
      for (int i = 0; i < 5; i++) {
        FutureTask<Status> task = new FutureTask<>(() -> wait(descriptor));
        Thread.ofVirtual().start(task);
        Open.write(pair.writer(), 1);
        System.out.print(task.get(20, TimeUnit.SECONDS) + " ");
        Open.read(pair.reader(), 1);
      }
    }
    System.out.println();
  }

  private static Status wait(Descriptor descriptor) {
    descriptor.lock(Direction.READ, Descriptor.NEVER);
    Status status = descriptor.await(Direction.READ, Descriptor.NEVER);
    descriptor.unlock(Direction.READ);
    return status;
  }
}

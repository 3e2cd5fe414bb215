package lisle.selectors;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import lisle.selectors.Descriptor.Direction;
import lisle.selectors.Descriptor.Status;

/**
 * Two virtual threads send a byte to and fro, so that the poller's waits are short and it sleeps
 * with the only carrier; between the rounds others want the carrier that wait for no descriptor.
 * Run by {@link PollerTest}.
 */
final class SleepingPoller {
  private static final int ROUNDS = 20;
  private static final int BYTES = 200;

  private SleepingPoller() {}

  public static void main(String[] arguments) throws Exception {
    Open.Pair there = Open.pipe();
    Open.Pair back = Open.pipe();
    try (Descriptor here = Descriptor.ofNonBlocking(back.reader());
        Descriptor far = Descriptor.ofNonBlocking(there.reader())) {
      for (int round = 0; round < ROUNDS; round++) {
        FutureTask<String> echo = new FutureTask<>(() -> pass(far, there, back));
        Thread.ofVirtual().start(echo);
        for (int i = 0; i < BYTES; i++) {
          Open.write(there.writer(), 1);
          FutureTask<Status> answer = new FutureTask<>(() -> await(here));
          Thread.ofVirtual().start(answer);
          if (answer.get(20, TimeUnit.SECONDS) != Status.READY) throw new AssertionError();
          Open.read(back.reader(), 1);
        }
        FutureTask<String> slept = new FutureTask<>(SleepingPoller::sleep);
        Thread.ofVirtual().start(slept);
        System.out.print(echo.get(20, TimeUnit.SECONDS) + slept.get(20, TimeUnit.SECONDS));
      }
    }
    System.out.println();
  }

  private static String pass(Descriptor descriptor, Open.Pair from, Open.Pair to) {
    for (int i = 0; i < BYTES; i++) {
      if (await(descriptor) != Status.READY) return "?";
      Open.read(from.reader(), 1);
      Open.write(to.writer(), 1);
    }
    return ".";
  }

  private static String sleep() throws InterruptedException {
    for (int i = 0; i < 3; i++) Thread.sleep(1);
    return ",";
  }

  private static Status await(Descriptor descriptor) {
    descriptor.lock(Direction.READ, Descriptor.NEVER);
    Status status = descriptor.await(Direction.READ, Descriptor.NEVER);
    descriptor.unlock(Direction.READ);
    return status;
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LookupThreadsTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final LookupThreads threads = new LookupThreads(4, Duration.ofMillis(1));

  @Test
  void equal_questions_at_the_same_time_are_asked_once() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    List<FutureTask<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FutureTask<Integer> answer =
          new FutureTask<>(
              () ->
                  threads.ask(
                      "same",
                      LONG,
                      () -> {
                        await(release);
                        return asked.incrementAndGet();
                      }));
      answers.add(answer);
      boolean virtual = i % 2 == 0;
      (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(answer);
    }
    while (threads.waiting("same") < 20) Thread.onSpinWait();
    release.countDown();
    for (FutureTask<Integer> answer : answers) assertThat(answer.get()).isEqualTo(1);
    assertThat(threads.<Integer>ask("same", LONG, asked::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void no_more_are_asked_at_once_than_there_may_be_threads() throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("LookupThreadsTest: -Dlisle.seed=" + seed);
    Random random = new Random(seed);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<FutureTask<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      int question = i;
      boolean impatient = random.nextInt(4) == 0;
      FutureTask<Integer> answer =
          new FutureTask<>(
              () ->
                  threads.ask(
                      question,
                      impatient ? Duration.ofNanos(1000) : LONG,
                      () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        return question;
                      }));
      answers.add(answer);
      Thread.startVirtualThread(answer);
    }
    for (int i = 0; i < answers.size(); i++) {
      try {
        assertThat(answers.get(i).get()).isEqualTo(i);
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(SocketTimeoutException.class);
      }
    }
    assertThat(most.get()).isBetween(1, 4);
  }

  @Test
  void a_lookup_is_given_up_at_its_deadline_and_its_caller_told() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    assertThatThrownBy(
            () ->
                threads.ask(
                    "look up slow.example",
                    Duration.ofMillis(20),
                    () -> {
                      thread.set(Thread.currentThread());
                      await(release);
                      return 1;
                    }))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("look up slow.example: no answer within 20 ms");
    release.countDown();
  }

  @Test
  void a_lookup_that_all_gave_up_before_it_began_is_never_made() throws Exception {
    LookupThreads one = new LookupThreads(1, Duration.ofMillis(1));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FutureTask<Integer> first =
        new FutureTask<>(
            () ->
                one.ask(
                    "first",
                    LONG,
                    () -> {
                      started.countDown();
                      await(release);
                      return 1;
                    }));
    Thread.startVirtualThread(first);
    started.await();
    AtomicInteger made = new AtomicInteger();
    assertThatThrownBy(() -> one.ask("second", Duration.ofMillis(5), made::incrementAndGet))
        .isInstanceOf(SocketTimeoutException.class);
    release.countDown();
    assertThat(first.get()).isEqualTo(1);
    assertThat(one.<String>ask("third", LONG, () -> "done")).isEqualTo("done");
    assertThat(made.get()).isZero();
  }

  @Test
  void an_interrupt_ends_the_wait_and_leaves_its_mark() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> marked = new AtomicReference<>();
    for (boolean virtual : new boolean[] {true, false}) {
      Thread caller =
          (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
              .start(
                  () -> {
                    try {
                      threads.ask(
                          "interrupted " + virtual,
                          Duration.ZERO,
                          () -> {
                            await(release);
                            return 1;
                          });
                    } catch (IOException e) {
                      thrown.set(e);
                      marked.set(Thread.currentThread().isInterrupted());
                    }
                  });
      while (threads.waiting("interrupted " + virtual) == 0) Thread.onSpinWait();
      caller.interrupt();
      caller.join();
      assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
      assertThat(marked.get()).isTrue();
    }
    release.countDown();
  }

  @Test
  void each_caller_has_an_exception_of_its_own() {
    LookupException.Reason reason = LookupException.Reason.AGAIN;
    assertThatThrownBy(
            () ->
                threads.ask(
                    "x",
                    LONG,
                    () -> {
                      throw LookupException.of("look up x", reason, 0);
                    }))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage(
            "look up x: no answer from the name service (EAI_AGAIN): try again later, or see the"
                + " servers in /etc/resolv.conf")
        .hasCauseInstanceOf(LookupException.class)
        .satisfies(e -> assertThat(((LookupException) e).isTemporary()).isTrue())
        .satisfies(e -> assertThat(e.getStackTrace()[2].getClassName()).contains("LookupThreads"));
  }

  @Test
  void threads_are_daemons_and_end_when_there_is_nothing_to_do() throws Exception {
    Thread thread = threads.ask("who", LONG, Thread::currentThread);
    assertThat(thread.isVirtual()).isFalse();
    assertThat(thread.isDaemon()).isTrue();
    thread.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

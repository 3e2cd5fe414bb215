package lisle.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PollerTest {
  /**
   * Of what one thread asks of epoll_ctl, the fourth and all later fail, as for want of watches.
   */
  private static final List<String> STRACE =
      List.of(
          "strace",
          "-f",
          "-qq",
          "--seccomp-bpf",
          "-o",
          "/dev/null",
          "-e",
          "trace=epoll_ctl",
          "-e",
          "inject=epoll_ctl:error=ENOSPC:when=4+");

  /** The three that succeed start the poller, register the pipe, and arm for the first park. */
  @Test
  void aPollerThatCannotBeArmedLeavesTheOnlyCarrierToOthers() throws Exception {
    String said = Child.run(STRACE, UnarmedPoller.class, "-XX:ActiveProcessorCount=1");
    assertThat(said).isEqualTo("READY READY READY READY READY \n");
  }

  @Test
  void whoWaitsForNoDescriptorHasTheOnlyCarrierSoon() throws Exception {
    String said = Child.run(List.of(), SleepingPoller.class, "-XX:ActiveProcessorCount=1");
    assertThat(said).isEqualTo(".,".repeat(20) + "\n");
  }

  /** There are as many pollers as carriers, not as processors. */
  @Test
  void asManyPollersAsCarriersCanRun() throws Exception {
    String said =
        Child.run(
            List.of(),
            SleepingPoller.class,
            "-XX:ActiveProcessorCount=4",
            "-Djdk.virtualThreadScheduler.parallelism=1");
    assertThat(said).isEqualTo(".,".repeat(20) + "\n");
  }
}

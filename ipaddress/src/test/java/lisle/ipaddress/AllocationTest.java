package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What is promised to allocate nothing, or the result alone, does so: counted by the JVM. */
class AllocationTest {
  private static final int CALLS = 20_000;

  /** Not local, lest the compiler see that nobody looks. */
  private volatile Object seen = "";

  private long sum;

  private static ThreadMXBean threads() {
    boolean counts =
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported();
    assumeTrue(counts, "this JVM does not count what a thread allocates");
    return (ThreadMXBean) ManagementFactory.getThreadMXBean();
  }

  /** Returns the bytes a call, of the best of some rounds: the JVM's own work is not counted in. */
  private static long bytesPerCall(Runnable call) {
    ThreadMXBean threads = threads();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) call.run();
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return best / CALLS;
  }

  @Test
  void readingBitsAndWritingTextAllocateNothing() {
    byte[] v4 = "x192.0.2.1x".getBytes(US_ASCII);
    byte[] v6 = "x2001:db8::192.0.2.1x".getBytes(US_ASCII);
    byte[] no = "x2001:db8:::1x".getBytes(US_ASCII);
    byte[] tiny = "::1".getBytes(US_ASCII);
    long[] bits = new long[2];
    byte[] target = new byte[40];
    assertThat(bytesPerCall(() -> sum += Ipv4Address.parseBits(v4, 1, 10))).isZero();
    assertThat(bytesPerCall(() -> sum += Ipv4Address.parseBits(no, 1, 13))).isZero();
    assertThat(bytesPerCall(() -> sum += Ipv6Address.parseBits(v6, 1, 20, bits, 0) ? 1 : 0))
        .isZero();
    assertThat(bytesPerCall(() -> sum += Ipv6Address.parseBits(no, 1, 13, bits, 0) ? 1 : 0))
        .isZero();
    assertThat(bytesPerCall(() -> sum += Ipv6Address.parseBits(tiny, 0, 3, bits, 0) ? 1 : 0))
        .isZero();
    assertThat(bytesPerCall(() -> sum += Ipv4Address.write(0xc000_0201, target, 1))).isZero();
    assertThat(bytesPerCall(() -> sum += Ipv6Address.write(1L << 60, 7, target, 1))).isZero();
  }

  @Test
  void questionsAllocateNothing() {
    IpAddress v4 = IpAddress.parse("192.0.2.1");
    IpAddress v6 = IpAddress.parse("2001:db8::1");
    IpNetwork network4 = IpNetwork.parse("192.0.2.0/24");
    IpNetwork network6 = IpNetwork.parse("2001:db8::/32");
    IpRange range = IpRange.parse("192.0.2.0-192.0.2.9");
    assertThat(bytesPerCall(() -> sum += network4.contains(v4) ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> sum += network6.contains(v6) ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> sum += network4.contains(network6) ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> sum += range.contains(v4) ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> sum += v4.isPrivate() ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> sum += v6.isGlobal() ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> sum += v6.hashCode() + (v4.compareTo(v6) < 0 ? 1 : 0))).isZero();
    assertThat(bytesPerCall(() -> sum += v4.equals(v6) ? 1 : 0)).isZero();
    assertThat(bytesPerCall(() -> seen = v6.registryEntry() == null ? "" : "x")).isZero();
  }

  @Test
  void parsingIpv4AllocatesTheObjectAlone() {
    assertThat(bytesPerCall(() -> seen = Ipv4Address.parse("203.0.113.77"))).isEqualTo(16);
    // The refusal costs nothing at all.
    assertThat(bytesPerCall(() -> sum += Ipv4Address.tryParse("203.0.113.777") == null ? 1 : 0))
        .isZero();
  }
}

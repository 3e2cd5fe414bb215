package lisle.benchmarks.ipaddress;

import com.google.common.net.InetAddresses;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From an address to text; ineter's and IPAddress's would show the text that they have kept. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-Xmn32m", "-XX:+AlwaysPreTouch"})
public class FormatBenchmark {
  private final byte[] target = new byte[64];
  private final int[] bits4 = new int[Addresses.COUNT];
  private final long[] bits6 = new long[2 * Addresses.COUNT];
  private final InetAddress[] jdk4 = new InetAddress[Addresses.COUNT];
  private final InetAddress[] jdk6 = new InetAddress[Addresses.COUNT];

  @Setup
  public void fill(Addresses in) {
    for (int i = 0; i < Addresses.COUNT; i++) {
      bits4[i] = in.v4[i].bits();
      bits6[2 * i] = in.v6[i].high();
      bits6[2 * i + 1] = in.v6[i].low();
      jdk4[i] = in.v4[i].toInetAddress();
      jdk6[i] = in.v6[i].toInetAddress();
    }
  }

  @Benchmark
  public int v4LisleToBytes(Addresses in) {
    return Ipv4Address.write(bits4[in.next()], target, 3);
  }

  @Benchmark
  public String v4Lisle(Addresses in) {
    return Ipv4Address.ofBits(bits4[in.next()]).toString();
  }

  @Benchmark
  public String v4Netty(Addresses in) {
    return NetUtil.intToIpAddress(bits4[in.next()]);
  }

  @Benchmark
  public String v4Jdk(Addresses in) {
    return jdk4[in.next()].getHostAddress();
  }

  @Benchmark
  public String v4Guava(Addresses in) {
    return InetAddresses.toAddrString(jdk4[in.next()]);
  }

  @Benchmark
  public int v6LisleToBytes(Addresses in) {
    int i = 2 * in.next();
    return Ipv6Address.write(bits6[i], bits6[i + 1], target, 3);
  }

  @Benchmark
  public String v6Lisle(Addresses in) {
    int i = 2 * in.next();
    return Ipv6Address.of(bits6[i], bits6[i + 1]).toString();
  }

  @Benchmark
  public String v6Netty(Addresses in) {
    return NetUtil.toAddressString(jdk6[in.next()]);
  }

  @Benchmark
  public String v6Jdk(Addresses in) {
    return jdk6[in.next()].getHostAddress();
  }

  @Benchmark
  public String v6Guava(Addresses in) {
    return InetAddresses.toAddrString(jdk6[in.next()]);
  }
}

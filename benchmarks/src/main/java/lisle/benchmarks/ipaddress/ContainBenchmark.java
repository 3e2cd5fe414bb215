package lisle.benchmarks.ipaddress;

import com.github.maltalex.ineter.base.IPv4Address;
import com.github.maltalex.ineter.base.IPv6Address;
import com.github.maltalex.ineter.range.IPv4Subnet;
import com.github.maltalex.ineter.range.IPv6Subnet;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.IpNetwork;
import lisle.ipaddress.Ipv4Network;
import lisle.ipaddress.Ipv6Network;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Is an address in a network? A call counts 1,024 addresses, of which about one half are in it, so
 * that what JMH itself takes for a call does not count.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-Xmn32m", "-XX:+AlwaysPreTouch"})
@OperationsPerInvocation(ContainBenchmark.BATCH)
public class ContainBenchmark {
  static final int BATCH = 1024;

  private final Ipv4Network network4 = Ipv4Network.parse("128.0.0.0/1");
  private final Ipv6Network network6 = Ipv6Network.parse("8000::/1");
  private final IpNetwork either4 = network4;
  private final IpNetwork either6 = network6;
  private final IPv4Subnet ineterNetwork4 = IPv4Subnet.of("128.0.0.0/1");
  private final IPv6Subnet ineterNetwork6 = IPv6Subnet.of("8000::/1");
  private final IPAddress other4 = new IPAddressString("128.0.0.0/1").getAddress();
  private final IPAddress other6 = new IPAddressString("8000::/1").getAddress();
  private final IPv4Address[] ineter4 = new IPv4Address[BATCH];
  private final IPv6Address[] ineter6 = new IPv6Address[BATCH];
  private final IPAddress[] others4 = new IPAddress[BATCH];
  private final IPAddress[] others6 = new IPAddress[BATCH];

  @Setup
  public void fill(Addresses in) {
    for (int i = 0; i < BATCH; i++) {
      ineter4[i] = IPv4Address.of(in.text4[i]);
      ineter6[i] = IPv6Address.of(in.text6[i]);
      others4[i] = new IPAddressString(in.text4[i]).getAddress();
      others6[i] = new IPAddressString(in.text6[i]).getAddress();
    }
  }

  @Benchmark
  public int v4Lisle(Addresses in) {
    int count = 0;
    for (int i = 0; i < BATCH; i++) count += network4.contains(in.v4[i]) ? 1 : 0;
    return count;
  }

  @Benchmark
  public int v4Ineter() {
    int count = 0;
    for (int i = 0; i < BATCH; i++) count += ineterNetwork4.contains(ineter4[i]) ? 1 : 0;
    return count;
  }

  @Benchmark
  public int v4IpAddress() {
    int count = 0;
    for (int i = 0; i < BATCH; i++) count += other4.contains(others4[i]) ? 1 : 0;
    return count;
  }

  @Benchmark
  public int v6Lisle(Addresses in) {
    int count = 0;
    for (int i = 0; i < BATCH; i++) count += network6.contains(in.v6[i]) ? 1 : 0;
    return count;
  }

  @Benchmark
  public int v6Ineter() {
    int count = 0;
    for (int i = 0; i < BATCH; i++) count += ineterNetwork6.contains(ineter6[i]) ? 1 : 0;
    return count;
  }

  @Benchmark
  public int v6IpAddress() {
    int count = 0;
    for (int i = 0; i < BATCH; i++) count += other6.contains(others6[i]) ? 1 : 0;
    return count;
  }

  /** Through the interfaces, with both versions in turn. */
  @Benchmark
  public int eitherLisle(Addresses in) {
    int count = 0;
    for (int i = 0; i < BATCH; i += 2) {
      count += either4.contains(in.v4[i]) ? 1 : 0;
      count += either6.contains(in.v6[i]) ? 1 : 0;
    }
    return count;
  }
}

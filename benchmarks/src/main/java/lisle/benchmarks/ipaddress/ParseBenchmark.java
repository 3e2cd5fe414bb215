package lisle.benchmarks.ipaddress;

import com.github.maltalex.ineter.base.IPv4Address;
import com.github.maltalex.ineter.base.IPv6Address;
import com.google.common.net.InetAddresses;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From text to an address, and from bytes to its bits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-Xmn32m", "-XX:+AlwaysPreTouch"})
public class ParseBenchmark {
  private final long[] bits = new long[2];

  @Benchmark
  public Ipv4Address v4Lisle(Addresses in) {
    return Ipv4Address.parse(in.text4[in.next()]);
  }

  @Benchmark
  public InetAddress v4Jdk(Addresses in) {
    return Inet4Address.ofLiteral(in.text4[in.next()]);
  }

  @Benchmark
  public InetAddress v4Guava(Addresses in) {
    return InetAddresses.forString(in.text4[in.next()]);
  }

  @Benchmark
  public @Nullable InetAddress v4Netty(Addresses in) {
    return NetUtil.createInetAddressFromIpAddressString(in.text4[in.next()]);
  }

  @Benchmark
  public IPv4Address v4Ineter(Addresses in) {
    return IPv4Address.of(in.text4[in.next()]);
  }

  @Benchmark
  public IPAddress v4IpAddress(Addresses in) {
    return new IPAddressString(in.text4[in.next()]).getAddress();
  }

  @Benchmark
  public Ipv6Address v6Lisle(Addresses in) {
    return Ipv6Address.parse(in.text6[in.next()]);
  }

  @Benchmark
  public InetAddress v6Jdk(Addresses in) {
    return Inet6Address.ofLiteral(in.text6[in.next()]);
  }

  @Benchmark
  public InetAddress v6Guava(Addresses in) {
    return InetAddresses.forString(in.text6[in.next()]);
  }

  @Benchmark
  public @Nullable InetAddress v6Netty(Addresses in) {
    return NetUtil.createInetAddressFromIpAddressString(in.text6[in.next()]);
  }

  @Benchmark
  public IPv6Address v6Ineter(Addresses in) {
    return IPv6Address.of(in.text6[in.next()]);
  }

  @Benchmark
  public IPAddress v6IpAddress(Addresses in) {
    return new IPAddressString(in.text6[in.next()]).getAddress();
  }

  @Benchmark
  public long v4LisleBytesToBits(Addresses in) {
    int i = in.next();
    return Ipv4Address.parseBits(in.bytes4, in.starts4[i], in.starts4[i + 1] - 1);
  }

  @Benchmark
  public long v6LisleBytesToBits(Addresses in) {
    int i = in.next();
    Ipv6Address.parseBits(in.bytes6, in.starts6[i], in.starts6[i + 1] - 1, bits, 0);
    return bits[0] ^ bits[1];
  }
}

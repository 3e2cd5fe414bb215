package lisle.benchmarks.ipaddress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.IpScanner;
import lisle.ipaddress.Ipv4Address;
import lisle.ipaddress.Ipv6Address;
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
 * Reads addresses out of bytes: columns of 262,144 distinct random addresses, one a line, and a web
 * server's log with one address a line; the figure is for one address or one line.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-Xmn32m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ScanBenchmark {
  private static final int LINES = 1 << 18;

  private final IpScanner scanner = new IpScanner();
  private byte[] ipv4 = {};
  private byte[] ipv6 = {};
  private byte[] log = {};

  /** Writes the texts. */
  @Setup
  public void write() {
    var random = new Random(42);
    var column4 = new StringBuilder();
    var column6 = new StringBuilder();
    var lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      Ipv4Address client = Ipv4Address.ofBits(random.nextInt());
      column4.append(client).append('\n');
      // Half of them with an interface identifier, half ending in zeros and a small number.
      long high = 0x2000_0000_0000_0000L | random.nextLong() >>> 3;
      long low = random.nextBoolean() ? random.nextLong() : random.nextInt(1 << 16);
      column6.append(Ipv6Address.of(high, low)).append('\n');
      lines
          .append(client)
          .append(" - - [22/Nov/2026:10:")
          .append(10 + random.nextInt(50))
          .append(':')
          .append(10 + random.nextInt(50))
          .append(" +0000] \"GET /articles/")
          .append(random.nextInt(100_000))
          .append("/index.html HTTP/1.1\" 200 ")
          .append(random.nextInt(1_000_000))
          .append(" \"https://www.example.org/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0)")
          .append(" Gecko/20100101 Firefox/128.0\"\n");
    }
    ipv4 = column4.toString().getBytes(US_ASCII);
    ipv6 = column6.toString().getBytes(US_ASCII);
    log = lines.toString().getBytes(US_ASCII);
  }

  private long scan(byte[] text) {
    long sum = 0;
    scanner.over(text);
    while (scanner.next()) sum += scanner.high() + scanner.low();
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long ipv4Column() {
    return scan(ipv4);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long ipv6Column() {
    return scan(ipv6);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public long logLines() {
    return scan(log);
  }
}

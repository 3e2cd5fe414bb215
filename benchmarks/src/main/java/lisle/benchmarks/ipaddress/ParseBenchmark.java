package lisle.benchmarks.ipaddress;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

@State(Scope.Thread)
public class ParseBenchmark {
  String text = "192.0.2.1";

  @Benchmark
  public InetAddress guava() {
    return InetAddresses.forString(text);
  }
}

package lisle.benchmarks.selectors;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import lisle.selectors.Event;
import lisle.selectors.Selector;
import lisle.socket.Family;
import lisle.socket.Socket;
import lisle.socket.SocketType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Registers a socket that is not ready, and unregisters it. The JDK puts off both to the next
 * select, so that one takes part; Lisle does them at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
public class RegisterBenchmark {
  private final Selector<String> lisle = open(Selector::open);
  private final Socket socket = open(() -> Socket.open(Family.INET, SocketType.DATAGRAM));
  private final java.nio.channels.Selector jdk = open(java.nio.channels.Selector::open);
  private final DatagramChannel channel = open(DatagramChannel::open);

  /** The generated subclass has a constructor that throws nothing, so neither may ours. */
  private static <T> T open(Callable<T> opening) {
    try {
      return opening.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Setup
  public void setUp() throws IOException {
    channel.configureBlocking(false);
  }

  @TearDown
  public void tearDown() throws IOException {
    lisle.close();
    socket.close();
    jdk.close();
    channel.close();
  }

  @Benchmark
  public void lisle() throws IOException {
    lisle.register(socket, Event.READABLE, "").unregister();
  }

  @Benchmark
  public void lisleAndSelect() throws IOException {
    var registration = lisle.register(socket, Event.READABLE, "");
    lisle.selectNow();
    registration.unregister();
    lisle.selectNow();
  }

  @Benchmark
  public void jdkAndSelect() throws IOException {
    SelectionKey key = channel.register(jdk, SelectionKey.OP_READ, "");
    jdk.selectNow();
    key.cancel();
    jdk.selectNow();
  }
}

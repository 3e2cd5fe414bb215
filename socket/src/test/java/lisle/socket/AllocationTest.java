package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sending and receiving on a buffer that the caller keeps allocates nothing on the Java heap. */
@Timeout(120)
class AllocationTest {
  private static final int ROUNDS = 20_000;

  @FunctionalInterface
  private interface Round {
    void run() throws IOException;
  }

  /** What one round allocates when it is compiled; a few bytes of other things are allowed. */
  private static double bytes(Round round) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 12 && least >= 0.5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < ROUNDS; k++) round.run();
      long after = threads.getCurrentThreadAllocatedBytes();
      least = Math.min(least, (double) (after - before) / ROUNDS);
    }
    return least;
  }

  @Test
  void a_stream_of_arrays_buffers_and_memory() throws Exception {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM);
        Arena arena = Arena.ofConfined()) {
      Socket one = pair.first();
      Socket other = pair.second();
      byte[] array = new byte[100];
      assertThat(
              bytes(
                  () -> {
                    one.sendAll(array);
                    other.receiveExactly(array);
                  }))
          .isLessThan(0.5);
      ByteBuffer heap = ByteBuffer.allocate(100);
      assertThat(
              bytes(
                  () -> {
                    one.sendAll(heap.clear());
                    other.receive(heap.clear());
                  }))
          .isLessThan(0.5);
      ByteBuffer direct = ByteBuffer.allocateDirect(100);
      assertThat(
              bytes(
                  () -> {
                    one.sendAll(direct.clear());
                    other.receive(direct.clear());
                  }))
          .isLessThan(0.5);
      ByteBuffer inside = ByteBuffer.allocateDirect(200);
      assertThat(
              bytes(
                  () -> {
                    one.sendAll(inside.position(20).limit(120));
                    other.receive(inside.position(30).limit(130));
                  }))
          .isLessThan(0.5);
      MemorySegment memory = arena.allocate(100);
      assertThat(
              bytes(
                  () -> {
                    one.sendAll(memory);
                    other.receive(memory);
                  }))
          .isLessThan(0.5);
    }
  }

  @Test
  void datagrams_one_by_one_and_in_batches() throws Exception {
    SocketAddress loopback = SocketAddress.parse("127.0.0.1:0");
    try (Socket one = Socket.open(Family.INET, SocketType.DATAGRAM);
        Socket other = Socket.open(Family.INET, SocketType.DATAGRAM);
        Socket third = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      one.bind(loopback);
      other.bind(loopback);
      third.bind(loopback);
      SocketAddress to = other.localAddress();
      byte[] array = new byte[100];
      assertThat(
              bytes(
                  () -> {
                    one.sendTo(array, to);
                    other.receiveFrom(array);
                  }))
          .isLessThan(0.5);
      ByteBuffer inside = ByteBuffer.allocateDirect(200);
      assertThat(
              bytes(
                  () -> {
                    one.sendTo(inside.position(20).limit(120), to);
                    other.receiveFrom(inside.position(30).limit(130));
                  }))
          .isLessThan(0.5);
      SocketAddress batches = third.localAddress();
      DatagramBatch out = DatagramBatch.of(16, 100);
      DatagramBatch in = DatagramBatch.of(16, 100);
      // Sixteen datagrams; the JVM's compiler may leave one small object of 40 bytes among them.
      assertThat(
              bytes(
                  () -> {
                    out.clear();
                    for (int i = 0; i < 16; i++) out.add(array, 0, 100, batches);
                    one.send(out);
                    for (int done = 0; done < 16; ) {
                      int n = third.receive(in);
                      for (int i = 0; i < n; i++) in.copy(i, array, 0);
                      done += n;
                    }
                  }))
          .isLessThan(64);
    }
  }
}

package lisle.benchmarks.socket;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import lisle.socket.Socket;
import lisle.socket.SocketAddress;
import lisle.socket.SocketOption;

/**
 * Messages over one TCP connection on the loopback, sent by one thread and received by another:
 * processor time of both per byte, beside the JDK's channels.
 */
public final class TransferBenchmark {
  private static final int SAMPLES = 21;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private TransferBenchmark() {}

  /** One end of a connection, with a buffer of the size of a message. */
  private interface End extends AutoCloseable {
    void send(ByteBuffer buffer) throws IOException;

    void receive(ByteBuffer buffer) throws IOException;

    void sendFile(Path file, long size) throws IOException;

    @Override
    void close() throws IOException;
  }

  private record JdkEnd(SocketChannel channel) implements End {
    @Override
    public void send(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) channel.write(buffer);
    }

    @Override
    public void receive(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) channel.read(buffer);
    }

    @Override
    public void sendFile(Path file, long size) throws IOException {
      try (FileChannel in = FileChannel.open(file)) {
        for (long sent = 0; sent < size; ) sent += in.transferTo(sent, size - sent, channel);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record LisleEnd(Socket socket) implements End {
    @Override
    public void send(ByteBuffer buffer) throws IOException {
      socket.sendAll(buffer);
    }

    @Override
    public void receive(ByteBuffer buffer) throws IOException {
      socket.receiveExactly(buffer);
    }

    @Override
    public void sendFile(Path file, long size) throws IOException {
      socket.sendFile(file, 0, size);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static End[] jdk() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      client.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
      return new End[] {new JdkEnd(client), new JdkEnd(listener.accept())};
    }
  }

  private static End[] lisle() throws IOException {
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      Socket client = Socket.connectTo(listener.localAddress());
      client.set(SocketOption.TCP_NODELAY, true);
      return new End[] {new LisleEnd(client), new LisleEnd(listener.accept())};
    }
  }

  /**
   * Runs it; the first argument, if given, is how many MiB each sample moves, and those after it
   * which rows there are, such as {@code heap-64} or {@code file}.
   */
  public static void main(String[] arguments) throws Exception {
    long mebibytes = arguments.length > 0 ? Long.parseLong(arguments[0]) : 96;
    List<String> rows = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    System.out.printf("%-16s %10s %10s %10s %8s%n", "", "bytes", "JDK", "Lisle", "of JDK");
    for (boolean direct : new boolean[] {true, false}) {
      for (int size : new int[] {64, 16 << 10, 1 << 20}) {
        String kind = direct ? "direct" : "heap";
        if (!rows.isEmpty() && !rows.contains(kind + "-" + size)) continue;
        long total = size == 64 ? (mebibytes << 20) / 16 : mebibytes << 20;
        compare(kind + " buffers", size, total, direct, null);
      }
    }
    if (!rows.isEmpty() && !rows.contains("file")) return;
    Path file = Files.createTempFile("lisle", ".data");
    try {
      Files.write(file, new byte[32 << 20]);
      compare("file", 32 << 20, mebibytes << 20, true, file);
    } finally {
      Files.delete(file);
    }
  }

  private static void compare(
      String name,
      int size,
      long total,
      boolean direct,
      @org.jspecify.annotations.Nullable Path file)
      throws Exception {
    List<Double> one = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    for (int i = -3; i < SAMPLES; i++) {
      boolean first = i % 2 == 0; // each goes first as often as the other
      double peer = first ? sample(jdk(), size, total, direct, file) : 0;
      double ours = sample(lisle(), size, total, direct, file);
      if (!first) peer = sample(jdk(), size, total, direct, file);
      if (i < 0) continue; // being compiled
      one.add(peer);
      other.add(ours);
    }
    Collections.sort(one);
    Collections.sort(other);
    System.out.printf(
        "%-16s %,10d %7.3f ns %7.3f ns %7.2fx, by the lower quartiles %.2fx%n",
        name,
        size,
        one.get(SAMPLES / 2),
        other.get(SAMPLES / 2),
        other.get(SAMPLES / 2) / one.get(SAMPLES / 2),
        other.get(SAMPLES / 4) / one.get(SAMPLES / 4));
  }

  /** Nanoseconds of processor time per byte, of both threads together. */
  private static double sample(
      End[] ends,
      int size,
      long total,
      boolean direct,
      @org.jspecify.annotations.Nullable Path file)
      throws Exception {
    try (End from = ends[0];
        End to = ends[1]) {
      long rounds = Math.max(1, total / size);
      long[] spent = new long[1];
      Thread receiver =
          Thread.ofPlatform()
              .start(
                  () -> {
                    int room = Math.min(size, 1 << 20);
                    ByteBuffer buffer =
                        direct ? ByteBuffer.allocateDirect(room) : ByteBuffer.allocate(room);
                    long start = THREADS.getCurrentThreadCpuTime();
                    try {
                      for (long i = rounds * size / room; i > 0; i--) to.receive(buffer.clear());
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                    spent[0] = THREADS.getCurrentThreadCpuTime() - start;
                  });
      ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
      long start = THREADS.getCurrentThreadCpuTime();
      for (long i = 0; i < rounds; i++) {
        if (file != null) {
          from.sendFile(file, size);
        } else {
          from.send(buffer.clear());
        }
      }
      long sent = THREADS.getCurrentThreadCpuTime() - start;
      receiver.join();
      return (double) (sent + spent[0]) / (rounds * size);
    }
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import lisle.ipaddress.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every public method of a socket with arguments of all kinds, by many threads at once, while it is
 * closed under their feet.
 */
class FuzzTest {
  private static final int ROUNDS = Integer.getInteger("lisle.fuzz.rounds", 150);
  private static final int THREADS = 6;
  private static final int CALLS = 30;

  private static final List<Method> METHODS =
      Arrays.stream(Socket.class.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .filter(method -> !method.isSynthetic())
          .sorted(Comparator.comparing(Method::toString)) // the same from the same seed
          .toList();

  private static final List<SocketAddress> ADDRESSES =
      List.of(
          SocketAddress.parse("127.0.0.1:0"),
          SocketAddress.parse("127.0.0.1:1"),
          SocketAddress.parse("[::1]:0"),
          SocketAddress.parse("[fe80::1%nothing]:9"),
          SocketAddress.parse("unix:@lisle-fuzz"),
          SocketAddress.parse("vsock:1:1"),
          new NetlinkSocketAddress(0, 0),
          new CanSocketAddress(0),
          new OtherSocketAddress(new Family(0), new byte[0]),
          new OtherSocketAddress(Family.INET, new byte[126]));

  private static final List<SocketOption<?>> OPTIONS =
      List.of(
          SocketOption.SO_REUSEADDR,
          SocketOption.SO_RCVBUF,
          SocketOption.SO_ERROR,
          UnixOption.SO_PEERCRED,
          SocketOption.TCP_NODELAY,
          TcpOption.TCP_INFO,
          TcpOption.TCP_CONGESTION,
          TcpOption.TCP_USER_TIMEOUT,
          IpOption.IP_RECVERR,
          IpOption.IP_PKTINFO,
          Ipv6Option.IPV6_RECVPKTINFO,
          UdpOption.UDP_GRO);

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  @Timeout(120)
  void whatever_is_asked_of_a_socket_it_answers_or_throws_and_nothing_stays_open()
      throws Exception {
    long seed = Long.getLong("lisle.seed", System.nanoTime());
    System.out.println("lisle.seed=" + seed);
    Random random = new Random(seed);
    round(random); // what is opened once for all is opened
    int before = Child.descriptors();
    for (int i = 0; i < ROUNDS; i++) round(random);
    assertThat(wrong).isEmpty();
    assertThat(Child.descriptors()).isLessThanOrEqualTo(before + THREADS); // kept eventfds
  }

  private void round(Random random) throws Exception {
    try (SocketPair pair = pair(random)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long seed = random.nextLong();
        Thread.Builder builder = i % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        threads.add(builder.start(() -> calls(pair, new Random(seed))));
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        LockSupport.parkNanos(random.nextInt(1_000_000));
        threads.get(random.nextInt(THREADS)).interrupt();
      }
      LockSupport.parkNanos(random.nextInt(8_000_000));
      if (random.nextBoolean()) pair.first().close();
      LockSupport.parkNanos(random.nextInt(2_000_000));
      pair.close();
      for (Thread thread : threads) thread.join();
    }
  }

  private static SocketPair pair(Random random) throws IOException {
    return switch (random.nextInt(5)) {
      case 0 -> Socket.pair(Family.UNIX, SocketType.STREAM);
      case 1 -> Socket.pair(Family.UNIX, SocketType.DATAGRAM);
      case 2 -> Socket.pair(Family.UNIX, SocketType.SEQPACKET);
      case 3 -> {
        Socket one = Socket.open(Family.INET, SocketType.DATAGRAM);
        Socket other = Socket.open(Family.INET, SocketType.DATAGRAM);
        one.bind(ADDRESSES.getFirst());
        other.bind(ADDRESSES.getFirst());
        one.connect(other.localAddress());
        other.connect(one.localAddress());
        yield new SocketPair(one, other);
      }
      default -> {
        try (Socket listener = Socket.listenOn(ADDRESSES.getFirst())) {
          yield new SocketPair(Socket.connectTo(listener.localAddress()), listener.accept());
        }
      }
    };
  }

  private void calls(SocketPair pair, Random random) {
    for (int i = 0; i < CALLS; i++) {
      Socket socket = random.nextBoolean() ? pair.first() : pair.second();
      Method method = METHODS.get(random.nextInt(METHODS.size()));
      try (Arena arena = Arena.ofShared();
          FileChannel file = FileChannel.open(Path.of("/etc/passwd"))) {
        @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
        for (int k = 0; k < arguments.length; k++) {
          arguments[k] = argument(method.getParameterTypes()[k], pair, random, arena, file);
        }
        dispose(method.getName(), method.invoke(socket, arguments));
      } catch (InvocationTargetException e) {
        Throwable thrown = e.getCause();
        if (!(thrown instanceof IOException) && !(thrown instanceof RuntimeException)) {
          wrong.add(method + ": " + thrown);
        }
      } catch (IOException | IllegalArgumentException e) {
        // null for a primitive; what was received could not be closed
      } catch (Exception e) {
        wrong.add(method + ": " + e);
      }
    }
  }

  private static void dispose(String method, @Nullable Object result) throws IOException {
    if (method.equals("detach") && result instanceof Integer number) {
      Socket.adopt(number).close();
    } else if (result instanceof Closeable closeable && !method.endsWith("Stream")) {
      closeable.close();
    }
  }

  private static @Nullable Object argument(
      Class<?> type, SocketPair pair, Random random, Arena arena, FileChannel file) {
    if (!type.isPrimitive() && random.nextInt(30) == 0) return null;
    if (type == int.class) return number(random);
    if (type == long.class) return (long) number(random);
    if (type == boolean.class) return random.nextBoolean();
    if (type == byte[].class) return new byte[random.nextInt(4) * random.nextInt(30_000)];
    if (type == ByteBuffer.class) return buffer(random, arena);
    if (type == ByteBuffer[].class)
      return new ByteBuffer[] {buffer(random, arena), buffer(random, arena)};
    if (type == MemorySegment.class) return memory(random, arena);
    if (type == Duration.class) return Duration.ofMillis(random.nextInt(-1, 20));
    if (type == Instant.class) return random.nextBoolean() ? Instant.MIN : Instant.MAX;
    if (type == SocketAddress.class) return one(ADDRESSES, random);
    if (type == SocketOption.class) return one(OPTIONS, random);
    if (type == MessageFlags.class) return new MessageFlags(1 << random.nextInt(32));
    if (type == Socket.class) return random.nextBoolean() ? pair.first() : pair.second();
    if (type == Socket.Half.class) return one(List.of(Socket.Half.values()), random);
    if (type == Path.class) return Path.of(one(List.of("/etc/passwd", "/", "/none"), random));
    if (type == FileChannel.class) return file;
    if (type == IpAddress.class) return IpAddress.parse("233.252.0.1");
    if (type == MulticastMembership.class) {
      return new MulticastMembership(IpAddress.parse("233.252.0.1"), random.nextInt(3));
    }
    if (type == DatagramBatch.class) {
      DatagramBatch batch = DatagramBatch.of(1 + random.nextInt(9), 1 + random.nextInt(2_000));
      if (random.nextBoolean()) batch.add(new byte[1], 0, 1, one(ADDRESSES, random));
      return batch;
    }
    if (type == Message.class) {
      Message message = Message.of(new byte[random.nextInt(9)]);
      if (random.nextBoolean()) message = message.with(Rights.of(pair.first(), pair.second()));
      if (random.nextBoolean()) message = message.to(one(ADDRESSES, random));
      return message;
    }
    return one(List.of(1, -1L, true, "cubic", Duration.ofSeconds(1)), random); // an option's value
  }

  private static <T> T one(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static int number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt();
      case 1 -> -1;
      case 2 -> Integer.MAX_VALUE;
      case 3 -> 0;
      default -> random.nextInt(100);
    };
  }

  private static ByteBuffer buffer(Random random, Arena arena) {
    int size = random.nextInt(3) * random.nextInt(20_000);
    ByteBuffer buffer =
        switch (random.nextInt(4)) {
          case 0 -> ByteBuffer.allocate(size);
          case 1 -> ByteBuffer.allocateDirect(size);
          case 2 -> arena.allocate(size).asByteBuffer();
          default -> ByteBuffer.allocate(size + 7).slice(3, size);
        };
    buffer.position(random.nextInt(size + 1));
    return random.nextInt(8) == 0 ? buffer.asReadOnlyBuffer() : buffer;
  }

  private static MemorySegment memory(Random random, Arena arena) {
    return switch (random.nextInt(6)) {
      case 0 -> MemorySegment.ofArray(new byte[random.nextInt(9_000)]);
      case 1 -> MemorySegment.NULL;
      case 2 -> MemorySegment.ofArray(new long[5]);
      case 3 -> arena.allocate(random.nextInt(9_000)).asReadOnly();
      case 4 -> {
        try (Arena closed = Arena.ofShared()) {
          yield closed.allocate(9);
        }
      }
      default -> arena.allocate(random.nextInt(100_000));
    };
  }
}

package lisle.socket;

import static lisle.selectors.Descriptor.Direction.WRITE;
import static lisle.socket.Receiver.MOST;
import static lisle.socket.Receiver.NO_ARRAY;
import static lisle.socket.Socket.WOULD_BLOCK;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import lisle.selectors.Descriptor;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;
import org.jspecify.annotations.Nullable;

/** The half of a socket that sends. */
final class Sender {
  private final Socket socket;
  private final Life life;
  private final Descriptor descriptor;
  private final boolean stream;

  /** TCP: what is sent in part has filled the room that there was. */
  private final boolean tcp;

  private final DirectMemory directMemory = new DirectMemory();

  /** Made when it is needed. Guarded by this. */
  private @Nullable ZeroCopy zeroCopy;

  Sender(Socket socket, Life life, boolean stream, boolean tcp) {
    this.socket = socket;
    this.life = life;
    this.descriptor = life.descriptor;
    this.stream = stream;
    this.tcp = tcp;
  }

  /** The one of this socket: the kernel numbers its calls. */
  synchronized ZeroCopy zeroCopy() throws IOException {
    ZeroCopy made = zeroCopy;
    if (made == null) {
      made = new ZeroCopy(socket, life);
      zeroCopy = made;
    }
    return made;
  }

  int send(ByteBuffer buffer, int flags, boolean wait, boolean all) throws IOException {
    int n;
    try {
      n = sendRemaining(buffer, flags, wait, all);
    } catch (IOException e) { // so who goes on repeats nothing
      buffer.position(buffer.position() + Failures.transferred(e));
      throw e;
    }
    if (n > 0) buffer.position(buffer.position() + n);
    return n;
  }

  private int sendRemaining(ByteBuffer buffer, int flags, boolean wait, boolean all)
      throws IOException {
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      return send(null, buffer.array(), offset, buffer.remaining(), flags, wait, all);
    }
    if (buffer.isDirect()) {
      MemorySegment memory = directMemory.of(buffer);
      return send(memory, NO_ARRAY, buffer.position(), buffer.remaining(), flags, wait, all);
    }
    byte[] copy = new byte[buffer.remaining()]; // a read-only view of an array
    buffer.get(buffer.position(), copy);
    return send(null, copy, 0, copy.length, flags, wait, all);
  }

  void sendAll(MemorySegment memory) throws IOException {
    long sent = 0;
    try {
      do {
        long length = Math.min(memory.byteSize() - sent, MOST);
        MemorySegment part = length == memory.byteSize() ? memory : memory.asSlice(sent, length);
        if (part.isNative()) {
          sent += send(part, NO_ARRAY, 0, (int) part.byteSize(), 0, true, true);
        } else {
          sent += send(part.asByteBuffer(), 0, true, true);
        }
      } while (sent < memory.byteSize());
    } catch (IOException e) {
      Failures.transferred(e, sent + Failures.transferred(e));
      throw e;
    }
  }

  /**
   * The send that all forms come to: from native memory, or from an array through a buffer; from an
   * offset on.
   *
   * <p>It is longer than what HotSpot inlines, 325 bytes, so that it is compiled by itself and the
   * system call is inlined in it, however deep in calls a handler sends. It inlines 15 levels of
   * calls at most, and where these end within the system call, each one allocates.
   */
  int send(
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      int flags,
      boolean wait,
      boolean all)
      throws IOException {
    checkFlags(flags);
    long deadline = Descriptor.NEVER;
    if (wait) {
      deadline = life.sendDeadline();
      life.begin(WRITE, "send", deadline, true);
    } else if (!Life.takeNow(descriptor, WRITE, "send")) {
      return WOULD_BLOCK;
    }
    int sent = 0;
    try {
      for (; ; ) {
        // Who does not wait leaves there what was seen of readiness: see Receiver.
        if (wait) descriptor.reset(WRITE);
        int at = offset + sent;
        int left = length - sent;
        int n = memory != null ? send(memory, at, left, flags) : send(array, at, left, flags);
        if (n >= 0) {
          sent += n;
          if (!all || sent == length) return sent;
          // There is no more room, epoll(7) Q&A 9: to ask again would copy an array for nothing.
          boolean full = tcp && n < (memory != null ? left : Math.min(left, TransferBuffer.LARGE));
          if (full) life.await(WRITE, "send", deadline);
          else life.goOn(WRITE, "send", deadline);
        } else if (n == -Linux.EAGAIN || n == -Linux.EINPROGRESS) {
          // The latter after TCP_FASTOPEN_CONNECT: it connects first, and has taken nothing.
          if (!wait) return WOULD_BLOCK;
          life.await(WRITE, "send", deadline);
        } else if (n != -Linux.EINTR) {
          throw socket.receiver().failed("send", n);
        }
      }
    } catch (IOException e) {
      Failures.transferred(e, sent);
      throw e;
    } finally {
      if (wait) life.end(WRITE);
      else descriptor.unlock(WRITE);
      Reference.reachabilityFence(socket);
    }
  }

  /** What is sent passes through memory that is another's after the call. */
  private static void checkFlags(int flags) {
    if ((flags & Linux.MSG_ZEROCOPY) != 0) {
      throw new IllegalArgumentException("MSG_ZEROCOPY: send by zeroCopy(), which tells the end");
    }
  }

  private int send(MemorySegment memory, int offset, int length, int flags) {
    return (int)
        SocketCalls.send(
            descriptor.errno(WRITE),
            descriptor.number(),
            memory,
            offset,
            length,
            flags | Linux.MSG_NOSIGNAL);
  }

  private int send(byte[] array, int offset, int length, int flags) {
    if (length > TransferBuffer.LARGE && !stream) {
      try (Arena arena = Arena.ofConfined()) { // a message is sent whole
        MemorySegment memory = arena.allocate(length);
        MemorySegment.copy(array, offset, memory, ValueLayout.JAVA_BYTE, 0, length);
        return send(memory, 0, length, flags);
      }
    }
    TransferBuffer buffer = TransferBuffers.take(length);
    int size = Math.min(length, TransferBuffer.LARGE);
    MemorySegment.copy(array, offset, buffer.data, ValueLayout.JAVA_BYTE, 0, size);
    int n = send(buffer.data, 0, size, flags);
    TransferBuffers.give(buffer);
    return n;
  }

  // To an address

  int sendTo(ByteBuffer buffer, SocketAddress to, int flags, boolean wait) throws IOException {
    int n;
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      n = sendTo(null, buffer.array(), offset, buffer.remaining(), to, flags, wait);
    } else if (buffer.isDirect()) {
      MemorySegment memory = directMemory.of(buffer);
      n = sendTo(memory, NO_ARRAY, buffer.position(), buffer.remaining(), to, flags, wait);
    } else {
      byte[] copy = new byte[buffer.remaining()];
      buffer.get(buffer.position(), copy);
      n = sendTo(null, copy, 0, copy.length, to, flags, wait);
    }
    if (n > 0) buffer.position(buffer.position() + n);
    return n;
  }

  int sendTo(
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      SocketAddress to,
      int flags,
      boolean wait)
      throws IOException {
    checkFlags(flags);
    long deadline = life.sendDeadline();
    if (!life.begin(WRITE, "sendTo", deadline, wait)) return WOULD_BLOCK;
    int now = flags;
    try {
      for (int tries = 0; ; tries++) {
        descriptor.reset(WRITE);
        int n;
        if (memory == null && length > TransferBuffer.SIZE) {
          try (Arena arena = Arena.ofConfined()) {
            TransferBuffer buffer = new TransferBuffer(arena, length, 0);
            n = sendto(buffer, null, array, offset, length, to, now);
          }
        } else {
          TransferBuffer buffer = TransferBuffers.take();
          try {
            n = sendto(buffer, memory, array, offset, length, to, now);
          } finally {
            TransferBuffers.give(buffer);
          }
        }
        if (n >= 0) return n;
        if (n == -Linux.EINPROGRESS) now = connects(now);
        if (n == -Linux.EAGAIN || n == -Linux.EINPROGRESS) {
          if (!wait) return WOULD_BLOCK;
          awaitRoom(to, "sendTo", deadline, tries);
        } else if (n != -Linux.EINTR) {
          socket.receiver().breaks(n);
          throw Failures.of(now == flags ? "sendTo" : "connect", n, to);
        }
      }
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }

  private void awaitRoom(@Nullable SocketAddress to, String operation, long deadline, int tries)
      throws IOException {
    if (to instanceof UnixSocketAddress) {
      UnixRoom.pause(life, operation, deadline, tries);
    } else {
      life.await(WRITE, operation, deadline);
    }
  }

  private int sendto(
      TransferBuffer buffer,
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      SocketAddress to,
      int flags)
      throws IOException {
    int nameLength = Sockaddr.write(to, buffer.name);
    if (memory == null) {
      MemorySegment.copy(array, offset, buffer.data, ValueLayout.JAVA_BYTE, 0, length);
    }
    return (int)
        SocketCalls.sendto(
            descriptor.errno(WRITE),
            descriptor.number(),
            memory != null ? memory : buffer.data,
            memory != null ? offset : 0,
            length,
            flags | Linux.MSG_NOSIGNAL,
            buffer.name,
            nameLength);
  }

  /**
   * The kernel has begun to connect, and has sent nothing: TCP fast open, where the other side has
   * given no cookie yet. What is sent from now on waits until the connection is made.
   */
  private static int connects(int flags) {
    return flags & ~Linux.MSG_FASTOPEN;
  }

  // With everything

  int sendMessage(Message message, int flags, boolean wait) throws IOException {
    checkFlags(flags);
    if (passesNothing(message)) {
      throw new IllegalArgumentException(
          "a Unix stream takes along what is beside a byte: send one");
    }
    long whole = message.remaining();
    if (whole > MOST && !stream) {
      throw new IllegalArgumentException("more than 1 GiB in one message");
    }
    // Of a stream as much as an array is sent at once, so that nothing is copied in vain.
    int size = (int) (stream ? Math.min(whole, TransferBuffer.LARGE) : whole);
    long controlSize = ControlWriter.size(message.ancillary());
    long deadline = life.sendDeadline();
    if (!life.begin(WRITE, "sendMessage", deadline, wait)) return WOULD_BLOCK;
    int now = flags;
    try {
      for (int tries = 0; ; tries++) {
        descriptor.reset(WRITE);
        int n;
        if (!TransferBuffers.have(size, controlSize, stream)) {
          try (Arena arena = Arena.ofConfined()) {
            n = sendmsg(new TransferBuffer(arena, size, controlSize), message, size, now);
          }
        } else {
          TransferBuffer buffer = TransferBuffers.take(size);
          try {
            n = sendmsg(buffer, message, size, now);
          } finally {
            TransferBuffers.give(buffer);
          }
        }
        if (n >= 0) {
          message.sent(n);
          return n;
        }
        if (n == -Linux.EINPROGRESS) now = connects(now);
        if (n == -Linux.EAGAIN || n == -Linux.EINPROGRESS) {
          if (!wait) return WOULD_BLOCK;
          awaitRoom(message.to(), "sendMessage", deadline, tries);
        } else if (n != -Linux.EINTR) {
          SocketAddress to = message.to();
          if (to == null) throw socket.receiver().failed("sendMessage", n);
          socket.receiver().breaks(n);
          throw Failures.of(now == flags ? "sendMessage" : "connect", n, to);
        }
      }
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }

  /** Such a message goes nowhere, unix(7), and descriptors would be lost with it. */
  private boolean passesNothing(Message message) {
    boolean bare = message.remaining() == 0 && !message.ancillary().isEmpty();
    return bare && stream && socket.family().equals(Family.UNIX);
  }

  private int sendmsg(TransferBuffer buffer, Message message, int size, int flags)
      throws IOException {
    SocketAddress to = message.to();
    int nameLength = to == null ? 0 : Sockaddr.write(to, buffer.name);
    message.gather(buffer.data, size);
    boolean inet6 = !message.ancillary().isEmpty() && goesByIpv6(to);
    ControlWriter control = new ControlWriter(buffer.control, inet6);
    try {
      for (AncillaryData data : message.ancillary()) control.write(data);
      buffer.header(nameLength, size, control.length());
      return (int)
          SocketCalls.sendmsg(
              descriptor.errno(WRITE),
              descriptor.number(),
              buffer.message,
              flags | Linux.MSG_NOSIGNAL);
    } finally {
      control.release();
    }
  }

  /** A socket of IPv6 sends by IPv4 to a mapped address, and UDP to one of IPv4 too. */
  private boolean goesByIpv6(@Nullable SocketAddress to) throws IOException {
    if (!socket.family().equals(Family.INET6)) return false;
    SocketAddress destination = to != null ? to : socket.remoteAddress();
    if (destination instanceof Inet4SocketAddress) return false;
    return !(destination instanceof Inet6SocketAddress v6) || v6.address().ipv4Mapped() == null;
  }

  // Batches

  int send(DatagramBatch batch, boolean wait) throws IOException {
    if (stream) throw DatagramBatch.notForStreams();
    long deadline = life.sendDeadline();
    if (!life.begin(WRITE, "send", deadline, wait)) return WOULD_BLOCK;
    int sent = 0;
    try {
      for (int tries = 0; ; tries++) {
        descriptor.reset(WRITE);
        int n = batch.send(descriptor, sent, socket.isUdp());
        if (n >= 0) {
          sent += n;
          if (sent >= batch.count()) return sent;
          tries = -1;
        } else if (n == -Linux.EAGAIN) {
          if (!wait) return sent > 0 ? sent : WOULD_BLOCK;
          awaitRoom(batch.to(sent), "send", deadline, tries);
        } else if (n != -Linux.EINTR) {
          throw Failures.of("send", n, batch.to(sent));
        }
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = sent; // datagrams, here
      throw e;
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }
}

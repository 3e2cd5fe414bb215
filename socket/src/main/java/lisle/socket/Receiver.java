package lisle.socket;

import static java.util.Objects.requireNonNull;
import static lisle.selectors.Descriptor.Direction.READ;
import static lisle.socket.Socket.WOULD_BLOCK;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import lisle.selectors.Descriptor;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;
import org.jspecify.annotations.Nullable;

/** The half of a socket that receives. Its state is guarded by the read lock. */
final class Receiver {
  static final byte[] NO_ARRAY = {};

  /** The most bytes of one call; the kernel itself takes no more than 2 GiB less a page. */
  static final int MOST = 1 << 30;

  /** Flags with which a short read says nothing of what is left in the queue. */
  private static final int SPECIAL = Linux.MSG_PEEK | Linux.MSG_OOB;

  private final Socket socket;
  private final Life life;
  private final Descriptor descriptor;
  private final boolean stream;
  private final boolean datagrams;

  /** It is one connection, which can break; a socket of SCTP that has messages has many. */
  private final boolean connection;

  /**
   * The flags that make a difference: of a Unix or vsock stream, all data is given all the same.
   */
  private final int heeded;

  private final boolean unixDatagrams;

  /** A short read says that nothing more is there. So it is for TCP; see Socket.drains. */
  private final boolean drains;

  /** The most bytes that one call brings by way of a buffer, so that an array may be any size. */
  private final int most;

  /**
   * What comes with every message call. Descriptors that are passed are not for processes that this
   * one starts; only Unix sockets pass any, and those of packet(7) refuse the flag with EINVAL.
   */
  private final int messageFlags;

  private final DirectMemory directMemory = new DirectMemory();
  private final AddressCache senders;
  private @Nullable Datagram last;

  /** Made by the first long message that comes in parts. */
  private @Nullable LowWater lowWater;

  /** Datagrams are received no more, by our own wish. */
  private volatile boolean shut;

  /**
   * The kernel may have joined datagrams for a batch: others cut them apart again. Written under
   * this, or before anybody else has the socket.
   */
  private volatile boolean coalesces;

  /**
   * Another has the same socket of the system, which is not told when the kernel begins to join.
   */
  private volatile boolean duplicated;

  /**
   * Minus the errno of what broke the connection; zero while nothing has. The kernel tells it once,
   * and from then on that it is at its end, as if the other side had wished so.
   */
  private volatile int broken;

  /** What comes before all that the kernel has; null, or empty, if there is none. */
  private volatile @Nullable Unread unread;

  Receiver(Socket socket, Life life, boolean stream, boolean drains) {
    this.socket = socket;
    this.life = life;
    this.descriptor = life.descriptor;
    this.stream = stream;
    this.datagrams = !stream && !socket.type().equals(SocketType.SEQPACKET);
    this.drains = drains;
    boolean unix = socket.family().equals(Family.UNIX);
    this.messageFlags = unix ? Linux.MSG_CMSG_CLOEXEC : 0;
    this.unixDatagrams = unix && datagrams;
    this.senders = new AddressCache(unixDatagrams);
    boolean gives = stream && (unix || socket.family().equals(Family.VSOCK));
    this.heeded = gives ? ~Linux.MSG_TRUNC : ~0;
    boolean inet = socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
    this.connection = stream || (!datagrams && !inet);
    if (stream) most = TransferBuffer.LARGE;
    else most = datagrams && inet ? TransferBuffer.SIZE : MOST; // an IP packet is no longer
  }

  ErrorQueue errorQueue() {
    return new ErrorQueue(socket, life);
  }

  int receive(ByteBuffer buffer, int flags, boolean wait) throws IOException {
    if ((flags & Linux.MSG_ERRQUEUE) != 0) return errorQueue().receive(buffer, flags, wait);
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    int remaining = buffer.remaining();
    int special = flags & heeded;
    int n;
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      n = receive(null, buffer.array(), offset, remaining, special, wait);
    } else {
      MemorySegment memory = directMemory.of(buffer);
      n = receive(memory, NO_ARRAY, buffer.position(), remaining, special, wait);
    }
    if (n > 0) buffer.position(buffer.position() + Math.min(n, remaining));
    return n;
  }

  long receive(MemorySegment buffer, int flags, boolean wait) throws IOException {
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    int length = (int) Math.min(buffer.byteSize(), MOST);
    if (buffer.isNative()) return receive(buffer, NO_ARRAY, 0, length, flags, wait);
    return receive(buffer.asSlice(0, length).asByteBuffer(), flags, wait);
  }

  /**
   * The receive that all forms come to: into native memory, or, where there is none, into an array
   * by way of a buffer that is ours during the call; from an offset on.
   */
  int receive(
      @Nullable MemorySegment memory, byte[] array, int offset, int length, int flags, boolean wait)
      throws IOException {
    if (!wait) return receiveNow(memory, array, offset, length, flags);
    long deadline = life.receiveDeadline();
    life.begin(READ, "receive", deadline, true);
    try {
      return receiveInTurn(memory, array, offset, length, flags, true, false, deadline);
    } finally {
      life.end(READ);
      Reference.reachabilityFence(socket);
    }
  }

  private int receiveNow(
      @Nullable MemorySegment memory, byte[] array, int offset, int length, int flags)
      throws IOException {
    if (!Life.takeNow(descriptor, READ, "receive")) return WOULD_BLOCK;
    try {
      return receiveInTurn(memory, array, offset, length, flags, false, false, Descriptor.NEVER);
    } finally {
      descriptor.unlock(READ);
      Reference.reachabilityFence(socket);
    }
  }

  /** Longer than what HotSpot inlines, for the reason that {@link Sender#send} has. */
  private int receiveInTurn(
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      int flags,
      boolean wait,
      boolean all,
      long deadline)
      throws IOException {
    if (length == 0 && stream) return 0;
    for (; ; ) {
      if (hasUnread(flags)) {
        if (!fillUnread("receive", deadline, wait)) return WOULD_BLOCK;
        int n =
            requireNonNull(unread).receive(memory(memory, array, offset, length), flags, stream);
        // Who asks the descriptor whether to receive has to hear of the rest, as after an edge.
        if (stream && hasUnread()) descriptor.wake(READ);
        if (n >= 0) return n;
        continue;
      }
      // Who does not wait may know from a selector what the descriptor was not told; and to leave
      // there what was seen of readiness costs whoever waits next one call at most.
      // Memory that is closed the call itself refuses, so that nobody waits for what it cannot
      // take.
      boolean worth = !wait || descriptor.worthReading() || !isUsable(memory);
      if (worth || flags != 0) {
        if (wait) descriptor.reset(READ);
        int asked = memory != null ? length : Math.min(length, most);
        int n =
            memory != null
                ? (int)
                    SocketCalls.recv(
                        descriptor.errno(READ), descriptor.number(), memory, offset, asked, flags)
                : recv(array, offset, asked, flags);
        if (n > 0) {
          if (n < asked && drains && (flags & SPECIAL) == 0) descriptor.drained();
          return n;
        }
        if (n == 0) {
          if ((flags & Linux.MSG_ERRQUEUE) != 0) return 0;
          if (length > 0) refuseBroken("receive");
          return stream ? -1 : 0;
        }
        if (n == -Linux.EINTR) continue;
        if (n != -Linux.EAGAIN) throw failed("receive", n);
        refuseShut("receive");
      }
      if (!wait) return WOULD_BLOCK;
      if (all && drains) awaitMore(length, deadline);
      life.await(READ, "receive", deadline);
    }
  }

  private static boolean isUsable(@Nullable MemorySegment memory) {
    return memory == null
        || (memory.scope().isAlive() && memory.isAccessibleBy(Thread.currentThread()));
  }

  private int recv(MemorySegment memory, int offset, int length, int flags) {
    return (int)
        SocketCalls.recv(
            descriptor.errno(READ), descriptor.number(), memory, offset, length, flags);
  }

  private int recv(byte[] array, int offset, int length, int flags) {
    if (length > TransferBuffer.LARGE) return recvLarge(array, offset, length, flags);
    TransferBuffer buffer = TransferBuffers.take(length);
    int n = recv(buffer.data, 0, length, flags);
    copyOut(buffer.data, n, array, offset, length, flags);
    TransferBuffers.give(buffer);
    return n;
  }

  /** A message of a Unix socket can be larger than any buffer that is kept. */
  private int recvLarge(byte[] array, int offset, int length, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(length);
      int n = recv(memory, 0, length, flags);
      copyOut(memory, n, array, offset, length, flags);
      return n;
    }
  }

  private void copyOut(MemorySegment from, int n, byte[] to, int offset, int length, int flags) {
    // With MSG_TRUNC, TCP counts what it threw away, and a datagram what did not fit.
    if (n <= 0 || (stream && (flags & Linux.MSG_TRUNC) != 0)) return;
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, to, offset, Math.min(n, length));
  }

  void receiveExactly(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    int length = buffer.remaining();
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      receiveExactly(null, buffer.array(), offset, length, buffer);
    } else {
      receiveExactly(directMemory.of(buffer), NO_ARRAY, buffer.position(), length, buffer);
    }
  }

  void receiveExactly(MemorySegment memory) throws IOException {
    if (memory.isReadOnly()) throw new ReadOnlyBufferException();
    long done = 0;
    try {
      for (long left; (left = memory.byteSize() - done) > 0; done += Math.min(left, MOST)) {
        MemorySegment part = memory.asSlice(done, Math.min(left, MOST));
        if (part.isNative()) receiveExactly(part, NO_ARRAY, 0, (int) part.byteSize(), null);
        else receiveExactly(part.asByteBuffer());
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = (int) Math.min(done + e.bytesTransferred, Integer.MAX_VALUE);
      throw e;
    }
  }

  /**
   * Receives until there is as much as asked for, in one turn.
   *
   * @param moved the buffer whose position is to follow, or null
   */
  void receiveExactly(
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      @Nullable ByteBuffer moved)
      throws IOException {
    if (length == 0) return;
    int done = 0;
    life.begin(READ, "receive", life.receiveDeadline(), true);
    try {
      for (; ; ) {
        long deadline = life.receiveDeadline(); // for each part
        int left = length - done;
        int n = receiveInTurn(memory, array, offset + done, left, 0, true, true, deadline);
        if (ends(n)) throw endedEarly(done, length);
        done += n;
        if (moved != null) moved.position(moved.position() + n);
        if (done == length) return;
        life.goOn(READ, "receive", Descriptor.NEVER);
      }
    } catch (InterruptedIOException e) {
      e.bytesTransferred = done;
      throw e;
    } finally {
      try {
        if (lowWater != null) lowWater.restore();
      } finally {
        life.end(READ);
        Reference.reachabilityFence(socket);
      }
    }
  }

  /** Sees to it that who waits for the rest of a long message is not woken for each packet. */
  private void awaitMore(int left, long deadline) {
    // A timeout counts from the last byte that came, so then each of them has to be seen; and who
    // receives by way of another descriptor would wait for as much as is wanted here.
    int wanted = deadline == Descriptor.NEVER && !descriptor.isShared() ? left : 1;
    if (lowWater == null) {
      if (wanted < LowWater.LEAST) return;
      lowWater = new LowWater(descriptor);
    }
    lowWater.adjust(wanted);
  }

  /** Nothing more comes, ever: of a connection of messages the kernel says it by an empty one. */
  private boolean ends(int n) {
    return n < 0 || (n == 0 && !datagrams);
  }

  private static EOFException endedEarly(int done, int length) {
    return new EOFException("the stream ended after " + done + " of " + length + " bytes");
  }

  // With the sender's address

  @Nullable Datagram receiveFrom(ByteBuffer buffer, boolean wait) throws IOException {
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    Datagram datagram;
    if (buffer.hasArray()) {
      int offset = buffer.arrayOffset() + buffer.position();
      datagram = receiveFrom(null, buffer.array(), offset, buffer.remaining(), wait);
    } else {
      MemorySegment memory = directMemory.of(buffer);
      datagram = receiveFrom(memory, NO_ARRAY, buffer.position(), buffer.remaining(), wait);
    }
    if (datagram != null) buffer.position(buffer.position() + datagram.length());
    return datagram;
  }

  /** As {@link #receive}, with the sender; null for nothing where not to wait. */
  @Nullable Datagram receiveFrom(
      @Nullable MemorySegment memory, byte[] array, int offset, int length, boolean wait)
      throws IOException {
    long deadline = life.receiveDeadline();
    if (!life.begin(READ, "receiveFrom", deadline, wait)) return null;
    try {
      int flags = stream ? 0 : Linux.MSG_TRUNC;
      for (; ; ) {
        if (hasUnread(0)) {
          if (!fillUnread("receiveFrom", deadline, wait)) return null;
          Datagram datagram =
              requireNonNull(unread).receiveFrom(memory(memory, array, offset, length), stream);
          if (datagram != null) return datagram;
          continue;
        }
        forget();
        if (memory == null && Math.min(length, most) > TransferBuffer.SIZE) {
          try (Arena arena = Arena.ofConfined()) {
            int asked = Math.min(length, most);
            TransferBuffer buffer = new TransferBuffer(arena, asked, 0);
            Datagram datagram = recvfrom(buffer, null, array, offset, asked, flags);
            if (datagram != null) return datagram;
          }
        } else {
          TransferBuffer buffer = TransferBuffers.take();
          try {
            int asked = memory != null ? length : Math.min(length, most);
            Datagram datagram = recvfrom(buffer, memory, array, offset, asked, flags);
            if (datagram != null) return datagram;
          } finally {
            TransferBuffers.give(buffer);
          }
        }
        refuseShut("receiveFrom");
        if (!wait) return null;
        life.await(READ, "receiveFrom", deadline);
      }
    } finally {
      life.end(READ);
      Reference.reachabilityFence(socket);
    }
  }

  private @Nullable Datagram recvfrom(
      TransferBuffer buffer,
      @Nullable MemorySegment memory,
      byte[] array,
      int offset,
      int length,
      int flags)
      throws IOException {
    for (; ; ) {
      buffer.nameLength.set(ValueLayout.JAVA_INT, 0, (int) Sockaddr.SIZE);
      int n =
          (int)
              SocketCalls.recvfrom(
                  descriptor.errno(READ),
                  descriptor.number(),
                  memory != null ? memory : buffer.data,
                  memory != null ? offset : 0,
                  length,
                  flags,
                  buffer.name,
                  buffer.nameLength);
      if (n == -Linux.EINTR) continue;
      if (n == -Linux.EAGAIN) return null;
      if (n < 0) throw failed("receiveFrom", n);
      if (n == 0 && length > 0) refuseBroken("receiveFrom");
      int kept = Math.min(n, length);
      if (memory == null) {
        MemorySegment.copy(buffer.data, ValueLayout.JAVA_BYTE, 0, array, offset, kept);
      }
      SocketAddress from =
          senders.read(buffer.name, buffer.nameLength.get(ValueLayout.JAVA_INT, 0));
      Datagram known = last;
      if (known != null && known.from() == from && known.length() == kept && known.size() == n) {
        return known;
      }
      Datagram datagram = new Datagram(from, kept, n);
      last = datagram;
      return datagram;
    }
  }

  // With everything

  @Nullable ReceivedMessage receiveMessage(
      int controlSize, int flags, boolean wait, ByteBuffer... buffers) throws IOException {
    long room = 0;
    for (ByteBuffer buffer : buffers) {
      if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
      room += buffer.remaining();
    }
    if (room > MOST && !stream) {
      throw new IllegalArgumentException("more than 1 GiB in one message");
    }
    int asked = (int) Math.min(room, most);
    long deadline = life.receiveDeadline();
    if ((flags & Linux.MSG_ERRQUEUE) != 0) {
      return errorQueue()
          .receive("receiveMessage", asked, controlSize, flags, deadline, wait, buffers);
    }
    if (!life.begin(READ, "receiveMessage", deadline, wait)) return null;
    int special = flags & heeded;
    try {
      for (; ; ) {
        ReceivedMessage message;
        if (hasUnread(special)) {
          if (!fillUnread("receiveMessage", deadline, wait)) return null;
          message = requireNonNull(unread).receiveMessage(controlSize, special, stream, buffers);
          if (message != null) return message;
          continue;
        }
        forget();
        if (!TransferBuffers.have(asked, controlSize, stream)) {
          try (Arena arena = Arena.ofConfined()) {
            TransferBuffer buffer = new TransferBuffer(arena, asked, controlSize);
            message = recvmsg(buffer, asked, controlSize, special, buffers);
          }
        } else {
          TransferBuffer buffer = TransferBuffers.take(asked);
          try {
            message = recvmsg(buffer, asked, controlSize, special, buffers);
          } finally {
            TransferBuffers.give(buffer);
          }
        }
        if (message != null) return message;
        refuseShut("receiveMessage");
        if (!wait) return null;
        life.await(READ, "receiveMessage", deadline);
      }
    } finally {
      life.end(READ);
      Reference.reachabilityFence(socket);
    }
  }

  private @Nullable ReceivedMessage recvmsg(
      TransferBuffer buffer, int room, int controlSize, int flags, ByteBuffer... to)
      throws IOException {
    int all = flags | messageFlags;
    return buffer.receive("receiveMessage", socket, room, controlSize, all, senders, to);
  }

  // Batches

  /** Receives a batch, and lets so many nanoseconds go by first. */
  int receive(DatagramBatch batch, long pause, boolean wait) throws IOException {
    if (stream) throw DatagramBatch.notForStreams();
    long deadline = life.receiveDeadline();
    if (!life.begin(READ, "receive", deadline, wait)) return WOULD_BLOCK;
    try {
      if (pause > 0) life.pause(READ, "receive", Math.min(deadline, Life.deadline(pause)));
      if (!coalesces && !duplicated && batch.coalesces() && socket.isUdp()) startCoalescing();
      for (; ; ) {
        Unread left = unread;
        if (left != null && !left.isEmpty()) {
          int n = batch.receive(left, coalesces);
          if (n > 0) return n;
        }
        forget();
        int n = batch.receive(descriptor, socket.isUdp(), coalesces, unixDatagrams);
        if (n > 0) return n;
        if (n != -Linux.EAGAIN) throw failed("receive", n);
        refuseShut("receive");
        if (!wait) return WOULD_BLOCK;
        life.await(READ, "receive", deadline);
      }
    } finally {
      life.end(READ);
      Reference.reachabilityFence(socket);
    }
  }

  private synchronized void startCoalescing() throws IOException {
    if (!duplicated) coalesces = socket.startCoalescing();
  }

  /** Before anybody else has the socket: whether the kernel joins datagrams already. */
  void coalesces(boolean already) {
    coalesces = already;
  }

  /** Before a call that reads: nothing that was seen of readiness, or of its lack, holds then. */
  private void forget() {
    descriptor.worthReading();
    descriptor.reset(READ);
  }

  /** Before the receiving half is shut down; or, if it was not, after that. */
  void shut(boolean shut) {
    this.shut = shut && datagrams;
  }

  /**
   * Where the kernel had nothing. Of a datagram socket that is shut down it says that it is ready,
   * and that there is nothing yet, for ever: only a thread that waits in the kernel is told.
   */
  private void refuseShut(String operation) throws SocketException {
    if (shut) throw new SocketException(operation + ": shut down for receiving");
  }

  /** Returns the exception for a call that answered minus the errno, and notes what it broke. */
  SocketException failed(String operation, long result) {
    breaks(result);
    if (stream && result == -Linux.ECONNREFUSED) { // it was the first to ask what came of a connect
      return Failures.of("connect", result, socket.ends().destination());
    }
    return Failures.of(operation, result, socket.knownRemote());
  }

  /** Notes what a call answered, whichever half it was of, if no connection goes on after that. */
  void breaks(long result) {
    boolean ends =
        result == -Linux.ECONNRESET || result == -Linux.ECONNABORTED || result == -Linux.ETIMEDOUT;
    if (connection && ends) broken = (int) result;
  }

  /** Before another connection, of which nothing is known that the last one was broken by. */
  void begins() {
    broken = 0;
  }

  /**
   * At the end of a connection, which is no end if it is because it broke. A message without bytes
   * looks the same.
   */
  void refuseBroken(String operation) throws SocketException {
    if (broken != 0) throw Failures.of(operation, broken, socket.knownRemote());
  }

  /**
   * Takes over what is true of the system's socket, from another that has the same one; before
   * anybody else has this.
   */
  void shares(Receiver other) {
    synchronized (other) {
      other.duplicated = true;
      coalesces = other.coalesces;
    }
    duplicated = true;
    shut = other.shut;
    broken = other.broken;
  }

  // What was taken from the kernel and is nobody's yet

  /** Puts back what was received last, so that it is received again, before all else. */
  void putBack(byte[] bytes, SocketAddress from) {
    Unread left = unread;
    if (left == null) left = new Unread();
    left.putBack(bytes, from);
    unread = left;
    descriptor.wake(READ); // whoever waits for the kernel meanwhile
  }

  boolean hasUnread() {
    return hasUnread(0);
  }

  /** How many bytes can be received, where the kernel has so many. */
  int available(int kernel) {
    Unread left = unread;
    if (left == null || left.isEmpty()) return kernel;
    return stream ? left.available(true) + kernel : left.available(false);
  }

  /** Whether a receive must not go to the kernel by itself. */
  private boolean hasUnread(int flags) {
    if (!coalesces && unread == null) return false;
    if ((flags & Linux.MSG_OOB) != 0) return false;
    if (coalesces) return true;
    Unread left = unread;
    return left != null && !left.isEmpty();
  }

  /** Sees to it that something is unread; false where nothing is there and it must not wait. */
  private boolean fillUnread(String operation, long deadline, boolean wait) throws IOException {
    Unread left = unread;
    if (left == null) {
      left = new Unread();
      unread = left;
    }
    while (left.isEmpty()) {
      forget();
      byte[] room = new byte[TransferBuffer.SIZE];
      TransferBuffer buffer = TransferBuffers.take();
      ReceivedMessage message;
      try {
        message = recvmsg(buffer, room.length, TransferBuffer.CONTROL, 0, ByteBuffer.wrap(room));
      } finally {
        TransferBuffers.give(buffer);
      }
      if (message != null) {
        left.add(room, message);
      } else {
        refuseShut(operation);
        if (!wait) return false;
        life.await(READ, operation, deadline);
      }
    }
    return true;
  }

  private static MemorySegment memory(
      @Nullable MemorySegment memory, byte[] array, int offset, int length) {
    return (memory != null ? memory : MemorySegment.ofArray(array)).asSlice(offset, length);
  }
}

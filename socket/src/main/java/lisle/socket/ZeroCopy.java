package lisle.socket;

import static lisle.selectors.Descriptor.Direction.WRITE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.SocketTimeoutException;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import lisle.selectors.Descriptor;
import lisle.sys.ControlMessages;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;

/**
 * Sends from memory that the kernel reads where it is, MSG_ZEROCOPY: worth its while from about 10
 * KiB at a time, and over a real network; on the loopback the kernel copies after all. TCP, and UDP
 * since Linux 5.0.
 *
 * <p>The memory must not be changed before the kernel has told that it is done with it: {@link
 * #send} returns a ticket, and {@link #await} waits for it.
 *
 * <p>There is one of a socket, for the kernel numbers the calls of a socket. What else is in the
 * {@linkplain MessageFlags#ERROR_QUEUE error queue} meanwhile is thrown away.
 *
 * <p>Safe for use by any number of threads.
 */
public final class ZeroCopy {
  /** Room for the control message of one completion. */
  private static final int CONTROL = 512;

  private final Socket socket;
  private final Life life;
  private final ReentrantLock lock = new ReentrantLock();

  /** How many calls the kernel has numbered. Written by the holder of the socket's write lock. */
  private final AtomicLong calls = new AtomicLong();

  /** All calls below this are done with. Guarded by the lock, as are the next two. */
  private long done;

  /** Ranges that were done with before one that came earlier: first call to last. */
  private final TreeMap<Long, Long> early = new TreeMap<>();

  private boolean copied;

  ZeroCopy(Socket socket, Life life) throws IOException {
    this.socket = socket;
    this.life = life;
    socket.set(SocketOption.SO_ZEROCOPY, true);
  }

  /**
   * Sends all of a piece of native memory.
   *
   * @return the ticket for {@link #await}; the memory is the kernel's until then
   * @throws IllegalArgumentException if the memory is on the heap
   * @throws SocketTimeoutException if the send timeout is over; its bytesTransferred says how much
   *     was sent
   */
  public long send(MemorySegment memory) throws IOException {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("the kernel cannot read the heap: use native memory");
    }
    long deadline = life.sendDeadline();
    life.begin(WRITE, "send", deadline, true);
    long sent = 0;
    try {
      while (sent < memory.byteSize()) {
        life.descriptor.reset(WRITE);
        MemorySegment rest = memory.asSlice(sent);
        long n =
            SocketCalls.send(
                life.descriptor.errno(WRITE),
                life.descriptor.number(),
                rest,
                Math.min(rest.byteSize(), Receiver.MOST),
                Linux.MSG_ZEROCOPY | Linux.MSG_NOSIGNAL);
        if (n >= 0) {
          calls.incrementAndGet();
          sent += n;
          if (sent < memory.byteSize()) life.goOn(WRITE, "send", deadline);
        } else if (n == -Linux.EAGAIN) {
          life.await(WRITE, "send", deadline);
        } else if (n == -Linux.ENOBUFS && completed() < calls.get()) {
          // Too much is pinned (net.core.optmem_max) until the kernel is done with more of it.
          awaitCompleted("send", completed() + 1, deadline);
        } else if (n != -Linux.EINTR) {
          throw socket.receiver().failed("send", n);
        }
      }
      return calls.get();
    } catch (InterruptedIOException e) {
      e.bytesTransferred = (int) Math.min(sent, Integer.MAX_VALUE);
      throw e;
    } finally {
      life.end(WRITE);
      Reference.reachabilityFence(socket);
    }
  }

  /**
   * Waits until the kernel is done with the memory of a send, and of all before it.
   *
   * @throws SocketTimeoutException if the send timeout or the send deadline is over
   */
  public void await(long ticket) throws IOException {
    awaitCompleted("await", ticket, life.sendDeadline());
  }

  private void awaitCompleted(String operation, long ticket, long deadline) throws IOException {
    life.enter(operation);
    try {
      for (; ; ) {
        int seen = life.descriptor.errorReports();
        if (completed() >= ticket) return;
        life.awaitError(operation, seen, WRITE, deadline);
      }
    } finally {
      life.exit();
      Reference.reachabilityFence(socket);
    }
  }

  /** Reports whether the kernel is done with the memory of a send, and of all before it. */
  public boolean isDone(long ticket) throws IOException {
    return completed() >= ticket;
  }

  /** Reports whether the kernel has copied after all, as it does on the loopback. */
  public boolean hasCopied() {
    lock.lock();
    try {
      return copied;
    } finally {
      lock.unlock();
    }
  }

  /** Collects what the kernel has told, and returns how many calls are done with. */
  private long completed() throws IOException {
    lock.lock();
    try {
      while (done < calls.get() && collect()) {}
      return done;
    } finally {
      lock.unlock();
    }
  }

  private boolean collect() throws IOException {
    ReceivedMessage told =
        socket.errorQueue().receive("await", 0, CONTROL, 0, Descriptor.NEVER, false);
    if (told == null) return false;
    for (AncillaryData data : told.ancillary()) {
      if (data instanceof ExtendedError error
          && error.origin() == ControlMessages.SO_EE_ORIGIN_ZEROCOPY) {
        if (error.code() == ControlMessages.SO_EE_CODE_ZEROCOPY_COPIED) copied = true;
        add(widen(error.info()), widen(error.data()));
      }
    }
    return true;
  }

  /** The kernel counts in 32 bits; what it tells of is never far from what is done with. */
  private long widen(long low) {
    return done + (int) (low - done);
  }

  private void add(long first, long last) {
    early.merge(first, last, Math::max);
    while (!early.isEmpty() && early.firstKey() <= done) {
      done = Math.max(done, early.pollFirstEntry().getValue() + 1);
    }
  }
}

package lisle.socket;

import static lisle.selectors.Descriptor.Direction.READ;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import lisle.sys.Linux;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel has to say of a socket beside its data, MSG_ERRQUEUE: errors of the network,
 * timestamps of what was sent, completions of sending without a copy; recvmsg(2), ip(7).
 *
 * <p>It takes no turn. So a thread may wait for errors while another waits for data, and data that
 * nobody reads wakes nobody here.
 */
final class ErrorQueue {
  private final Socket socket;
  private final Life life;

  ErrorQueue(Socket socket, Life life) {
    this.socket = socket;
    this.life = life;
  }

  /** As {@link Receiver#receive(ByteBuffer, int, boolean)}, of the queue. */
  int receive(ByteBuffer buffer, int flags, boolean wait) throws IOException {
    if (buffer.isReadOnly()) throw new ReadOnlyBufferException();
    ReceivedMessage message =
        receive("receive", buffer.remaining(), 0, flags, life.receiveDeadline(), wait, buffer);
    return message == null ? Socket.WOULD_BLOCK : message.length();
  }

  /**
   * Receives what is reported first, waiting if there is nothing and it may; null if it must not.
   *
   * @param room how many bytes the buffers have, of which none is read-only
   */
  @Nullable ReceivedMessage receive(
      String operation,
      int room,
      int controlSize,
      int flags,
      long deadline,
      boolean wait,
      ByteBuffer... buffers)
      throws IOException {
    life.enter(operation);
    try {
      for (; ; ) {
        int seen = wait ? life.descriptor.errorReports() : 0;
        ReceivedMessage message = ask(operation, room, controlSize, flags, buffers);
        if (message != null || !wait) return message;
        life.awaitError(operation, seen, READ, deadline);
      }
    } finally {
      life.exit();
      Reference.reachabilityFence(socket);
    }
  }

  private @Nullable ReceivedMessage ask(
      String operation, int room, int controlSize, int flags, ByteBuffer... buffers)
      throws IOException {
    flags = (flags | Linux.MSG_ERRQUEUE) & ~Linux.MSG_TRUNC; // it is heeded for data alone
    if (room > TransferBuffer.SIZE || controlSize > TransferBuffer.CONTROL) {
      try (Arena arena = Arena.ofConfined()) {
        TransferBuffer buffer = new TransferBuffer(arena, room, controlSize);
        return buffer.receive(operation, socket, room, controlSize, flags, null, buffers);
      }
    }
    TransferBuffer buffer = TransferBuffers.take();
    try {
      return buffer.receive(operation, socket, room, controlSize, flags, null, buffers);
    } finally {
      TransferBuffers.give(buffer);
    }
  }
}

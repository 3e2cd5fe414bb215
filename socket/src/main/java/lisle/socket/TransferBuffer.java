package lisle.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import lisle.sys.Linux;
import lisle.sys.SocketCalls;
import lisle.sys.Structs;
import org.jspecify.annotations.Nullable;

/**
 * The native memory of one system call: bytes on their way to or from the kernel, an address, and
 * the header of a message with its one vector and its control messages.
 */
final class TransferBuffer {
  /** Bytes of data of the usual one. */
  static final int SIZE = 64 << 10;

  /** Bytes of data of a large one; a longer transfer of a stream takes several calls. */
  static final int LARGE = 512 << 10;

  /**
   * Bytes of control messages: 253 descriptors, which is as many as the kernel passes at once
   * (SCM_MAX_FD), and as much again for everything else.
   */
  static final int CONTROL = 2048;

  private static final long MSG_NAME = Structs.offset(Structs.MSGHDR, "msg_name");
  private static final long MSG_NAMELEN = Structs.offset(Structs.MSGHDR, "msg_namelen");
  private static final long MSG_IOV = Structs.offset(Structs.MSGHDR, "msg_iov");
  private static final long MSG_IOVLEN = Structs.offset(Structs.MSGHDR, "msg_iovlen");
  private static final long MSG_CONTROL = Structs.offset(Structs.MSGHDR, "msg_control");
  private static final long MSG_CONTROLLEN = Structs.offset(Structs.MSGHDR, "msg_controllen");
  private static final long MSG_FLAGS = Structs.offset(Structs.MSGHDR, "msg_flags");
  private static final long IOV_LEN = Structs.offset(Structs.IOVEC, "iov_len");

  final MemorySegment data;
  final MemorySegment name;
  final MemorySegment nameLength;
  final MemorySegment control;
  final MemorySegment message;
  private final MemorySegment vector;
  private final MemorySegment errno;

  TransferBuffer(int size) {
    this(Arena.global(), size, CONTROL);
  }

  /** One that is larger than usual, for the life of an arena. */
  TransferBuffer(Arena arena, long dataSize, long controlSize) {
    data = arena.allocate(dataSize, 64);
    name = arena.allocate(Sockaddr.SIZE, 8);
    nameLength = arena.allocate(8, 8).asSlice(0, 4);
    control = arena.allocate(controlSize, 8);
    message = arena.allocate(Structs.MSGHDR.byteSize(), 8);
    vector = arena.allocate(Structs.IOVEC.byteSize(), 8);
    errno = arena.allocate(ValueLayout.JAVA_INT);
  }

  /** Fills in the header; lengths of zero leave the name, or the control messages, out. */
  void header(int nameSize, long dataSize, long controlSize) {
    message.set(ValueLayout.JAVA_LONG, MSG_NAME, nameSize == 0 ? 0 : name.address());
    message.set(ValueLayout.JAVA_INT, MSG_NAMELEN, nameSize);
    message.set(ValueLayout.JAVA_LONG, MSG_IOV, vector.address());
    message.set(ValueLayout.JAVA_LONG, MSG_IOVLEN, 1);
    message.set(ValueLayout.JAVA_LONG, MSG_CONTROL, controlSize == 0 ? 0 : control.address());
    message.set(ValueLayout.JAVA_LONG, MSG_CONTROLLEN, controlSize);
    message.set(ValueLayout.JAVA_INT, MSG_FLAGS, 0);
    vector.set(ValueLayout.JAVA_LONG, 0, data.address());
    vector.set(ValueLayout.JAVA_LONG, IOV_LEN, dataSize);
  }

  /**
   * Receives a message through this, once; null where there is none. For a user of the socket.
   *
   * @param room how much of the data there is room for in the buffers, of which none is read-only
   * @param senders where the sender may be known, or null
   */
  @Nullable ReceivedMessage receive(
      String operation,
      Socket socket,
      int room,
      int controlSize,
      int flags,
      @Nullable AddressCache senders,
      ByteBuffer... to)
      throws IOException {
    boolean stream = socket.type().equals(SocketType.STREAM);
    for (; ; ) {
      header((int) Sockaddr.SIZE, room, controlSize);
      int n = (int) SocketCalls.recvmsg(errno, socket.descriptor().number(), message, flags);
      if (n == -Linux.EINTR) continue;
      if (n == -Linux.EAGAIN) return null;
      if (n < 0) throw socket.receiver().failed(operation, n);
      List<AncillaryData> ancillary = new ArrayList<>();
      // First of all what is owned, so that nothing can be lost on the way.
      if (controlSize > 0) ControlReader.read(receivedControl(), ancillary);
      int kept = Math.min(n, room);
      if (!stream || (flags & Linux.MSG_TRUNC) == 0) scatter(kept, to);
      // The end of a stream comes with credentials too, or with what is queued, if they were asked
      // for; a completion in the error queue of one has no bytes.
      boolean empty = n == 0 && room > 0 && (flags & Linux.MSG_ERRQUEUE) == 0;
      boolean end = stream && empty;
      if (end || (empty && ancillary.isEmpty())) socket.receiver().refuseBroken(operation);
      int nameLength = receivedName();
      return ReceivedMessage.of(
          end ? -1 : kept,
          Math.max(n, kept),
          senders != null ? senders.read(name, nameLength) : Sockaddr.read(name, nameLength),
          new MessageFlags(receivedFlags() & ~Linux.MSG_CMSG_CLOEXEC),
          ancillary);
    }
  }

  private void scatter(int length, ByteBuffer... to) {
    int done = 0;
    for (ByteBuffer buffer : to) {
      int part = Math.min(length - done, buffer.remaining());
      if (part > 0) {
        MemorySegment.copy(data, done, MemorySegment.ofBuffer(buffer), 0, part);
        buffer.position(buffer.position() + part);
        done += part;
      }
    }
  }

  /** The length of the sender's address, as the kernel left it. */
  int receivedName() {
    return message.get(ValueLayout.JAVA_INT, MSG_NAMELEN);
  }

  /** The bytes of control messages, as the kernel left them. */
  MemorySegment receivedControl() {
    long length = message.get(ValueLayout.JAVA_LONG, MSG_CONTROLLEN);
    return control.asSlice(0, Math.min(length, control.byteSize()));
  }

  /** The flags of a received message. */
  int receivedFlags() {
    return message.get(ValueLayout.JAVA_INT, MSG_FLAGS);
  }
}

package lisle.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.sys.Structs;

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

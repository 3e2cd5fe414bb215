package lisle.socket;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lisle.sys.SocketOptions;

/**
 * What memory the kernel holds for a socket, SO_MEMINFO; bytes, but for the last.
 *
 * @param received what is queued to be received, with its overhead
 * @param receiveBuffer the most of it
 * @param sent what is on its way, with its overhead
 * @param sendBuffer the most of it
 * @param backlog what came while the socket was busy
 * @param dropped how many packets were lost for want of room
 */
public record SocketMemory(
    long received, long receiveBuffer, long sent, long sendBuffer, long backlog, long dropped) {
  static final Codec<SocketMemory> CODEC =
      Codec.of(4 * SocketOptions.SK_MEMINFO_VARS, null, SocketMemory::read);

  private static SocketMemory read(MemorySegment from, int length) {
    return new SocketMemory(
        at(from, SocketOptions.SK_MEMINFO_RMEM_ALLOC),
        at(from, SocketOptions.SK_MEMINFO_RCVBUF),
        at(from, SocketOptions.SK_MEMINFO_WMEM_ALLOC),
        at(from, SocketOptions.SK_MEMINFO_SNDBUF),
        at(from, SocketOptions.SK_MEMINFO_BACKLOG),
        at(from, SocketOptions.SK_MEMINFO_DROPS));
  }

  private static long at(MemorySegment from, int index) {
    return Integer.toUnsignedLong(from.getAtIndex(ValueLayout.JAVA_INT, index));
  }
}

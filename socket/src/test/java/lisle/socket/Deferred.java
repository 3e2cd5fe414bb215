package lisle.socket;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends, where each other time the system says that it begins to connect. Run by {@link FaultTest}.
 */
final class Deferred {
  private Deferred() {}

  public static void main(String[] arguments) throws IOException {
    try (SocketPair pair = Socket.pair(Family.UNIX, SocketType.STREAM)) {
      System.out.print(pair.first().trySend(ByteBuffer.allocate(3)) + " ");
      System.out.print(pair.first().trySend(ByteBuffer.allocate(3)) + " ");
      pair.first().sendAll(new byte[4]);
      System.out.print(pair.second().receive(new byte[9]));
    }
  }
}

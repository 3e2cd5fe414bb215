package lisle.socket;

import java.io.IOException;

/** Waits on a virtual thread, where the system watches nothing. Run by {@link FaultTest}. */
final class Unwatched {
  private Unwatched() {}

  public static void main(String[] arguments) throws Exception {
    try (Socket socket = Socket.open(Family.INET, SocketType.DATAGRAM)) {
      Thread.ofVirtual().start(() -> receive(socket)).join();
    }
  }

  private static void receive(Socket socket) {
    try {
      socket.receive(new byte[1]);
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }
}

package lisle.socketserver;

import java.io.IOException;
import java.time.Duration;
import lisle.socket.Socket;

/** Whoever is at the other end of a socket: see {@link Frames#over}. */
final class SocketPeer extends Peer {
  SocketPeer(Socket socket) {
    super(socket, 0);
  }

  /** As the socket receives, in all that was set for it; so a buffer is held meanwhile. */
  @Override
  int lend(boolean packetIsFrame) throws IOException {
    return fill(packetIsFrame, true);
  }

  @Override
  Duration readTime() {
    return Duration.ZERO;
  }

  @Override
  Duration frameTime() {
    return Duration.ZERO;
  }

  @Override
  void requestBegins() {}

  @Override
  void requestEnds() {}

  @Override
  boolean putsOff() {
    return true;
  }

  @Override
  void countReceived(int bytes) {}

  @Override
  void countSent(long bytes) {}

  @Override
  void inputEnded() {}

  @Override
  IOException noted(IOException e) {
    return e;
  }

  @Override
  IOException notAllSent(IOException e) {
    return e;
  }
}

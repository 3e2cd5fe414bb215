package lisle.socketserver;

import lisle.socket.SocketAddress;

/** A socket on which a server hears of clients, and the virtual thread that waits for them. */
sealed interface Listener permits ConnectionListener, PacketListener {
  SocketAddress address();

  void start();

  /** A connection has ended: where a descriptor was wanting, there is one now. */
  void descriptorFreed();

  /** Takes no more clients; what it has of them goes on. */
  void stop();

  /** Returns how many packets others handle, and how many replies are on their way out. */
  int unfinished();

  /** Interrupts the others who handle packets. */
  void force();

  /** Gives up the address, and the socket. */
  void close();
}

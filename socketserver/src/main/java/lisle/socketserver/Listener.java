package lisle.socketserver;

import java.util.Set;
import lisle.socket.SocketAddress;

/** A socket on which a server hears of clients, and the virtual thread that waits for them. */
sealed interface Listener permits ConnectionListener, PacketListener {
  SocketAddress address();

  void start();

  /** A connection has ended: where a descriptor was wanting, there is one now. */
  void descriptorFreed();

  /** Takes no more clients; what it has of them goes on. */
  void stop();

  /** Returns how many packets are being handled, or wait for that, and how many replies to go. */
  int unfinished();

  /** Returns how many packets these threads handle. */
  int handledBy(Set<Thread> threads);

  /** Returns how many packets wait in vain while one of these threads, which others need, waits. */
  int stuckBehind(Set<Thread> threads);

  /** Returns how many packets the kernel has dropped. */
  long dropped();

  /** Interrupts who handles packets, but for those who wait for the shutdown. */
  void force();

  /** Gives up the address, and the socket. */
  void close();
}

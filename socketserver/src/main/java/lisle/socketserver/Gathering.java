package lisle.socketserver;

import java.io.IOException;
import java.time.Duration;
import lisle.socket.DatagramBatch;
import lisle.socket.Family;
import lisle.socket.Socket;
import lisle.socket.SocketOption;

/**
 * Receives datagrams, and has them gather for a moment first while they come fast: to wake up once
 * for forty takes little more than half of the processor time of waking up for each two. Network
 * cards do the same with their interrupts, and call it coalescing.
 *
 * <p>It goes on for as long as many come in such a moment, so that it holds up nobody where the
 * server has time; whether they do is tried ever less often where they do not, and not at all where
 * as many come without it, joined by the kernel. For one thread at a time.
 */
final class Gathering {
  /** With what timers add, it is a tenth of a millisecond. */
  private static final Duration MOMENT = Duration.ofNanos(50_000);

  /** So many in a moment are worth it: some 100,000 a second. */
  private static final int MANY = 20;

  /** So many that come without are few. */
  private static final int FEW = 8;

  /** After so many moments it is seen what comes without. */
  private static final int RUN = 256;

  /** At least one in so many receives of a few is a try. */
  private static final int RAREST = 1024;

  /** What the kernel counts for a datagram besides its bytes. */
  private static final int OVERHEAD = 768;

  private final Socket socket;
  private final DatagramBatch batch;

  /**
   * How much the kernel may hold of what comes in a moment, so that it drops none for want of room;
   * zero where none is to gather: also where senders would wait for us, as to Unix sockets they do.
   */
  private final int room;

  /** How many receives to come have a moment before them, if all of them are worth it. */
  private int run;

  /** How many receives of a few there are from one try to the next, and until then. */
  private int every = 1;

  private int left = 1;

  Gathering(Socket socket, DatagramBatch batch, boolean on) throws IOException {
    this.socket = socket;
    this.batch = batch;
    boolean gathers = on && !socket.family().equals(Family.UNIX);
    this.room = gathers ? socket.get(SocketOption.SO_RCVBUF) / 2 : 0;
  }

  /** As {@link Socket#receive(DatagramBatch)}. */
  int receive() throws IOException {
    if (run > 0) {
      run--;
      int count = socket.receive(batch, MOMENT);
      boolean worth = count >= MANY && size(count) <= room;
      every = worth ? 1 : Math.min(2 * every, RAREST);
      left = every;
      if (!worth) run = 0;
      return count;
    }
    int count = socket.receive(batch);
    // A client that waits for each of its answers, alone, is never held up for others.
    if (count > 1 && count < FEW && room > 0 && --left == 0) run = RUN;
    return count;
  }

  private long size(int count) {
    long size = 0;
    for (int i = 0; i < count; i++) size += batch.length(i) + OVERHEAD;
    return size;
  }
}

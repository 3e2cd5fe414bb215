package lisle.benchmarks.socket;

import java.io.Closeable;
import java.io.IOException;

/** A way to send datagrams over the loopback and to receive them, in one thread. */
interface Datagrams extends Closeable {
  /** Sends that many, and receives them all. */
  void round(int count) throws IOException;

  @Override
  void close() throws IOException;
}

package lisle.benchmarks.echo;

import java.io.IOException;

/**
 * What every server here does, whatever it is made of: it listens on the port of its first
 * argument, or on a free one; says where on one line; and ends with its standard input. A second
 * argument {@code --lines} asks for the echo of whole lines instead of bytes.
 */
final class Lifeline {
  /** What a server gives to {@code listen}, and the system cuts to what it allows. */
  static final int BACKLOG = 4096;

  /** The size of the buffer that a connection is read into, in bytes. */
  static final int BUFFER = 8192;

  private Lifeline() {}

  /** Returns the port to listen on; 0 for any. */
  static int port(String[] args) {
    return args.length == 0 ? 0 : Integer.parseInt(args[0]);
  }

  /** Returns whether the echo is of whole lines. */
  static boolean lines(String[] args) {
    return args.length > 1 && args[1].equals("--lines");
  }

  /** Says that the server listens, and ends the process when its standard input ends. */
  static void listening(int port) {
    Thread.ofPlatform().daemon().name("lifeline").start(Lifeline::awaitEnd);
    IO.println("listening 127.0.0.1:" + port);
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is asked of what is said; only the end counts.
      }
    } catch (IOException e) {
      // No input is the end of it.
    }
    Runtime.getRuntime().halt(0);
  }
}

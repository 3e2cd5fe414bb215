package lisle.benchmarks.echo;

import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** Netty over io_uring. */
final class NettyIoUring {
  private NettyIoUring() {}

  static void main(String[] args) throws InterruptedException {
    NettyEcho.serve(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, args);
  }
}

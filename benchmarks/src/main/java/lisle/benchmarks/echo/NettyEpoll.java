package lisle.benchmarks.echo;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;

/** Netty over its native epoll transport. */
final class NettyEpoll {
  private NettyEpoll() {}

  static void main(String[] args) throws InterruptedException {
    NettyEcho.serve(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, args);
  }
}

package lisle.benchmarks.echo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One event loop that receives many datagrams with one call (recvmmsg) and answers them when it has
 * received what there was (sendmmsg).
 */
final class NettyDatagrams extends ChannelInboundHandlerAdapter {
  private NettyDatagrams() {}

  static void main(String[] args) throws InterruptedException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Lifeline.port(args));
    var channel =
        new Bootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .channel(EpollDatagramChannel.class)
            .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048 * 64))
            .handler(new NettyDatagrams())
            .bind(address)
            .sync()
            .channel();
    Lifeline.listening(((InetSocketAddress) channel.localAddress()).getPort());
    channel.closeFuture().sync();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var packet = (DatagramPacket) message;
    var answer = new DatagramPacket(packet.content(), packet.sender());
    var _ = context.write(answer, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }
}

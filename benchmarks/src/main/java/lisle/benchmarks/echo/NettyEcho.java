package lisle.benchmarks.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What the two Netty servers share: one event loop, and a handler that flushes once a turn. */
final class NettyEcho extends ChannelInboundHandlerAdapter {
  private NettyEcho() {}

  /** Serves until the process ends. */
  static void serve(IoHandlerFactory factory, Class<? extends ServerChannel> channel, String[] args)
      throws InterruptedException {
    boolean lines = Lifeline.lines(args);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Lifeline.port(args));
    var listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, factory))
            .channel(channel)
            .option(ChannelOption.SO_BACKLOG, Lifeline.BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    if (lines) {
                      client
                          .pipeline()
                          .addLast(new LineBasedFrameDecoder(Lifeline.BUFFER, false, true));
                    }
                    client.pipeline().addLast(new NettyEcho());
                  }
                })
            .bind(address)
            .sync()
            .channel();
    Lifeline.listening(((InetSocketAddress) listener.localAddress()).getPort());
    listener.closeFuture().sync();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    // A write that fails comes to exceptionCaught: that is what a void promise does.
    var _ = context.write(message, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}

package lisle.benchmarks.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** {@link DatagramChannel}, connected, with direct buffers: the fastest way that the JDK has. */
final class JdkDatagrams implements Datagrams {
  private final DatagramChannel sender = DatagramChannel.open();
  private final DatagramChannel receiver = DatagramChannel.open();
  private final ByteBuffer out;
  private final ByteBuffer in;

  JdkDatagrams(int size) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    receiver.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    sender.bind(new InetSocketAddress(loopback, 0));
    receiver.bind(new InetSocketAddress(loopback, 0));
    sender.connect(receiver.getLocalAddress());
    receiver.connect(sender.getLocalAddress());
    out = ByteBuffer.allocateDirect(size);
    in = ByteBuffer.allocateDirect(2048);
  }

  @Override
  public void round(int count) throws IOException {
    for (int i = 0; i < count; i++) sender.write(out.clear());
    for (int i = 0; i < count; i++) receiver.read(in.clear());
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
  }
}

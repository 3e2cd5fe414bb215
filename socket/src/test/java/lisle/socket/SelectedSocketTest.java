package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import lisle.ipaddress.Ipv4Address;
import lisle.selectors.Event;
import lisle.selectors.Registration;
import lisle.selectors.Selector;
import org.junit.jupiter.api.Test;

class SelectedSocketTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** A short read leaves word that there was no more; the next event must not be lost for it. */
  @Test
  void whatASelectorCallsReadableIsReceivedAtTheFirstTry() throws Exception {
    var loopback = new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), 0);
    try (Socket listener = Socket.listenOn(loopback);
        Socket client = Socket.connectTo(listener.localAddress());
        Socket server = listener.accept();
        Selector<String> selector = Selector.open()) {
      int interest = Event.READABLE | Event.EDGE_TRIGGERED;
      Registration<String> registration = selector.register(server, interest, "server");
      byte[] buffer = new byte[100];
      for (int i = 1; i <= 20; i++) {
        client.sendAll(new byte[i]);
        int got = 0;
        for (Registration<String> ready : selector.select(LONG)) {
          assertThat(ready).isSameAs(registration);
          got = server.tryReceive(buffer, 0, buffer.length);
        }
        assertThat(got).isEqualTo(i);
      }
      server.close();
      assertThat(registration.isRegistered()).isFalse();
    }
  }
}

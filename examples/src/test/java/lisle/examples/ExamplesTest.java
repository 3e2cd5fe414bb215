package lisle.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import lisle.ipaddress.Ipv4Address;
import lisle.socket.Inet4SocketAddress;
import lisle.socket.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples work, each on one thread, whether that is a platform thread or a virtual one. */
@Timeout(60)
class ExamplesTest {
  private static final Inet4SocketAddress ANY_PORT =
      new Inet4SocketAddress(Ipv4Address.parse("127.0.0.1"), 0);

  private interface Program {
    void run() throws IOException;
  }

  private static FutureTask<Void> start(boolean virtual, Program program) {
    FutureTask<Void> running =
        new FutureTask<>(
            () -> {
              program.run();
              return null;
            });
    (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(running);
    return running;
  }

  @Test
  void theEchoServerEchoesTheEchoClient() throws Exception {
    for (boolean virtual : new boolean[] {false, true}) {
      var server = new EchoServer(ANY_PORT);
      FutureTask<Void> running = start(virtual, server::run);
      List<String> messages = List.of("one", "two", "x".repeat(300_000), "done");
      assertThat(EchoClient.echo(server.address(), messages)).isEqualTo(messages);
      server.close();
      running.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void serverAndClientShareOneThread() throws Exception {
    assertThat(EchoBoth.run(List.of("hello", "goodbye")))
        .containsExactly(
            "server saw hello", "client got hello", "server saw goodbye", "client got goodbye");
  }

  @Test
  void aThousandClientsOnOneThreadGetTheirEchoes() throws Exception {
    var server = new EchoServer(ANY_PORT);
    FutureTask<Void> running = start(false, server::run);
    assertThat(new LoadGenerator(server.address(), 1000, 20).run()).isEqualTo(20_000);
    server.close();
    running.get(20, TimeUnit.SECONDS);
  }

  @Test
  void theChatRoomTellsEverybodyElse() throws Exception {
    var room = new ChatRoom(ANY_PORT);
    FutureTask<Void> running = start(true, room::run);
    try (Socket ada = Socket.connectTo(room.address());
        Socket bob = Socket.connectTo(room.address())) {
      ada.timeout(Duration.ofSeconds(20));
      bob.timeout(Duration.ofSeconds(20));
      var toAda = new BufferedReader(new InputStreamReader(ada.inputStream(), UTF_8));
      var toBob = new BufferedReader(new InputStreamReader(bob.inputStream(), UTF_8));
      assertThat(toAda.readLine()).isEqualTo("your name?");
      assertThat(toBob.readLine()).isEqualTo("your name?");
      ada.sendAll("Ada\r\nhello?\r\n".getBytes(UTF_8)); // as telnet does
      bob.sendAll("Bob\n".getBytes(UTF_8));
      String first = toAda.readLine();
      assertThat(first).isEqualTo("Bob is here");
      ada.sendAll("welcome\r\n".getBytes(UTF_8));
      assertThat(toBob.readLine()).isEqualTo("Ada: welcome");
      bob.sendAll("good mor".getBytes(UTF_8));
      bob.sendAll("ning\n".getBytes(UTF_8));
      assertThat(toAda.readLine()).isEqualTo("Bob: good morning");
      bob.shutdown(Socket.Half.SEND);
      assertThat(toAda.readLine()).isEqualTo("Bob has left");
      room.close();
      assertThat(toAda.readLine()).isNull();
    }
    running.get(20, TimeUnit.SECONDS);
  }

  /** The sink reads nothing at first, so the forwarder must hold back and lose nothing. */
  @Test
  void thePortForwarderPassesAllBytesAndEachHalfClose() throws Exception {
    try (Socket listener = Socket.listenOn(ANY_PORT)) {
      var forwarder = new PortForwarder(ANY_PORT, listener.localAddress());
      FutureTask<Void> running = start(false, forwarder::run);
      byte[] data = new byte[8 << 20];
      new Random(1).nextBytes(data);
      try (Socket client = Socket.connectTo(forwarder.address());
          Socket sink = listener.accept()) {
        client.timeout(Duration.ofSeconds(30));
        sink.timeout(Duration.ofSeconds(30));
        FutureTask<Void> sending =
            start(
                true,
                () -> {
                  client.sendAll(data);
                  client.shutdown(Socket.Half.SEND);
                });
        assertThat(sink.inputStream().readAllBytes()).isEqualTo(data);
        sending.get(20, TimeUnit.SECONDS);
        sink.sendAll("that was all".getBytes(UTF_8)); // the other half is open still
        sink.shutdown(Socket.Half.SEND);
        assertThat(client.inputStream().readAllBytes()).isEqualTo("that was all".getBytes(UTF_8));
      }
      forwarder.close();
      running.get(20, TimeUnit.SECONDS);
    }
  }
}

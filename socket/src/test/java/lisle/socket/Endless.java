package lisle.socket;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Does what would go on for ever, and says what ended it: one line for each. Run by {@link
 * FaultTest}, where the system takes a little of all that is sent, at once, and gives up each
 * connection that waits to be accepted.
 */
final class Endless {
  private Endless() {}

  private interface Operation {
    Object run(Socket socket) throws IOException;
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Files.createTempFile("lisle-endless", "");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw");
        FileChannel channel = sparse.getChannel();
        Arena arena = Arena.ofShared()) {
      sparse.setLength(1L << 36);
      MemorySegment memory = arena.allocate(1 << 25);
      say("accept", Family.UNIX, Socket::accept);
      say("sendFile", Family.UNIX, socket -> socket.sendFile(file, 0, Long.MAX_VALUE));
      say("by copies", Family.UNIX, socket -> socket.sendFile(channel, 0, Long.MAX_VALUE));
      say("sendAll", Family.UNIX, socket -> sendAll(socket, memory));
      say("zeroCopy", Family.INET, socket -> socket.zeroCopy().send(memory));
    } finally {
      Files.delete(file);
    }
  }

  private static Object sendAll(Socket socket, MemorySegment memory) throws IOException {
    socket.sendAll(memory);
    return "sent";
  }

  private static void say(String what, Family family, Operation operation) throws Exception {
    StringBuilder line = new StringBuilder(what).append(':');
    for (String end : List.of("timeout", "deadline", "interrupt", "close")) {
      line.append(' ').append(ended(family, operation, end));
    }
    System.out.println(line);
  }

  private static String ended(Family family, Operation operation, String end) throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    try (Socket socket = Socket.open(family, SocketType.STREAM)) {
      if (end.equals("timeout")) socket.timeout(Duration.ofMillis(20));
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      ended.complete(String.valueOf(operation.run(socket)));
                    } catch (IOException e) {
                      ended.complete(e.getClass().getSimpleName());
                    } catch (Throwable t) {
                      ended.complete(t.toString());
                    }
                  });
      while (!ended.isDone() && !isInCall(thread)) Thread.onSpinWait();
      switch (end) {
        case "deadline" -> {
          socket.receiveDeadline(Instant.now());
          socket.sendDeadline(Instant.now());
        }
        case "interrupt" -> thread.interrupt();
        case "close" -> Thread.ofPlatform().daemon().start(socket::close); // it waits for users
        default -> {}
      }
      String said = ended.completeOnTimeout("went on", 20, TimeUnit.SECONDS).get();
      if (said.equals("went on")) Runtime.getRuntime().halt(1);
      thread.join();
      return said;
    }
  }

  private static boolean isInCall(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith("lisle.sys."));
  }
}

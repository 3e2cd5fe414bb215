package lisle.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SendFileTest {
  @TempDir Path folder;

  private static SocketPair pair(String kind) throws Exception {
    if (!kind.equals("tcp")) return Socket.pair(Family.UNIX, SocketType.STREAM);
    try (Socket listener = Socket.listenOn(SocketAddress.parse("127.0.0.1:0"))) {
      return new SocketPair(Socket.connectTo(listener.localAddress()), listener.accept());
    }
  }

  /** Sends a file by its path or by a channel. */
  private static long send(Socket to, Path file, boolean open, long count) throws Exception {
    if (!open) return to.sendFile(file, 0, count);
    try (FileChannel channel = FileChannel.open(file)) {
      return to.sendFile(channel, 0, count);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void a_file_is_sent_in_part_and_whole(String kind) throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(7).nextBytes(data);
    Path file = Files.write(folder.resolve("data"), data);
    for (boolean open : new boolean[] {false, true}) {
      try (SocketPair pair = pair(kind);
          FileChannel channel = FileChannel.open(file)) {
        FutureTask<Long> sending =
            new FutureTask<>(
                () -> {
                  try {
                    return open
                        ? pair.first().sendFile(channel, 1000, Long.MAX_VALUE)
                        : pair.first().sendFile(file, 1000, Long.MAX_VALUE);
                  } finally {
                    pair.first().shutdown(Socket.Half.SEND);
                  }
                });
        Thread.startVirtualThread(sending);
        byte[] received = pair.second().inputStream().readAllBytes();
        assertThat(Arrays.equals(received, 0, received.length, data, 1000, data.length)).isTrue();
        assertThat(sending.get()).isEqualTo(data.length - 1000);
        assertThatThrownBy(() -> pair.first().sendFile(folder.resolve("none"), 0, 1))
            .isInstanceOf(NoSuchFileException.class);
        for (long end : new long[] {data.length, 1L << 60, Long.MAX_VALUE - 9, Long.MAX_VALUE}) {
          assertThat(pair.second().sendFile(file, end, 50)).isZero();
          assertThat(pair.second().sendFile(channel, end, 50)).isZero();
        }
      }
    }
  }

  @Test
  void what_has_no_bytes_at_a_position_is_refused_with_the_reason() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (SocketPair pair = pair("tcp")) {
      assertThatThrownBy(() -> pair.first().sendFile(folder, 0, 1))
          .isInstanceOf(FileSystemException.class)
          .hasMessage(folder + ": it is a directory");
      assertThatThrownBy(() -> pair.first().sendFile(pipe, 0, 1))
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith("illegal seek (ESPIPE): a pipe has no positions: read it");
    }
  }

  @Test
  void a_file_that_may_not_be_read_is_refused_as_by_the_jdk() throws Exception {
    Path secret = Files.createFile(folder.resolve("secret"));
    Files.setPosixFilePermissions(secret, Set.of());
    Path forWriting = Path.of("/sys/bus/cpu/uevent"); // also for root
    List<Path> refused = Stream.of(secret, forWriting).filter(SendFileTest::isRefused).toList();
    assumeFalse(refused.isEmpty(), "there is no file that may not be read");
    try (SocketPair pair = pair("tcp")) {
      for (Path file : refused) {
        assertThatThrownBy(() -> pair.first().sendFile(file, 0, 1))
            .isInstanceOf(AccessDeniedException.class)
            .hasMessage(file.toString());
      }
    }
  }

  private static boolean isRefused(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return !channel.isOpen();
    } catch (AccessDeniedException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_file_that_cannot_be_spliced_is_sent_all_the_same() throws Exception {
    try (SocketPair pair = pair("tcp")) {
      Path file = Path.of("/proc/self/limits");
      long sent = pair.first().sendFile(file, 0, 1 << 16);
      byte[] received = new byte[(int) sent];
      pair.second().receiveExactly(received);
      assertThat(new String(received, UTF_8)).contains("Max open files");
    }
  }

  @Test
  void a_file_in_an_archive_is_sent_from_there() throws Exception {
    URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"));
        SocketPair pair = pair("tcp")) {
      Path inside = zip.getPath("/etc/passwd");
      Files.createDirectories(inside.getParent());
      Files.writeString(inside, "not that of this machine");
      assertThat(pair.first().sendFile(inside, 4, 100)).isEqualTo(20);
      pair.first().shutdown(Socket.Half.SEND);
      assertThat(pair.second().inputStream().readAllBytes())
          .isEqualTo("that of this machine".getBytes(UTF_8));
      assertThatThrownBy(() -> pair.first().sendFile(zip.getPath("/etc/hosts"), 0, 1))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%C3%BCb", "%FF%FE"})
  void a_file_is_found_whatever_the_bytes_of_its_name(String name) throws Exception {
    Path file = Path.of(URI.create(folder.toUri() + name));
    Files.writeString(file, "found");
    try (SocketPair pair = pair("unix")) {
      assertThat(pair.first().sendFile(file, 0, 100)).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nobody_else_s_data_comes_between_that_of_a_file(boolean open) throws Exception {
    Path file = Files.write(folder.resolve("zeros"), new byte[2_000_000]);
    try (SocketPair pair = pair("unix")) {
      FutureTask<Long> sending =
          new FutureTask<>(() -> send(pair.first(), file, open, Long.MAX_VALUE));
      Thread.ofPlatform().daemon().start(sending);
      byte[] all = new byte[2_000_001];
      pair.second().receiveExactly(all, 0, 1); // so its turn has begun
      FutureTask<?> marking =
          new FutureTask<>(
              () -> {
                pair.first().sendAll(new byte[] {1});
                return null;
              });
      Thread marker = Thread.ofPlatform().daemon().start(marking);
      while (marker.getState() == Thread.State.RUNNABLE) Thread.onSpinWait();
      pair.second().receiveExactly(all, 1, 2_000_000);
      assertThat(sending.get()).isEqualTo(2_000_000);
      marking.get();
      assertThat(all[2_000_000]).isEqualTo((byte) 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_that_is_not_sent_in_time_says_how_much_was(boolean open) throws Exception {
    Path file = Files.write(folder.resolve("zeros"), new byte[2_000_000]);
    try (SocketPair pair = pair("unix")) {
      pair.first().sendTimeout(Duration.ofMillis(20));
      int sent = 0;
      try {
        send(pair.first(), file, open, Long.MAX_VALUE);
      } catch (SocketTimeoutException e) {
        sent = e.bytesTransferred;
      }
      pair.first().close();
      assertThat(sent).isPositive();
      assertThat(pair.second().inputStream().readAllBytes()).hasSize(sent);
    }
  }

  /** What is cut off while it is sent is not sent, and nothing breaks. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_may_become_shorter_meanwhile(boolean open) throws Exception {
    Path file = Files.write(folder.resolve("zeros"), new byte[4_000_000]);
    try (SocketPair pair = pair("unix");
        FileChannel cutting = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FutureTask<Long> sending =
          new FutureTask<>(() -> send(pair.first(), file, open, Long.MAX_VALUE));
      Thread.startVirtualThread(sending);
      pair.second().receiveExactly(new byte[1]);
      cutting.truncate(10);
      FutureTask<Integer> rest =
          new FutureTask<>(() -> pair.second().inputStream().readAllBytes().length);
      Thread.startVirtualThread(rest);
      long sent = sending.get();
      pair.first().close();
      assertThat(sent).isLessThan(4_000_000);
      assertThat(rest.get()).isEqualTo((int) sent - 1);
    }
  }
}

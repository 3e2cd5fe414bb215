package lisle.benchmarks.echo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the memory that a connection takes while it waits: so many are opened, each has one
 * message echoed, and all stay. What the heap holds after a collection, and what the JVM has taken
 * of the system beside the heap for threads and data, before and after, divided by their number.
 * What the kernel takes is the same for all and is not counted.
 */
public final class IdleMemory {
  private static final List<Contender> CONTENDERS =
      List.of(
          Contender.LISLE_FRAMES,
          Contender.LISLE_LENT_BUFFERS,
          Contender.LISLE_VIRTUAL_THREADS,
          Contender.JDK_VIRTUAL_THREADS,
          Contender.NETTY_EPOLL,
          Contender.NETTY_IO_URING);

  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Pattern COMMITTED = Pattern.compile("committed=(\\d+)");

  private IdleMemory() {}

  /** Runs the measurement with 5,000 connections, or as many as the argument says. */
  public static void main(String[] args) throws IOException, CompileException {
    int connections = args.length == 0 ? 5000 : Integer.parseInt(args[0]);
    var programs = new CPrograms(Path.of(System.getProperty("lisle.benchmarks", "benchmarks")));
    Path load = programs.compile("load", "");
    IO.println("%,d idle connections\n".formatted(connections));
    IO.println("| server | heap, bytes each | native, bytes each | together |");
    IO.println("| --- | ---: | ---: | ---: |");
    for (Contender contender : CONTENDERS) {
      List<String> command = new ArrayList<>(contender.command(programs, false));
      command.add(1, "-XX:NativeMemoryTracking=summary");
      try (var server = new ServerProcess(command, "0")) {
        // A connection keeps the frames that it began with: compiled ones are half as large.
        new Load(load, Load.Mode.ACCEPT, 0, 3, "0", "1").connect(server, 64).close();
        hold(load, server, 200).close(); // classes, code, pools
        Memory before = Memory.of(server.pid());
        try (var _ = hold(load, server, connections)) {
          Memory after = Memory.of(server.pid());
          double heap = (double) (after.heap - before.heap) / connections;
          double rest = (double) (after.rest - before.rest) / connections;
          IO.println(
              "| %s | %,.0f | %,.0f | %,.0f |".formatted(contender.title, heap, rest, heap + rest));
        }
      }
    }
  }

  /** Connections that stay until closed. */
  private record Held(Process process) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Held hold(Path load, ServerProcess server, int count) throws IOException {
    var command =
        List.of(load.toString(), "-m", "idle", "-p", "" + server.port(), "-c", "" + count);
    Process process = ServerProcess.start(command, "1");
    if (!"ready".equals(process.inputReader().readLine())) {
      throw new IOException("the load could not connect " + count + " times");
    }
    return new Held(process);
  }

  /** What a JVM holds, in bytes: in its heap, and beside it. */
  private record Memory(long heap, long rest) {
    static Memory of(long pid) throws IOException {
      for (int i = 0; i < 3; i++) jcmd(pid, "GC.run");
      long used = 1024 * sum(USED, jcmd(pid, "GC.heap_info"));
      String all = jcmd(pid, "VM.native_memory", "scale=b");
      // Where memory of a connection's goes. Code, classes, the compilers and the collector take
      // megabytes more or less from one moment to the next, and none of it for connections.
      long rest = 0;
      for (String part :
          List.of("Thread", "Internal", "Other", "Synchronization", "Object Monitors")) {
        int at = all.indexOf(part + " (reserved");
        if (at >= 0) rest += first(COMMITTED, all.substring(at));
      }
      return new Memory(used, rest);
    }

    private static long sum(Pattern pattern, String text) {
      return pattern.matcher(text).results().mapToLong(m -> Long.parseLong(m.group(1))).sum();
    }

    private static long first(Pattern pattern, String text) throws IOException {
      Matcher matcher = pattern.matcher(text);
      if (!matcher.find()) throw new IOException("no figure in what jcmd says: " + text);
      return Long.parseLong(matcher.group(1));
    }

    private static String jcmd(long pid, String... arguments) throws IOException {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
      command.add("" + pid);
      command.addAll(Arrays.asList(arguments));
      return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), UTF_8);
    }
  }
}

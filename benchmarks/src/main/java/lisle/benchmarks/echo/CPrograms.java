package lisle.benchmarks.echo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs of {@code src/main/c}, compiled with the system's {@code cc} when they are asked
 * for.
 */
final class CPrograms {
  private final Path sources;
  private final Path target;

  /** The programs of the {@code benchmarks} folder. */
  CPrograms(Path benchmarks) {
    this.sources = benchmarks.resolve("src/main/c");
    this.target = benchmarks.resolve("target/c");
  }

  /**
   * Compiles a program, each time, with a library ({@code -lNAME}) or none, and returns its path.
   */
  Path compile(String name, String library) throws CompileException {
    Path program = target.resolve(name);
    var command = new ArrayList<String>();
    command.addAll(List.of("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program.toString()));
    command.add(sources.resolve(name + ".c").toString());
    if (!library.isEmpty()) command.add(library);
    try {
      Files.createDirectories(target);
      var compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (compiler.waitFor() != 0) throw new CompileException(name + ".c: " + firstError(said));
      return program;
    } catch (IOException e) {
      throw new CompileException(name + ".c: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompileException(name + ".c: interrupted");
    }
  }

  private static String firstError(String said) {
    return said.lines().filter(line -> line.contains("error")).findFirst().orElse(said.strip());
  }
}

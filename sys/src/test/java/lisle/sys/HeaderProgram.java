package lisle.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A C program that prints what the headers say of our constants and layouts, and the comparison of
 * the two. What the compiler finds undeclared is left out and compiled again: an enumerator cannot
 * be asked for with {@code #ifdef}.
 */
final class HeaderProgram {
  private static final Pattern UNDECLARED =
      Pattern.compile("'(\\w+)' undeclared|undeclared identifier '(\\w+)'");
  private static final Pattern NO_MEMBER = Pattern.compile("no member named '(\\w+)'");

  private final List<String> headers;

  /** The C expression to be printed for each key, and the value that we expect. */
  private final Map<String, String> expressions = new TreeMap<>();

  private final Map<String, Long> expected = new TreeMap<>();
  private final Map<String, String> absences = new TreeMap<>();
  private final Map<String, Since> newer = new TreeMap<>();

  private int compared;

  HeaderProgram(List<String> headers) {
    this.headers = headers;
  }

  /** Adds every constant, and every layout under its C name, of a class of tables. */
  HeaderProgram add(Class<?> table) throws IllegalAccessException {
    for (Field field : table.getDeclaredFields()) {
      if (field.getType() == int.class && !table.equals(TcpStructs.class)) {
        constant(field);
      } else if (GroupLayout.class.isAssignableFrom(field.getType())) {
        add((GroupLayout) field.get(null));
      }
    }
    return this;
  }

  private void constant(Field field) throws IllegalAccessException {
    String name = field.getName();
    // Compared as 32 bits, for some headers say -1 where others say 0xFFFFFFFF.
    expect(name, "(int) (" + name + ")", field.getInt(null));
    Since since = field.getAnnotation(Since.class);
    if (since != null) newer.put(name, since);
  }

  HeaderProgram add(GroupLayout layout) {
    String struct = "struct " + layout.name().orElseThrow();
    expect(struct, "sizeof (" + struct + ")", layout.byteSize());
    for (MemoryLayout member : layout.memberLayouts()) {
      if (member.name().isEmpty()) continue;
      String name = member.name().get();
      String key = struct + "." + name;
      long offset = layout.byteOffset(PathElement.groupElement(name));
      expect(key + " offset", "offsetof (" + struct + ", " + name + ")", offset);
      expect(key + " size", "sizeof (((" + struct + " *) 0)->" + name + ")", member.byteSize());
    }
    return this;
  }

  HeaderProgram expect(String key, String expression, long value) {
    expressions.put(key, expression);
    expected.put(key, value);
    return this;
  }

  /** How many values the headers gave, to be compared. */
  int compared() {
    return compared;
  }

  /** The names that the headers lack, each with the reason why that may be. */
  Map<String, String> absences() {
    return absences;
  }

  /** Compiles and runs, and returns one line for each disagreement. */
  List<String> disagreements(List<String> compiler, List<String> runner, Path directory)
      throws IOException, InterruptedException {
    Path source = directory.resolve("tables.c");
    Path program = directory.resolve("tables");
    Map<String, String> asked = new TreeMap<>(expressions);
    while (true) {
      Files.writeString(source, text(asked));
      List<String> command = new ArrayList<>(compiler);
      command.addAll(List.of("-w", "-o", program.toString(), source.toString()));
      Output output = run(command);
      compared = asked.size();
      if (output.status() == 0) break;
      if (!leaveOut(asked, output.text())) {
        throw new AssertionError(String.join(" ", command) + ":\n" + output.text());
      }
    }
    List<String> command = new ArrayList<>(runner);
    command.add(program.toString());
    Output output = run(command);
    if (output.status() != 0) throw new AssertionError(command + ": " + output);
    return compare(output.text());
  }

  private String text(Map<String, String> asked) {
    StringBuilder text = new StringBuilder("#define _GNU_SOURCE\n");
    text.append("#include <stdio.h>\n#include <stddef.h>\n#include <string.h>\n");
    for (String header : headers) text.append("#include <").append(header).append(">\n");
    text.append("#include <linux/version.h>\nint main(void) {\n");
    text.append("  printf(\"%d kernel\\n\", LINUX_VERSION_CODE);\n");
    asked.forEach(
        (key, expression) ->
            text.append("  printf(\"%lld " + key + "\\n\", (long long) " + expression + ");\n"));
    return text.append("  return 0;\n}\n").toString();
  }

  private boolean leaveOut(Map<String, String> asked, String complaints) {
    int before = asked.size();
    Matcher undeclared = UNDECLARED.matcher(complaints);
    while (undeclared.find()) {
      String name = undeclared.group(1) != null ? undeclared.group(1) : undeclared.group(2);
      if (asked.remove(name) != null) absences.put(name, "");
    }
    Matcher member = NO_MEMBER.matcher(complaints);
    while (member.find()) {
      String name = member.group(1);
      asked.keySet().removeIf(key -> key.contains("." + name + " "));
      absences.put(name, "");
    }
    return asked.size() < before;
  }

  private List<String> compare(String printed) {
    Map<String, Long> actual = new TreeMap<>();
    for (String line : printed.lines().toList()) {
      int space = line.indexOf(' ');
      actual.put(line.substring(space + 1), Long.valueOf(line.substring(0, space)));
    }
    int kernel = Math.toIntExact(actual.getOrDefault("kernel", 0L));
    List<String> disagreements = new ArrayList<>();
    absences.replaceAll((name, none) -> mayBeAbsent(name, kernel));
    absences.forEach(
        (name, reason) -> {
          if (reason.isEmpty()) disagreements.add(name + ": no header has it");
        });
    boolean grown = absences.keySet().stream().anyMatch(name -> name.startsWith("tcpi_"));
    expected.forEach(
        (key, value) -> {
          Long found = actual.get(key);
          if (found == null) return;
          // The kernel adds to the end of this one alone; its members are checked all the same.
          boolean fits = key.equals("struct tcp_info") && (grown ? found < value : found > value);
          if (!fits && !found.equals(value)) {
            disagreements.add(key + ": the headers say " + found + ", the table " + value);
          }
        });
    disagreements.sort(Comparator.naturalOrder());
    return disagreements;
  }

  private String mayBeAbsent(String name, int kernel) {
    Since since = newer.get(name);
    if (since != null && !since.inHeaders()) return "in no header for programs";
    if (since != null && version(since.value()) > kernel) return "since Linux " + since.value();
    if (name.startsWith("tcpi_") && kernel < version("6.18")) return "grown since";
    return "";
  }

  private static int version(String release) {
    String[] parts = release.split("\\.", -1);
    return (Integer.parseInt(parts[0]) << 16) + (Integer.parseInt(parts[1]) << 8);
  }

  private record Output(int status, String text) {}

  private static Output run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C"); // the complaints are read
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " still runs after 60 s");
    }
    return new Output(process.exitValue(), text);
  }
}

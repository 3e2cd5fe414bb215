package lisle.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Java program in a page: a fenced {@code java} block, and the {@code text} block that follows
 * it, which says what it prints.
 *
 * @param page the page
 * @param line the line of its first line, from 1
 * @param source the program
 * @param output what it prints; null where the page does not say
 */
record Example(Path page, int line, String source, @Nullable String output) {
  static List<Example> in(Path page) throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).equals("```java")) continue;
      int first = i + 1;
      int end = endOf(page, lines, first);
      int next = end + 1;
      while (next < lines.size() && lines.get(next).isBlank()) next++;
      String output = null;
      if (next < lines.size() && lines.get(next).equals("```text")) {
        output = block(lines, next + 1, endOf(page, lines, next + 1));
      }
      examples.add(new Example(page, first + 1, block(lines, first, end), output));
      i = end;
    }
    return examples;
  }

  private static int endOf(Path page, List<String> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).equals("```")) return i;
    }
    throw new IllegalArgumentException(page + ":" + from + ": the block has no end");
  }

  private static String block(List<String> lines, int from, int to) {
    return String.join("\n", lines.subList(from, to)) + "\n";
  }

  @Override
  public String toString() {
    return page.getFileName() + ":" + line;
  }
}

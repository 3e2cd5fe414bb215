package lisle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every Java program of the README and the guide compiles, runs, and prints what the page says. */
class GuideTest {
  private static final Path ROOT = Path.of(System.getProperty("lisle.root")).normalize();

  @TestFactory
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  Stream<DynamicTest> every_example_prints_what_the_page_says() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (Path page : pages()) examples.addAll(Example.in(page));
    assertThat(examples).isNotEmpty();
    return examples.stream()
        .map(example -> DynamicTest.dynamicTest(example.toString(), () -> check(example)));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> guide = Files.walk(ROOT.resolve("docs/guide"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), guide)
          .filter(page -> page.toString().endsWith(".md"))
          .filter(Files::exists)
          .sorted()
          .toList();
    }
  }

  private static void check(Example example) throws Throwable {
    String printed = Program.compile(example.source()).run();
    if (example.output() != null) assertThat(printed).isEqualTo(example.output());
  }
}

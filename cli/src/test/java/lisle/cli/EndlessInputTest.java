package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on for ever takes no more memory than what ends soon. */
class EndlessInputTest {
  /** With so small a heap, what is kept of each line ends in an error. */
  private static final String HEAP = "-Xmx64m";

  @TempDir Path folder;

  /** Runs it with a small heap, and a gigabyte of the same line to read. */
  private static Run withMuchToRead(String line, String arguments) {
    assumeTrue(Files.exists(Path.of("/dev/zero")), "no /dev/zero");
    var command = new StringBuilder();
    for (String word : Run.command()) {
      if (word.equals("--module")) command.append(HEAP).append(' ');
      command.append('\'').append(word).append("' ");
    }
    return Run.shell("yes '" + line + "' | head -c 300000000 | " + command + arguments);
  }

  @Test
  void grepLookupAndMergeKeepNoLine() throws IOException {
    Path table = folder.resolve("table");
    Files.writeString(table, "192.0.2.0/24 a\n");
    Run grep = withMuchToRead("from 192.0.2.1 to", "ip grep -c 192.0.2.0/24");
    assertThat(grep).isEqualTo(new Run(0, "16666666\n", ""));
    Run lookup = withMuchToRead("192.0.2.1", "ip lookup -t " + table + " | tail -n 1 | cut -c 1-9");
    assertThat(lookup).isEqualTo(new Run(0, "192.0.2.1\n", ""));
    Run merge = withMuchToRead("192.0.2.1", "ip merge");
    assertThat(merge).isEqualTo(new Run(0, "192.0.2.1/32\n", ""));
    Run merge6 = withMuchToRead("2001:db8::1", "ip merge");
    assertThat(merge6).isEqualTo(new Run(0, "2001:db8::1/128\n", ""));
  }

  @Test
  void aLineWithoutEndIsCut() {
    Run run = Run.shell("tr '\\0' 1 < /dev/zero | head -c 100000000 | lisle ip --json | wc -c");
    assertThat(run.code()).isZero();
    assertThat(Integer.parseInt(run.out().strip())).isBetween(1 << 20, 1 << 21);
  }

  @Test
  void listsOfAnySizeAreNotHeld() {
    assertThat(Run.shell("lisle ip subnets -p 128 ::/0 | head -n 2000000 | tail -n 1").out())
        .isEqualTo("::1e:847f/128\n");
    assertThat(Run.shell("lisle ip hosts 0.0.0.0/0 | head -n 2000000 | tail -n 1").out())
        .isEqualTo("0.30.132.128\n");
  }
}

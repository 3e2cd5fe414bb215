package lisle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, in a folder of its own with a JDK and a Maven that only say how they were called,
 * or, where its cache matters, with the real JDK.
 */
@Timeout(120)
class LauncherTest {
  private static final Path ROOT = Path.of("..");

  @TempDir Path folder;

  private Path root = Path.of("");
  private Path jdk = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    assumeTrue(Files.exists(ROOT.resolve("lisle")), "the launcher is not here");
    root = Files.createDirectories(folder.resolve("checked out"));
    jdk = folder.resolve("jdk");
    Files.createDirectories(root.resolve("build"));
    for (String file : new String[] {"lisle", "build/find-jdk.sh"}) {
      Files.copy(ROOT.resolve(file), root.resolve(file));
    }
    root.resolve("lisle").toFile().setExecutable(true);
    for (String module :
        new String[] {"sys", "ipaddress", "selectors", "socket", "socketserver", "cli"}) {
      Files.createDirectories(root.resolve(module));
      Files.writeString(root.resolve(module).resolve("source"), "");
    }
    Files.writeString(root.resolve("pom.xml"), "");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    program(jdk.resolve("bin/javac"), "");
    // Makes the cache that it is asked for; else says its arguments, and ends as these say.
    program(
        jdk.resolve("bin/java"),
        """
        for a in "$@"; do
          case $a in
            -XX:AOTCacheOutput=*) echo cache > "${a#*=}"; echo made >> "$0.caches"; exit 0 ;;
            signal) trap 'echo got TERM; exit 5' TERM; echo ready; while :; do sleep 0.05; done ;;
            exit=*) exit "${a#*=}" ;;
          esac
        done
        echo "java $*"
        """);
    program(
        folder.resolve("path/mvn"),
        """
        echo "built with $JAVA_HOME" >> "$0.calls"
        [ ! -e "$0.fails" ] || { echo "[ERROR] no such thing"; exit 1; }
        mkdir -p cli/target/lib
        echo jar > cli/target/lisle-cli.jar
        """);
  }

  private static void program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    file.toFile().setExecutable(true);
  }

  /** Runs the launcher with the JDK and the Maven of this test alone. */
  private Run launch(String arguments) {
    return launch(arguments, "");
  }

  private Run launch(String arguments, String variables) {
    return Run.shell(
        "unset JAVA_HOME LISLE_JAVA_OPTIONS; export "
            + variables
            + " HOME="
            + folder
            + " LISLE_JAVA_HOME="
            + jdk
            + " PATH="
            + folder.resolve("path")
            + ":/usr/bin:/bin; '"
            + root.resolve("lisle")
            + "' "
            + arguments);
  }

  private long calls() throws IOException {
    Path calls = folder.resolve("path/mvn.calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private long caches() throws IOException {
    return Files.readAllLines(jdk.resolve("bin/java.caches")).size();
  }

  private static void touch(Path file) throws IOException {
    Files.writeString(file, "newer");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
  }

  @Test
  void itBuildsOnFirstUseAndSaysSo() throws IOException {
    Run first = launch("ip 192.0.2.1");
    assertThat(first.err())
        .isEqualTo("lisle: building, which takes a minute the first time...\nlisle: built.\n");
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .startsWith("java -XX:AOTCache=")
        .contains("--enable-native-access=lisle.sys")
        .endsWith("--module lisle.cli/lisle.cli.Lisle ip 192.0.2.1\n");
    assertThat(folder.resolve("path/mvn.calls")).hasContent("built with " + jdk);
    Run second = launch("ip 192.0.2.1");
    assertThat(second).isEqualTo(new Run(0, first.out(), ""));
    assertThat(calls()).isEqualTo(1);
    assertThat(caches()).isEqualTo(1);
    assertThat(root.resolve("cli/target/lisle.aot")).hasContent("cache");
  }

  @Test
  void aNewerSourceIsBuiltAgainAndATestIsNot() throws IOException {
    launch("ip");
    Files.createDirectories(root.resolve("cli/src/test"));
    touch(root.resolve("cli/src/test/SomeTest.java"));
    launch("ip");
    assertThat(calls()).isEqualTo(1);
    touch(root.resolve("ipaddress/source"));
    assertThat(launch("ip").err()).contains("building");
    assertThat(calls()).isEqualTo(2);
    assertThat(caches()).isEqualTo(2);
  }

  @Test
  void aBuildThatFailsSaysWhatMavenSaidAndEndsWithOne() throws IOException {
    Files.writeString(folder.resolve("path/mvn.fails"), "");
    Run run = launch("ip");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("[ERROR] no such thing", "the build failed", "build.log");
    Files.delete(folder.resolve("path/mvn.fails"));
    assertThat(launch("ip").code()).isZero();
  }

  @Test
  void whatTheCommandEndsWithIsWhatTheLauncherEndsWith() {
    for (int code : new int[] {0, 1, 2, 77}) {
      assertThat(launch("exit=" + code).code()).isEqualTo(code);
    }
  }

  @Test
  void aSignalReachesTheCommandAndItsEndIsTheLaunchers() throws Exception {
    launch("ip");
    var builder = new ProcessBuilder(root.resolve("lisle").toString(), "signal");
    builder.environment().put("LISLE_JAVA_HOME", jdk.toString());
    Process process = builder.start();
    var out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");
    process.toHandle().destroy();
    assertThat(out.readLine()).isEqualTo("got TERM");
    assertThat(process.waitFor()).isEqualTo(5);
  }

  @Test
  void theNameOfAFileIsItsNameInEveryLocale() throws IOException {
    launch("ip");
    program(
        jdk.resolve("bin/java"),
        "printf '%s ' \"$LC_ALL\"; for a in \"$@\"; do case $a in *locale*) echo $a; esac; done");
    assertThat(launch("ip", "LC_ALL=C").out()).isEqualTo("C.UTF-8 -Dlisle.locale=C\n");
    assertThat(launch("ip", "LC_ALL= LANG=").out()).isEqualTo("C.UTF-8 -Dlisle.locale=\n");
    assertThat(launch("ip", "LC_ALL= LC_CTYPE=xx_XX.UTF-8 LANG=C").out())
        .isEqualTo("C.UTF-8 -Dlisle.locale=\n");
    assertThat(launch("ip", "LC_ALL=xx_XX.ISO-8859-1").out()).isEqualTo("xx_XX.ISO-8859-1 ");
  }

  @Test
  void aClosedInputIsAnEmptyOne() throws IOException {
    launch("ip");
    program(jdk.resolve("bin/java"), "wc -c");
    assertThat(launch("ip <&-")).isEqualTo(new Run(0, "0\n", ""));
  }

  @Test
  void whatThereIsToReadIsForTheCommandOnItsFirstUseToo() throws IOException {
    program(
        folder.resolve("path/mvn"),
        "cat > /dev/null; mkdir -p cli/target/lib; echo jar > cli/target/lisle-cli.jar");
    program(
        jdk.resolve("bin/java"),
        """
        for a in "$@"; do
          case $a in -XX:AOTCacheOutput=*) cat > /dev/null; echo cache > "${a#*=}"; exit 0 ;; esac
        done
        cat
        """);
    Path input = Files.writeString(folder.resolve("input"), "192.0.2.1\n");
    assertThat(launch("ip < " + input).out()).isEqualTo("192.0.2.1\n");
  }

  @Test
  void aJdkThatIsTooOldIsNoJdk() throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Run run = launch("ip");
    // Another one of this machine may be found, and build; it can't run what is built here.
    Path called = folder.resolve("path/mvn.calls");
    if (Files.exists(called)) assertThat(Files.readString(called)).doesNotContain(jdk.toString());
    else assertThat(run.err()).startsWith("No JDK 25 found. Install one");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void itIsFoundThroughALinkFromAnywhere() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("path/anywhere"), root.resolve("lisle"));
    launch("ip");
    assertThat(Run.shell("cd /; LISLE_JAVA_HOME=" + jdk + " " + link + " a 'b c'").out())
        .endsWith("lisle.cli/lisle.cli.Lisle a b c\n");
  }
}

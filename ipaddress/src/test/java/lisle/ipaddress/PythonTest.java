package lisle.ipaddress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks this machine's Python the same questions, and expects the same answers. {@code
 * -Dlisle.python=NAME} names another interpreter than {@code python3}.
 *
 * <p>Where the answers differ, and why:
 *
 * <ul>
 *   <li>private and global, in the blocks of {@link #differ}: the registry of 2025-10-09 is newer
 *       than Python's table, and Python before 3.13 had an older one and no exceptions;
 *   <li>IPv4-mapped addresses before Python 3.14: their text, and that all {@code is_...} answer as
 *       the IPv4 address, came with 3.13 and 3.14;
 *   <li>leading zeros in a prefix length, {@code /024}: Python reads 24, Lisle refuses.
 * </ul>
 */
class PythonTest {
  private static final int QUESTIONS = 200_000;

  private final Inputs inputs = Inputs.seeded("PythonTest");
  private int python = 14;

  @Test
  void pythonGivesTheSameAnswers(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("answers.py");
    try (var in = Objects.requireNonNull(PythonTest.class.getResourceAsStream("answers.py"))) {
      Files.copy(in, script);
    }
    Process process = start(System.getProperty("lisle.python", "python3"), script);
    assumeTrue(process != null, "no python3 on this machine");
    var differences = new ArrayList<String>();
    int refused = 0;
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      String version = Objects.requireNonNull(reader.readLine());
      python = Integer.parseInt(version.split("\\.", 3)[1]);
      if (python < 11) process.destroy();
      assumeTrue(python >= 11, "python3 is " + version + "; its networks are right from 3.11 on");
      var questions = new ArrayList<String>();
      for (int i = 0; i < QUESTIONS; i++) questions.add(question());
      Thread.ofVirtual().start(() -> write(process, questions));
      for (String question : questions) {
        String theirs = Objects.requireNonNull(reader.readLine(), "python ended early");
        String ours = answer(question);
        if (ours.equals("refused")) refused++;
        if (!ours.equals(theirs) && !explained(question, ours, theirs)) {
          differences.add(question + "\n  lisle:  " + ours + "\n  python: " + theirs);
        }
      }
      System.out.printf(
          "PythonTest: %d questions to Python %s, %d refused%n", QUESTIONS, version, refused);
    }
    assertThat(process.waitFor()).isZero();
    assertThat(differences.stream().limit(20)).isEmpty();
  }

  private static @Nullable Process start(String python, Path script) {
    try {
      return new ProcessBuilder(python, script.toString())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      return null;
    }
  }

  private static void write(Process process, List<String> questions) {
    try (Writer out = new BufferedWriter(process.outputWriter(UTF_8))) {
      for (String question : questions) out.write(question + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String question() {
    IpAddress address = inputs.address();
    IpNetwork network = inputs.network();
    return switch (inputs.random.nextInt(20)) {
      case 0, 1, 2, 3 -> "a\t" + inputs.text(address);
      case 4, 5, 6 -> "a\t" + inputs.hostileText();
      case 7, 8 -> "n\t" + inputs.networkText();
      case 9 -> "n\t" + inputs.mutated(inputs.networkText());
      case 10 -> "i\t" + inputs.networkText();
      case 11 -> "p\t" + network + "\t" + near(network);
      case 12 -> "o\t" + inputs.text(address) + "\t" + inputs.text(inputs.address());
      case 13 -> "c\t" + network + "\t" + near(network).address();
      case 14 -> "s\t" + network + "\t" + inputs.prefixLength(network.bitLength());
      case 15 -> "S\t" + network + "\t" + inputs.prefixLength(network.bitLength());
      case 16 -> "g\t" + network + "\t" + number(network.size());
      case 17 -> "+\t" + address + "\t" + number(BigInteger.ONE.shiftLeft(address.bitLength()));
      case 18 ->
          inputs.random.nextBoolean()
              ? "f\t" + address + "\t" + spec()
              : "r\t" + address + "\t" + near(network).address();
      default ->
          "k\t"
              + Stream.generate(() -> near(network))
                  .limit(inputs.random.nextInt(1, 9))
                  .map(IpNetwork::toString)
                  .collect(Collectors.joining("\t"));
    };
  }

  /** Returns a network that may well touch that one: its neighbour, its part, or the whole. */
  private IpNetwork near(IpNetwork network) {
    return switch (inputs.random.nextInt(8)) {
      case 0 -> inputs.network();
      case 1 -> network.supernet();
      case 2 -> Objects.requireNonNullElse(network.next(), network);
      case 3 -> Objects.requireNonNullElse(network.previous(), network);
      case 4 -> network.subnets().findFirst().orElseThrow();
      default ->
          network
              .subnets(inputs.random.nextInt(network.prefixLength(), network.bitLength() + 1))
              .findFirst()
              .orElseThrow();
    };
  }

  private BigInteger number(BigInteger size) {
    BigInteger number = new BigInteger(size.bitLength(), inputs.random);
    return switch (inputs.random.nextInt(4)) {
      case 0 -> number.negate();
      case 1 -> BigInteger.valueOf(inputs.random.nextInt(7) - 3);
      default -> number;
    };
  }

  private String spec() {
    List<String> specs = List.of("", "s", "b", "x", "X", "n", "*>45s", ".5s", "^50", "d", "08x");
    String spec = specs.get(inputs.random.nextInt(specs.size()));
    return List.of("", "", "#", "_", "#_", "_#").get(inputs.random.nextInt(6)) + spec;
  }

  // What Lisle answers.

  private String answer(String question) {
    String[] parts = question.split("\t", -1);
    try {
      return fields(parts).map(PythonTest::shown).collect(Collectors.joining("\t"));
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      return "refused";
    }
  }

  private Stream<@Nullable Object> fields(String[] parts) {
    String first = parts[1];
    return switch (parts[0].charAt(0)) {
      case 'a' -> address(IpAddress.parse(first));
      case 'n' -> network(IpNetwork.parse(first));
      case 'i' -> {
        IpInterface i = IpInterface.parse(first);
        yield Stream.of(i, i.network(), i.netmask(), i.hostmask());
      }
      case 'p' -> pair(IpNetwork.parse(first), IpNetwork.parse(parts[2]));
      case 'o' -> {
        IpAddress a = IpAddress.parse(first);
        IpAddress b = IpAddress.parse(parts[2]);
        if (a.version() != b.version()) yield Stream.of(a.equals(b));
        // Python compares the numbers alone.
        yield Stream.of(a.equals(b), a.toBigInteger().compareTo(b.toBigInteger()) < 0);
      }
      case 'c' -> Stream.of(IpNetwork.parse(first).contains(IpAddress.parse(parts[2])));
      case 's' -> {
        IpNetwork n = IpNetwork.parse(first);
        if (n.prefixLength() == n.bitLength()) yield Stream.of(List.of(n));
        yield Stream.of(n.subnets(Integer.parseInt(parts[2])).limit(5).toList());
      }
      case 'S' -> {
        IpNetwork n = IpNetwork.parse(first);
        yield Stream.of(n.prefixLength() == 0 ? n : n.supernet(Integer.parseInt(parts[2])));
      }
      case 'g' -> Stream.of(IpNetwork.parse(first).get(new BigInteger(parts[2])));
      case '+' -> Stream.of(IpAddress.parse(first).plus(new BigInteger(parts[2])));
      case 'f' -> Stream.of(IpAddress.parse(first).format(parts[2]));
      case 'r' -> {
        IpRange range = IpRange.of(IpAddress.parse(first), IpAddress.parse(parts[2]));
        yield Stream.of(range.networks());
      }
      case 'k' -> {
        List<IpNetwork> networks = Stream.of(parts).skip(1).map(IpNetwork::parse).toList();
        if (networks.stream().map(IpNetwork::version).distinct().count() > 1) {
          throw new IllegalArgumentException("Python refuses two versions");
        }
        yield Stream.of(IpNetwork.collapse(networks));
      }
      default -> throw new AssertionError(parts[0]);
    };
  }

  private static Stream<@Nullable Object> address(IpAddress a) {
    Ipv6Address v6 = a instanceof Ipv6Address address ? address : null;
    Ipv6Address.Teredo teredo = v6 == null ? null : v6.teredo();
    String scope = v6 == null ? null : v6.scope();
    return Stream.of(
        a.version(),
        a.toBigInteger(),
        HexFormat.of().formatHex(a.packed()),
        reach(a.isPrivate(), a.isGlobal()),
        scope,
        v6 == null ? null : v6.ipv4Mapped(),
        v6 == null ? null : v6.sixToFour(),
        teredo == null ? null : teredo.server() + "-" + teredo.client(),
        scope == null ? a.reversePointer() : null,
        scope == null ? a.exploded() : null,
        flags(
            a.isMulticast(),
            a.isUnspecified(),
            a.isReserved(),
            a.isLoopback(),
            a.isLinkLocal(),
            v6 != null && v6.isSiteLocal()),
        a);
  }

  private static Stream<@Nullable Object> network(IpNetwork n) {
    return Stream.of(
        n.version(),
        n,
        n.prefixLength(),
        n.address(),
        n.broadcast(),
        n.netmask(),
        n.hostmask(),
        n.size(),
        n.withNetmask(),
        n.withHostmask(),
        n.supernet(),
        n.hosts().limit(3).toList(),
        n.subnets().toList(),
        flags(
            n.isMulticast(),
            n.isUnspecified(),
            n.isReserved(),
            n.isLoopback(),
            n.isLinkLocal(),
            n instanceof Ipv6Network v6 && v6.isSiteLocal()),
        reach(n.isPrivate(), n.isGlobal()));
  }

  private static Stream<@Nullable Object> pair(IpNetwork a, IpNetwork b) {
    if (a.version() != b.version()) return Stream.of(a.overlaps(b));
    Stream<@Nullable Object> fields =
        Stream.of(a.overlaps(b), b.contains(a), a.contains(b), Integer.signum(a.compareTo(b)));
    return a.contains(b) ? Stream.concat(fields, Stream.of(a.exclude(b))) : fields;
  }

  private static String flags(boolean... flags) {
    var text = new StringBuilder();
    for (boolean flag : flags) text.append(flag ? '1' : '0');
    return text.toString();
  }

  private static String reach(boolean isPrivate, boolean isGlobal) {
    return flags(isPrivate, isGlobal);
  }

  private static String shown(@Nullable Object field) {
    return switch (field) {
      case null -> "-";
      case Boolean flag -> flag ? "True" : "False";
      case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(","));
      default -> field.toString();
    };
  }

  // What explains a difference.

  private boolean explained(String question, String ours, String theirs) {
    String[] parts = question.split("\t", -1);
    if (ours.equals("refused")) {
      return "ni".contains(parts[0]) && parts[1].matches(".*/0+[0-9]+");
    }
    if (theirs.equals("refused")) return false;
    String[] our = ours.split("\t", -1);
    String[] their = theirs.split("\t", -1);
    switch (parts[0].charAt(0)) {
      case 'a' -> {
        IpAddress a = IpAddress.parse(parts[1]);
        if (differ(a.unmapped().toNetwork())) their[3] = our[3];
        if (python < 14 && !a.equals(a.unmapped())) {
          their[3] = our[3];
          their[9] = our[9];
          their[10] = our[10];
          their[11] = our[11];
        }
        return List.of(our).equals(List.of(their));
      }
      case 'n' -> {
        IpNetwork n = IpNetwork.parse(parts[1]);
        if (differ(n)) their[14] = our[14];
        if (python < 14 && MAPPED.overlaps(n)) their[13] = our[13];
        return withoutMappedText(ours, our).equals(withoutMappedText(ours, their));
      }
      case 'f' -> {
        // Padded and cut: the older text is not worked out again.
        return python < 13 && ours.contains("ffff:");
      }
      default -> {
        return withoutMappedText(ours, our).equals(withoutMappedText(ours, their));
      }
    }
  }

  private static final IpNetwork MAPPED = IpNetwork.parse("::ffff:0:0/96");

  /** Rewrites mapped addresses in the older form, where Python is older. */
  private List<String> withoutMappedText(String ours, String[] fields) {
    if (python >= 13 || !ours.contains("::ffff:")) return List.of(fields);
    Function<String, String> old = PythonTest::olderText;
    return Stream.of(fields).map(old).toList();
  }

  private static String olderText(String field) {
    return java.util.regex.Pattern.compile("::ffff:(\\d+\\.\\d+\\.\\d+\\.\\d+)")
        .matcher(field)
        .replaceAll(
            m -> {
              int bits = Ipv4Address.parse(m.group(1)).bits();
              return String.format("::ffff:%x:%x", bits >>> 16, bits & 0xffff);
            });
  }

  /** Returns whether the registry's date explains another answer about reach. */
  private boolean differ(IpNetwork network) {
    Stream<String> blocks =
        Stream.of("192.88.99.2/32", "100:0:0:1::/64", "2001:1::3/128", "5f00::/16");
    if (python < 14) blocks = Stream.concat(blocks, Stream.of("3fff::/20"));
    if (python < 13) {
      blocks =
          Stream.concat(
              blocks,
              Stream.of(
                  "192.0.0.0/24",
                  "64:ff9b:1::/48",
                  "2001:1::1/128",
                  "2001:1::2/128",
                  "2001:3::/32",
                  "2001:4:112::/48",
                  "2001:20::/28",
                  "2001:30::/28",
                  "2002::/16"));
    }
    return blocks.map(IpNetwork::parse).anyMatch(network::overlaps);
  }
}

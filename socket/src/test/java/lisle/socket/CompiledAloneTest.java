package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What makes the system call for all sends and receives is too long to be inlined, so that the call
 * itself always is: see {@link Sender#send}.
 */
class CompiledAloneTest {
  /** HotSpot's FreqInlineSize on x86-64 and aarch64: the most bytes of code that it inlines. */
  private static final int MOST_INLINED = 325;

  @ParameterizedTest
  @CsvSource({"Sender, send", "Receiver, receiveInTurn"})
  void is_longer_than_what_is_inlined(String owner, String method) throws IOException {
    assertThat(lengths(owner, method)).anyMatch(length -> length > MOST_INLINED);
  }

  private static List<Integer> lengths(String owner, String method) throws IOException {
    byte[] bytes;
    try (InputStream in = Socket.class.getResourceAsStream(owner + ".class")) {
      bytes = Objects.requireNonNull(in).readAllBytes();
    }
    return ClassFile.of().parse(bytes).methods().stream()
        .filter(one -> one.methodName().equalsString(method))
        .flatMap(one -> one.code().stream())
        .map(CompiledAloneTest::length)
        .toList();
  }

  private static int length(CodeModel code) {
    return ((CodeAttribute) code).codeLength();
  }
}

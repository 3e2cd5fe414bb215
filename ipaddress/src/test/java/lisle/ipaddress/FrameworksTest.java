package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FrameworksTest {
  private static final List<Serializable> NOUNS =
      List.of(
          IpAddress.parse("192.0.2.1"),
          IpAddress.parse("fe80::1%eth0"),
          IpAddress.parse("::ffff:192.0.2.1"),
          IpNetwork.parse("192.0.2.0/24"),
          IpNetwork.parse("fe80::%eth0/64"),
          IpInterface.parse("192.0.2.7/24"),
          IpInterface.parse("2001:db8::7%eth0/64"),
          IpRange.parse("192.0.2.1-192.0.2.9"),
          IpRange.parse("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));

  private static byte[] serialized(Object value) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Object deserialized(byte[] bytes) throws Exception {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @Test
  void serialStreamsKeepEveryNoun() throws Exception {
    for (Serializable noun : NOUNS) {
      assertThat(deserialized(serialized(noun))).isEqualTo(noun).hasSameClassAs(noun);
    }
  }

  @Test
  void aForgedStreamMakesNoValueThatTheConstructorsRefuse() throws Exception {
    byte[] forged = serialized(new SerialText(SerialText.NETWORK, "192.0.2.1/24"));
    assertThatThrownBy(() -> deserialized(forged))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("bits set after the prefix");
    byte[] withoutText = Arrays.copyOf(forged, forged.length - "192.0.2.1/24".length() - 2);
    withoutText[withoutText.length - 1] = ObjectStreamConstants.TC_NULL;
    assertThatThrownBy(() -> deserialized(withoutText))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessage("no text");
  }

  record Rule(IpNetwork network, IpAddress gateway, List<Ipv4Range> pools) {}

  /** Reading needs nothing; for writing Jackson is told that the text is the value. */
  private static ObjectMapper mapper() {
    var module = new SimpleModule();
    for (Class<?> noun :
        List.of(IpAddress.class, IpNetwork.class, IpInterface.class, IpRange.class)) {
      module.addSerializer(noun, ToStringSerializer.instance);
    }
    return new ObjectMapper().registerModule(module);
  }

  @Test
  void jacksonReadsAndWritesTheText() throws Exception {
    var rule =
        new Rule(
            IpNetwork.parse("2001:db8::/32"),
            IpAddress.parse("192.0.2.1"),
            List.of(Ipv4Range.valueOf("192.0.2.8-192.0.2.15")));
    String json =
        "{\"network\":\"2001:db8::/32\",\"gateway\":\"192.0.2.1\","
            + "\"pools\":[\"192.0.2.8-192.0.2.15\"]}";
    assertThat(mapper().writeValueAsString(rule)).isEqualTo(json);
    assertThat(mapper().readValue(json, Rule.class)).isEqualTo(rule);
    assertThatThrownBy(() -> mapper().readValue("\"192.0.2.256\"", Ipv4Address.class))
        .isInstanceOf(ValueInstantiationException.class)
        .hasMessageContaining("octet above 255 at index 8");
  }

  @Test
  void jacksonReadsAndWritesTheTextAsAKey() throws Exception {
    var names = Map.of(IpAddress.parse("2001:db8::1"), "router");
    String json = mapper().writeValueAsString(names);
    assertThat(json).isEqualTo("{\"2001:db8::1\":\"router\"}");
    assertThat(mapper().readValue(json, new TypeReference<Map<IpAddress, String>>() {}))
        .isEqualTo(names);
  }

  @CommandLine.Command
  static final class Options implements Runnable {
    @CommandLine.Option(names = "--network")
    IpNetwork network = Ipv4Network.ALL;

    @CommandLine.Parameters IpAddress address = Ipv4Address.MIN;

    @Override
    public void run() {}
  }

  @Test
  void picocliConvertsArguments() {
    var options = new Options();
    new CommandLine(options)
        .registerConverter(IpNetwork.class, IpNetwork::valueOf)
        .registerConverter(IpAddress.class, IpAddress::valueOf)
        .parseArgs("--network", "192.0.2.0/24", "2001:db8::1");
    assertThat(options.network).isEqualTo(IpNetwork.parse("192.0.2.0/24"));
    assertThat(options.address).isEqualTo(IpAddress.parse("2001:db8::1"));
    assertThatThrownBy(
            () ->
                new CommandLine(new Options())
                    .registerConverter(IpAddress.class, IpAddress::valueOf)
                    .parseArgs("localhost"))
        .hasMessageContaining("\"localhost\": unexpected character at index 0");
  }
}

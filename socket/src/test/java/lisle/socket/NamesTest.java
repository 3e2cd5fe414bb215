package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import lisle.ipaddress.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lookups in the databases of this machine, whatever stands in them. */
@Timeout(60)
class NamesTest {
  @Test
  void an_address_in_figures_is_its_own_answer() throws Exception {
    assertThat(Names.addresses("192.0.2.7", 80, Duration.ofSeconds(30)))
        .containsExactly(InetAddressAndPort.parse("192.0.2.7:80"));
    assertThat(Names.addresses("2001:db8::1", 443))
        .containsExactly(InetAddressAndPort.parse("[2001:db8::1]:443"));
  }

  @Test
  void the_scope_of_an_address_in_figures_is_an_interface_of_this_machine() throws Exception {
    assertThat(Names.addresses("fe80::1%lo", 80))
        .containsExactly(InetAddressAndPort.parse("[fe80::1%lo]:80"));
    assertThatThrownBy(() -> Names.addresses("fe80::1%no-such-link", 80))
        .isInstanceOf(LookupException.class);
  }

  @Test
  void what_is_no_address_in_figures_is_said_to_be_no_name() {
    AddressHints figures = AddressHints.ANY.with(AddressHints.Flag.NUMERIC_HOST);
    assertThatThrownBy(() -> Names.addressInfo("not-an-address", null, figures, Duration.ZERO))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("look up not-an-address: no such name (EAI_NONAME)")
        .extracting(e -> ((LookupException) e).reason())
        .isEqualTo(LookupException.Reason.NO_NAME);
  }

  @Test
  void a_port_that_is_out_of_range_is_no_service() throws Exception {
    for (String port : List.of("65536", "65616", "-1", " +65616", "4294967376", "9".repeat(40))) {
      assertThatThrownBy(() -> Names.addressInfo("127.0.0.1", port))
          .isInstanceOf(LookupException.class)
          .hasMessageContaining("a port is a number from 0 to 65535")
          .extracting(e -> ((LookupException) e).reason())
          .isEqualTo(LookupException.Reason.NO_SERVICE);
    }
    assertThat(Names.addressInfo("127.0.0.1", "65535").getFirst().address())
        .hasToString("127.0.0.1:65535");
  }

  @Test
  void a_zero_character_is_refused_before_c_could_take_it_for_the_end() {
    assertThatThrownBy(() -> Names.addresses("localhost\0.example", 80))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no host: \"localhost\\0.example\": a zero character");
    assertThatThrownBy(() -> Service.named("http\0")).hasMessageContaining("a zero character");
    assertThatThrownBy(() -> Names.hostByName("a\0")).hasMessageContaining("a zero character");
    assertThatThrownBy(() -> Protocol.named("a\0")).hasMessageContaining("a zero character");
    assertThatThrownBy(() -> NetworkInterface.indexOf("a\0")).hasMessageContaining("zero");
  }

  @Test
  void names_come_back_whatever_their_length() throws Exception {
    for (int length : List.of(0, 1, 63, 255, 1024, 100_000)) {
      String name = "x".repeat(length);
      assertThatThrownBy(() -> Names.hostByName(name)).isInstanceOf(LookupException.class);
      assertThatThrownBy(() -> Service.named(name)).isInstanceOf(UnknownServiceException.class);
      assertThatThrownBy(() -> Protocol.named(name)).isInstanceOf(UnknownServiceException.class);
      assertThatThrownBy(() -> NetworkInterface.indexOf(name)).hasMessageContaining("ENODEV");
    }
  }

  @Test
  void every_service_that_getent_knows_is_found_by_name_and_by_port() throws Exception {
    assumeTrue(Child.isThere("getent", "services"), "no getent, or no /etc/services");
    int found = 0;
    for (String line : Child.run(List.of("getent", "services")).lines().toList()) {
      String[] field = line.strip().split("\\s+", -1);
      String[] port = field[1].split("/", -1);
      Service named = Service.named(field[0], port[1], Duration.ofSeconds(30));
      // The name may be an alias of a service that stands before it.
      assertThat(named.name().equals(field[0]) || named.aliases().contains(field[0])).isTrue();
      assertThat(named.protocol()).isEqualTo(port[1]);
      Service there = Service.onPort(Integer.parseInt(port[0]), port[1], Duration.ofSeconds(30));
      assertThat(there.port()).isEqualTo(Integer.parseInt(port[0]));
      if (there.name().equals(field[0])) {
        assertThat(there.aliases())
            .containsExactlyElementsOf(List.of(field).subList(2, field.length));
      }
      found++;
    }
    assertThat(found).isPositive();
  }

  @Test
  void every_protocol_that_getent_knows_is_found_by_name_and_by_number() throws Exception {
    assumeTrue(Child.isThere("getent", "protocols"), "no getent, or no /etc/protocols");
    for (String line : Child.run(List.of("getent", "protocols")).lines().toList()) {
      String[] field = line.strip().split("\\s+", -1);
      Protocol protocol = Protocol.named(field[0]);
      assertThat(protocol.number()).isEqualTo(Integer.parseInt(field[1]));
      assertThat(protocol.aliases()).containsAll(List.of(field).subList(2, field.length));
      assertThat(Protocol.numbered(protocol.number()).number()).isEqualTo(protocol.number());
    }
  }

  @Test
  void what_is_not_there_says_where_to_look() {
    assertThatThrownBy(() -> Service.named("no-such-service"))
        .isInstanceOf(UnknownServiceException.class)
        .hasMessage("service no-such-service: no such service: see /etc/services");
    assertThatThrownBy(() -> Service.onPort(80, "no-such-protocol", Duration.ZERO))
        .hasMessage("port 80/no-such-protocol: no such service: see /etc/services");
    assertThatThrownBy(() -> Protocol.numbered(-1))
        .hasMessage("protocol -1: no such protocol: see /etc/protocols");
  }

  @Test
  void getent_gives_the_addresses_of_localhost_in_the_same_order() throws Exception {
    assumeTrue(Child.isThere("getent", "ahosts", "localhost"), "no getent, or no localhost");
    List<String> theirs =
        Child.run(List.of("getent", "ahosts", "localhost"))
            .lines()
            .filter(line -> line.contains("STREAM"))
            .map(line -> line.split("\\s+", 2)[0])
            .toList();
    // getent asks with AI_ADDRCONFIG
    AddressHints hints = AddressHints.STREAM.with(AddressHints.Flag.CONFIGURED);
    assertThat(Names.addresses("localhost", 0, hints, Duration.ZERO))
        .extracting(address -> address.address().toString())
        .containsExactlyElementsOf(theirs);
  }

  @Test
  void a_name_of_an_address_is_in_figures_where_it_was_asked_for_so() throws Exception {
    NameInfo figures =
        Names.nameInfo(
            SocketAddress.parse("[2001:db8::1]:80"),
            Duration.ZERO,
            NameInfo.Flag.NUMERIC_HOST,
            NameInfo.Flag.NUMERIC_SERVICE);
    assertThat(figures).isEqualTo(new NameInfo("2001:db8::1", "80"));
    assertThatThrownBy(
            () ->
                Names.nameInfo(
                    SocketAddress.parse("192.0.2.1:80"),
                    Duration.ZERO,
                    NameInfo.Flag.NUMERIC_HOST,
                    NameInfo.Flag.NAME_REQUIRED))
        .isInstanceOf(LookupException.class);
  }

  @Test
  void this_machine_has_the_name_that_its_kernel_prints() throws Exception {
    assertThat(Names.hostName())
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    assumeTrue(Child.isThere("hostname", "-f"), "no hostname -f on this machine");
    assertThat(Names.fullHostName()).isEqualTo(Child.run(List.of("hostname", "-f")).strip());
  }

  @Test
  void interfaces_are_those_that_the_jdk_sees() throws Exception {
    TreeSet<String> theirs = new TreeSet<>();
    for (var one : Collections.list(java.net.NetworkInterface.getNetworkInterfaces())) {
      for (var address : one.getInterfaceAddresses()) {
        IpAddress ip = IpAddress.from(address.getAddress());
        if (ip instanceof lisle.ipaddress.Ipv6Address v6) ip = v6.withScope(null);
        theirs.add(describe(one.getIndex(), one.getName(), one.isUp(), one.isLoopback(), ip));
      }
    }
    TreeSet<String> ours = new TreeSet<>();
    for (NetworkInterface one : NetworkInterface.all()) {
      for (var address : one.addresses()) {
        IpAddress ip = address.address();
        if (ip instanceof lisle.ipaddress.Ipv6Address v6) ip = v6.withScope(null);
        ours.add(describe(one.index(), one.name(), one.isUp(), one.isLoopback(), ip));
      }
      assertThat(NetworkInterface.named(one.name())).isEqualTo(one);
      assertThat(NetworkInterface.withIndex(one.index())).isEqualTo(one);
      assertThat(NetworkInterface.indexOf(one.name())).isEqualTo(one.index());
      assertThat(NetworkInterface.nameOf(one.index())).isEqualTo(one.name());
    }
    assertThat(ours).isNotEmpty().isEqualTo(theirs);
  }

  @Test
  void interfaces_have_the_packet_size_and_broadcasts_that_the_jdk_sees() throws Exception {
    for (NetworkInterface one : NetworkInterface.all()) {
      var theirs = java.net.NetworkInterface.getByIndex(one.index());
      assertThat(one.mtu()).isPositive();
      if (theirs == null) continue; // the JDK finds none that is without an address
      assertThat(one.mtu()).isEqualTo(theirs.getMTU());
      TreeSet<IpAddress> broadcasts = new TreeSet<>();
      for (var address : theirs.getInterfaceAddresses()) {
        if (address.getBroadcast() == null) continue;
        IpAddress broadcast = IpAddress.from(address.getBroadcast());
        if (!broadcast.isUnspecified()) broadcasts.add(broadcast); // what the JDK says for none
      }
      assertThat(new TreeSet<>(one.broadcasts())).isEqualTo(broadcasts);
    }
  }

  private static String describe(int index, String name, boolean up, boolean loop, IpAddress ip) {
    return index + " " + name + " " + up + " " + loop + " " + ip;
  }

  @Test
  void the_network_of_an_interface_s_address_is_that_of_its_link() throws Exception {
    assertThat(NetworkInterface.named("lo").addresses().toString()).contains("127.0.0.1/8");
  }

  @Test
  void packets_to_loopback_come_from_loopback() throws Exception {
    assertThat(Route.sourceToward(IpAddress.parse("127.0.0.2")))
        .isEqualTo(IpAddress.parse("127.0.0.1"));
  }
}

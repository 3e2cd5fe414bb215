package lisle.ipaddress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TTest {
  @Test
  void works() {
    assertThat(new Ipv4Address().version()).isEqualTo(4);
  }
}

package lisle.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
  void what_is_no_address_in_figures_is_said_to_be_no_name() {
    AddressHints figures = AddressHints.ANY.with(AddressHints.Flag.NUMERIC_HOST);
    assertThatThrownBy(() -> Names.addressInfo("not-an-address", null, figures, Duration.ZERO))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("look up not-an-address: no such name (EAI_NONAME)")
        .extracting(e -> ((LookupException) e).reason())
        .isEqualTo(LookupException.Reason.NO_NAME);
  }
}

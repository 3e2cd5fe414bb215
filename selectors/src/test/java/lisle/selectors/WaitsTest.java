package lisle.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitsTest {
  private static final long SHORT = Waits.SHORT_MILLIS * 1_000_000L - 1;
  private static final long LONG = SHORT + 1;

  private final Waits waits = new Waits();

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(waits.areShort()).isFalse();
  }

  @Test
  void someInARowAreEnough() {
    assertThat(shortOnesUntilTheyAre()).isBetween(10, 100);
  }

  @Test
  void oneIn33MayBeLong() {
    shortOnesUntilTheyAre();
    for (int i = 0; i < 32; i++) waits.add(0);
    for (int i = 0; i < 1_000; i++) {
      waits.add(LONG);
      for (int j = 0; j < 32; j++) waits.add(SHORT);
      assertThat(waits.areShort()).isTrue();
    }
  }

  @Test
  void oneIn32MayNot() {
    shortOnesUntilTheyAre();
    for (int i = 0; i < 1_000; i++) {
      for (int j = 0; j < 31; j++) waits.add(SHORT);
      waits.add(LONG);
    }
    assertThat(waits.areShort()).isFalse();
  }

  @Test
  void thoseOfLongAgoDoNotCount() {
    for (int i = 0; i < 100_000; i++) waits.add(LONG);
    assertThat(shortOnesUntilTheyAre()).isLessThan(1_000);
    for (int i = 0; i < 100_000; i++) waits.add(SHORT);
    int longOnes = 0;
    for (; waits.areShort(); longOnes++) waits.add(LONG);
    assertThat(longOnes).isLessThan(10);
  }

  private int shortOnesUntilTheyAre() {
    int count = 0;
    for (; !waits.areShort(); count++) waits.add(SHORT);
    return count;
  }
}

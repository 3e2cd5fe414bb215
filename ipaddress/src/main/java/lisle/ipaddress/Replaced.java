package lisle.ipaddress;

import org.jspecify.annotations.Nullable;

/** What a prefix was mapped to before a change; stays null where it was not. */
final class Replaced {
  @Nullable Object value;
}

package lisle.ipaddress;

import org.jspecify.annotations.Nullable;

/** x */
public record RegistryEntry(IpNetwork block) {
  static @Nullable RegistryEntry of(IpAddress address) {
    return null;
  }
}

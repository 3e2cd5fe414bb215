package lisle.ipaddress;

/** x */
final class Registry {
  private Registry() {}

  static boolean isPrivate(int bits) {
    return false;
  }

  static boolean isPrivate(long high, long low) {
    return false;
  }
}

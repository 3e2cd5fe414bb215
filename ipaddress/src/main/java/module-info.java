/**
 * IP addresses, networks, interfaces, ranges, sets and prefix tables; pure Java, needs nothing.
 *
 * <p>No argument of a method may be null but where it is marked so: else a {@link
 * NullPointerException} is thrown.
 */
@org.jspecify.annotations.NullMarked
module lisle.ipaddress {
  requires static transitive org.jspecify;

  exports lisle.ipaddress;
}

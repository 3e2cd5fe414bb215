/** IP addresses, networks, interfaces, ranges, sets and prefix tables; pure Java, needs nothing. */
@org.jspecify.annotations.NullMarked
module lisle.ipaddress {
  requires static transitive org.jspecify;

  exports lisle.ipaddress;
}

package lisle.ipaddress;

/** An operation on two sets, by where its result has an address. */
enum SetOperation {
  UNION,
  INTERSECTION,
  DIFFERENCE,
  SYMMETRIC_DIFFERENCE;

  boolean holds(boolean inOne, boolean inOther) {
    return switch (this) {
      case UNION -> inOne || inOther;
      case INTERSECTION -> inOne && inOther;
      case DIFFERENCE -> inOne && !inOther;
      case SYMMETRIC_DIFFERENCE -> inOne ^ inOther;
    };
  }
}

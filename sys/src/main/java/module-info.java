/**
 * The C library through the Foreign Function &amp; Memory API: one thin static method per call, and
 * the constants and struct layouts of each platform. It knows no policy; for the rooms above alone.
 */
@SuppressWarnings("module") // the rooms that it is exported to are compiled after it
@org.jspecify.annotations.NullMarked
module lisle.sys {
  requires static org.jspecify;

  exports lisle.sys to
      lisle.selectors,
      lisle.socket;
}

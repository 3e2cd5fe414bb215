/** Readiness: descriptors that threads can wait on, and selectors that watch many of them. */
@org.jspecify.annotations.NullMarked
module lisle.selectors {
  requires lisle.sys;
  requires static transitive org.jspecify;

  exports lisle.selectors;
}

package lisle.selectors;

/**
 * What a selector can watch: anything that is made of a descriptor.
 *
 * <p>The channels of {@code java.nio} are not: the JDK tells nobody the number of their descriptor.
 */
public interface Selectable {
  /** Returns the descriptor, always the same one. */
  Descriptor descriptor();
}

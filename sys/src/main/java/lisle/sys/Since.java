package lisle.sys;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The release of Linux that brought a constant, on those that are newer than the headers of a
 * system in use; older kernels answer {@code ENOPROTOOPT} or {@code EINVAL}. The test of the tables
 * lets a constant be absent from older headers, and from no others.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Since {
  /** The release, such as {@code 6.5}. */
  String value();

  /** Whether the kernel's headers for programs have it; some reach the C library's much later. */
  boolean inHeaders() default true;
}

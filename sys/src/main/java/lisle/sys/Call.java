package lisle.sys;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * How a C function becomes a method handle, and how its result becomes a value.
 *
 * <p>Every call that can fail takes an <em>errno slot</em> first: four bytes into which the linker
 * writes {@code errno} before the JVM can touch it. The slot belongs to whoever makes the call, so
 * that nothing is allocated and no thread-local is read. Each method of this package then answers
 * as a kernel does: a value of zero or more, or {@code -errno}.
 *
 * <p>No call here is linked as {@link Linker.Option#critical critical}: a critical call holds up
 * safepoints, and saves nothing beside a call that enters the kernel.
 */
final class Call {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  private Call() {}

  /** Links a function of the C library that reports failure in {@code errno}. */
  static MethodHandle withErrno(String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(result, arguments), ERRNO);
  }

  /** Links a function of the C library whose result says all. */
  static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(result, arguments));
  }

  /** Links a function of the C library that has no result. */
  static MethodHandle plainVoid(String name, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.ofVoid(arguments));
  }

  /** A variadic function: the arguments from the index {@code variadic} on are the varied ones. */
  static MethodHandle variadic(
      String name, int variadic, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        name,
        FunctionDescriptor.of(result, arguments),
        ERRNO,
        Linker.Option.firstVariadicArg(variadic));
  }

  @SuppressWarnings("restricted") // the one place where the library reaches native code
  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Platform.current();
    MemorySegment function =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new NoSuchElementException("the C library has no " + name));
    return LINKER.downcallHandle(function, descriptor, options);
  }

  /** The value of a call, or minus the errno that it left in its slot. */
  static int result(int value, MemorySegment errno) {
    return value >= 0 ? value : -errno.get(ValueLayout.JAVA_INT, 0);
  }

  /** The value of a call, or minus the errno that it left in its slot. */
  static long result(long value, MemorySegment errno) {
    return value >= 0 ? value : -errno.get(ValueLayout.JAVA_INT, 0);
  }

  /** A downcall throws nothing of its own; what it throws is an error of ours. */
  static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof Error error) throw error;
    if (thrown instanceof RuntimeException exception) throw exception;
    return new AssertionError(thrown);
  }
}

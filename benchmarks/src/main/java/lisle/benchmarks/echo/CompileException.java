package lisle.benchmarks.echo;

/** A C program can't be compiled here: there is no compiler, or no header that it needs. */
final class CompileException extends Exception {
  private static final long serialVersionUID = 1;

  CompileException(String message) {
    super(message);
  }
}

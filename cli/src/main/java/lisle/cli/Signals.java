package lisle.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C, SIGTERM, and SIGHUP, which the end of a terminal sends: the first ends in order, the
 * second at once. A shutdown hook alone could not tell them apart: the JVM hears no second signal
 * while its hooks run.
 */
final class Signals {
  private Signals() {}

  /** Runs this, once, in a thread of its own, on the first signal. */
  static void onFirst(Runnable stop) {
    var count = new AtomicInteger();
    Runnable heard =
        () -> {
          if (count.incrementAndGet() > 1) Runtime.getRuntime().halt(130);
          Thread.ofPlatform().name("lisle-stop").start(stop);
        };
    if (!on("INT", heard) || !on("TERM", heard) || !on("HUP", heard)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stop, "lisle-stop"));
    }
  }

  /** Runs this on each signal of that name, in place of what the JVM does; false where it can't. */
  static boolean on(String name, Runnable heard) {
    try {
      // By reflection: the compiler warns of the class by name, and lets no one silence it.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) heard.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}

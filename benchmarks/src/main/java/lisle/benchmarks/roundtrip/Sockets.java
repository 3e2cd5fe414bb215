package lisle.benchmarks.roundtrip;

import java.io.IOException;

/** The sockets that are compared, in the order of the table. */
enum Sockets {
  LISLE("Lisle Socket") {
    @Override
    Connection open() throws IOException {
      return new LisleSocket();
    }
  },
  JDK("JDK Socket") {
    @Override
    Connection open() throws IOException {
      return new JdkSocket();
    }
  };

  /** The name in the table. */
  final String title;

  Sockets(String title) {
    this.title = title;
  }

  /** Opens a connection. */
  abstract Connection open() throws IOException;
}

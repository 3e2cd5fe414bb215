package lisle.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A compact source file that was compiled in memory, and can be run. */
final class Program {
  private static final String NAME = "Example";

  private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

  private Program() {}

  /**
   * Compiles a compact source file, with the modules of this build in sight.
   *
   * @throws AssertionError if it does not compile, with what the compiler says
   */
  static Program compile(String source) throws IOException {
    Program program = new Program();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var said = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(said, null, StandardCharsets.UTF_8)) {
      var memory =
          new ForwardingJavaFileManager<JavaFileManager>(files) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
              var bytes = new ByteArrayOutputStream();
              program.classes.put(name, bytes);
              return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
                @Override
                public ByteArrayOutputStream openOutputStream() {
                  return bytes;
                }
              };
            }
          };
      var file =
          new SimpleJavaFileObject(
              URI.create("memory:///" + NAME + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
              return source;
            }
          };
      List<String> options =
          List.of("--module-path", modulePath(), "--add-modules", "ALL-MODULE-PATH", "-Xlint:all");
      if (!compiler.getTask(null, memory, said, options, null, List.of(file)).call()) {
        throw new AssertionError(
            said.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .collect(Collectors.joining("\n")));
      }
    }
    return program;
  }

  /** The jars and class folders of this project, which the tests have on their class path. */
  private static String modulePath() {
    String separator = System.getProperty("path.separator");
    return Arrays.stream(System.getProperty("java.class.path").split(separator, -1))
        .filter(entry -> Path.of(entry).toFile().exists())
        .filter(entry -> !entry.endsWith("test-classes"))
        .filter(entry -> entry.contains("lisle") || entry.endsWith("/target/classes"))
        .filter(entry -> !entry.contains("docs" + System.getProperty("file.separator") + "target"))
        .collect(Collectors.joining(separator));
  }

  /** Runs it, and returns what it printed. */
  String run() throws Throwable {
    var loader =
        new ClassLoader(Program.class.getClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            ByteArrayOutputStream bytes = classes.get(name);
            if (bytes == null) throw new ClassNotFoundException(name);
            return defineClass(name, bytes.toByteArray(), 0, bytes.size());
          }
        };
    Class<?> type = loader.loadClass(NAME);
    PrintStream before = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Method main = main(type);
      main.setAccessible(true);
      Object target = null;
      if (!Modifier.isStatic(main.getModifiers())) {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        target = constructor.newInstance();
      }
      if (main.getParameterCount() == 0) {
        main.invoke(target);
      } else {
        main.invoke(target, (Object) new String[0]);
      }
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static Method main(Class<?> type) throws NoSuchMethodException {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals("main")) return method;
    }
    throw new NoSuchMethodException("the example has no main method");
  }
}

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a jar that are in the format of Java 5 or older that of Java 8, with stack
 * maps: the JVM keeps no class in its ahead-of-time cache that it would have to verify in the old
 * way. Nothing else changes. picocli's classes are such, and take half the start-up of a command.
 *
 * <p>Usage: java build/UpgradeClasses.java FILE.jar
 */
final class UpgradeClasses {
  /** The first format that needs stack maps. */
  private static final int WITH_STACK_MAPS = ClassFile.JAVA_7_VERSION;

  private UpgradeClasses() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path upgraded = Path.of(args[0] + ".upgraded");
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        var in = new JarFile(jar.toFile());
        var out = new JarOutputStream(Files.newOutputStream(upgraded))) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (JarEntry entry : Collections.list(in.entries())) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")) bytes = upgraded(format, bytes);
        var copy = new JarEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(bytes);
        out.closeEntry();
      }
    }
    Files.move(upgraded, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] upgraded(ClassFile format, byte[] bytes) {
    var old = format.parse(bytes);
    if (old.majorVersion() >= WITH_STACK_MAPS) return bytes;
    return format.transformClass(
        old,
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(
                (builder, element) -> {
                  if (element instanceof ClassFileVersion) {
                    builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                  } else {
                    builder.with(element);
                  }
                }));
  }
}

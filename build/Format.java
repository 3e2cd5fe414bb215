import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

/**
 * Checks or applies the format of every Java source below a folder: {@code Format.java check|apply
 * FOLDER}. Exits 1, and names the files, where a check finds one that is not formatted.
 */
void main(String[] args) throws IOException {
  boolean apply = args[0].equals("apply");
  var unformatted = new ArrayList<Path>();
  try (var files = Files.walk(Path.of(args[1]))) {
    for (Path file : files.filter(this::isSource).sorted().toList()) {
      String source = Files.readString(file);
      String formatted;
      try {
        formatted = format(source);
      } catch (FormatterException e) {
        IO.println(file + ": " + e.getMessage());
        unformatted.add(file);
        continue;
      }
      if (!formatted.equals(source)) {
        if (apply) Files.writeString(file, formatted);
        unformatted.add(file);
      }
    }
  }
  for (Path file : unformatted) IO.println((apply ? "formatted " : "not formatted: ") + file);
  if (!apply && !unformatted.isEmpty()) {
    IO.println("Run `mvn -N validate -Dformat=apply` and look at the difference.");
    System.exit(1);
  }
}

boolean isSource(Path file) {
  String path = file.toString();
  return path.endsWith(".java") && !path.contains("/target/");
}

String format(String source) throws FormatterException {
  var formatter = new Formatter(JavaFormatterOptions.defaultOptions());
  return formatter.formatSource(
      RemoveUnusedImports.removeUnusedImports(
          ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE)));
}

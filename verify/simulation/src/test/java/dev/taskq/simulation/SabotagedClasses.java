package dev.taskq.simulation;

import dev.taskq.rig.ReloadedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A second copy of all classes of taskq, with one source file changed: compiled in memory, and loaded instead of the
 * original. The copy cannot see the classes of the same name outside.
 */
final class SabotagedClasses extends ReloadedClasses {
    private static final String OURS = "dev.taskq.";

    private SabotagedClasses(Map<String, byte[]> changed) {
        super(SabotagedClasses.class.getClassLoader(), OURS, changed);
    }

    /** Changes the file, compiles it, and creates the class loader. */
    static SabotagedClasses with(Sabotage sabotage) throws IOException {
        Path file = project().resolve(sabotage.file());
        String source = Files.readString(file);
        int first = source.indexOf(sabotage.text());
        if (first < 0 || source.indexOf(sabotage.text(), first + 1) >= 0) {
            throw new AssertionError(sabotage.file() + " must have this text once, for \"" + sabotage.name() + "\":\n"
                    + sabotage.text());
        }
        return new SabotagedClasses(compile(file.toUri(), source.replace(sabotage.text(), sabotage.replacement())));
    }

    /** The folder with all modules: this one or its parent. */
    private static Path project() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.isDirectory(here.resolve("taskq-core/src/main/java"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new AssertionError("the sources are not there");
        }
        return here;
    }

    private static Map<String, byte[]> compile(URI name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Written written = new Written(compiler.getStandardFileManager(diagnostics, null, null));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        boolean good = compiler.getTask(
                        null,
                        written,
                        diagnostics,
                        List.of("-cp", classPath, "-proc:none", "-implicit:none", "-nowarn", "-parameters"),
                        null,
                        List.of(new Source(name, source)))
                .call();
        if (!good) {
            throw new AssertionError("the changed source cannot be compiled: " + diagnostics.getDiagnostics());
        }
        return written.classes();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(URI name, String text) {
            super(name, Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Written extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();

        Written(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            outputs.put(className, output);
            return new SimpleJavaFileObject(URI.create("memory:///" + className + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return output;
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            outputs.forEach((name, output) -> classes.put(name, output.toByteArray()));
            return classes;
        }
    }
}

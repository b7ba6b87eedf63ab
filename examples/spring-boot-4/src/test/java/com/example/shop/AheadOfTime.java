package com.example.shop;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.springframework.boot.SpringApplicationAotProcessor;

/** The shop, processed ahead of time as Boot's Maven plugin does it. */
final class AheadOfTime {
    private AheadOfTime() {}

    /** Returns the folder with the classes and the hints for a native image. */
    static Path process(Path folder, List<String> arguments) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> all = Stream.concat(
                        Stream.of(
                                Shop.class.getName(),
                                sources.toString(),
                                classes.toString(),
                                classes.toString(),
                                "com.example",
                                "shop"),
                        arguments.stream())
                .toList();
        SpringApplicationAotProcessor.main(all.toArray(String[]::new));
        compile(sources, classes);
        return classes;
    }

    /** All hints for a native image, as JSON. */
    static String hints(Path classes) throws IOException {
        StringBuilder hints = new StringBuilder();
        try (Stream<Path> found = Files.walk(classes)) {
            for (Path file : found.filter(file -> file.toString().endsWith(".json")).toList()) {
                hints.append(Files.readString(file));
            }
        }
        return hints.toString();
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> generated =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-d", classes.toString(), "-proc:none", "-nowarn",
                    "-cp", classes + System.getProperty("path.separator") + System.getProperty("java.class.path"));
            if (!compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(generated))
                    .call()) {
                throw new IllegalStateException(said.toString());
            }
        }
    }
}

package dev.taskq.process;

import dev.taskq.TaskHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes plugin jars of the handlers in {@code dev.taskq.process.plugin}. */
final class Plugin {
    private static final String CLASSES = "dev/taskq/process/plugin";

    private Plugin() {}

    /** A folder with one jar that has all classes and names these handlers. */
    static Path folder(Path parent, List<Class<? extends TaskHandler<?>>> handlers) throws IOException {
        Path folder = Files.createTempDirectory(parent, "plugins");
        write(folder.resolve("handlers.jar"), handlers);
        return folder;
    }

    static void write(Path jar, List<Class<? extends TaskHandler<?>>> handlers) throws IOException {
        String names = handlers.stream().map(Class::getName).collect(Collectors.joining("\n"));
        Path classes = testClasses();
        List<Path> files;
        try (Stream<Path> found = Files.list(classes.resolve(CLASSES))) {
            files = found.toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            add(zip, "META-INF/services/" + TaskHandler.class.getName(), names.getBytes(StandardCharsets.UTF_8));
            for (Path file : files) {
                add(zip, CLASSES + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }

    private static Path testClasses() {
        try {
            return Path.of(Plugin.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}

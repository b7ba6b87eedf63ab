package dev.taskq.rig.process;

import dev.taskq.TaskHandler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Creates plugin jars of handlers on the class path. */
public final class PluginJar {
    private PluginJar() {}

    /**
     * Writes a jar that declares handlers and contains all classes of their package.
     *
     * @param jar the file to write
     * @param handlers one or more, of one package, compiled into a folder
     * @throws IOException if it cannot be written
     */
    public static void write(Path jar, List<? extends Class<? extends TaskHandler<?>>> handlers) throws IOException {
        write(jar, handlers, List.of());
    }

    /**
     * Writes a jar as above that also refers to the jars of libraries.
     *
     * @param jar the file to write
     * @param handlers one or more, of one package, compiled into a folder
     * @param libraries one class of each library
     * @throws IOException if it cannot be written
     */
    public static void write(
            Path jar, List<? extends Class<? extends TaskHandler<?>>> handlers, List<Class<?>> libraries)
            throws IOException {
        Class<?> first = handlers.get(0);
        String folder = first.getPackageName().replace('.', '/');
        List<Path> files;
        try (Stream<Path> found = Files.list(classesOf(first).resolve(folder))) {
            files = found.filter(Files::isRegularFile).toList();
        }
        String names = handlers.stream().map(Class::getName).collect(Collectors.joining("\n"));
        try (JarOutputStream zip = new JarOutputStream(Files.newOutputStream(jar), manifest(libraries))) {
            add(zip, "META-INF/services/" + TaskHandler.class.getName(), names.getBytes(StandardCharsets.UTF_8));
            for (Path file : files) {
                add(zip, folder + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private static Manifest manifest(List<Class<?>> libraries) throws IOException {
        StringJoiner classPath = new StringJoiner(" ");
        for (Class<?> library : libraries) {
            classPath.add(classesOf(library).toUri().toString());
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath.toString());
        return manifest;
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }

    private static Path classesOf(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}

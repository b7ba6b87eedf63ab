package dev.taskq.agent.app;

import dev.taskq.TaskHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A jar in the making, of classes of the tests. */
final class TestJar {
    private static final int MAJOR_VERSION = 7;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    TestJar with(Class<?>... classes) {
        for (Class<?> each : classes) {
            entries.put(fileOf(each), bytesOf(each));
        }
        return this;
    }

    /** The class as if a compiler of the far future had made it. */
    TestJar withTooNew(Class<?> one) {
        byte[] bytes = bytesOf(one);
        bytes[MAJOR_VERSION] = 120;
        entries.put(fileOf(one), bytes);
        return this;
    }

    TestJar naming(String... handlers) {
        entries.put(
                "META-INF/services/" + TaskHandler.class.getName(),
                String.join("\n", handlers).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** With these handlers, which it names; all but their own classes is left out. */
    static TestJar of(Class<?>... handlers) {
        String[] names = new String[handlers.length];
        for (int i = 0; i < handlers.length; i++) {
            names[i] = handlers[i].getName();
        }
        return new TestJar().with(TestHandlers.Nothing.class).with(handlers).naming(names);
    }

    Path writeTo(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static String fileOf(Class<?> one) {
        return one.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytesOf(Class<?> one) {
        try (InputStream file = TestJar.class.getClassLoader().getResourceAsStream(fileOf(one))) {
            if (file == null) {
                throw new IllegalArgumentException("no such class file: " + one);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

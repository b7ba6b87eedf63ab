package dev.taskq.postgres;

import dev.taskq.postgres.Removals.Removal;
import dev.taskq.testkit.backend.PostgresBackend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The adapter's classes, and its tests', once more: with one statement altered, and all else the same. Lends them a database,
 * which {@link TestDatabase#migrated} asks for.
 */
final class AlteredClasses extends ClassLoader implements Supplier<PostgresBackend> {
    private static final String OURS = AlteredClasses.class.getPackageName() + ".";

    private final String resource;
    private final Removal removal;
    private final PostgresBackend lent;

    AlteredClasses(Removal removal, PostgresBackend lent) {
        super(AlteredClasses.class.getClassLoader());
        this.removal = removal;
        this.lent = lent;
        resource = OURS.replace('.', '/') + "sql/" + removal.statement() + ".sql";
    }

    @Override
    public PostgresBackend get() {
        return lent;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        return name.equals(resource)
                ? new ByteArrayInputStream(removal.altered().getBytes(StandardCharsets.UTF_8))
                : super.getResourceAsStream(name);
    }
}

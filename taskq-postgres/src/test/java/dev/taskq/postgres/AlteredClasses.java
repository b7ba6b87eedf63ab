package dev.taskq.postgres;

import dev.taskq.postgres.Removals.Removal;
import dev.taskq.rig.ReloadedClasses;
import dev.taskq.rig.backend.PostgresBackend;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A second copy of the adapter's classes and its tests, with one statement altered and all else the same. Lends them a
 * database, which {@link TestDatabase#migrated} uses.
 */
final class AlteredClasses extends ReloadedClasses implements Supplier<PostgresBackend> {
    private static final String OURS = AlteredClasses.class.getPackageName() + ".";

    private final String resource;
    private final Removal removal;
    private final PostgresBackend lent;

    AlteredClasses(Removal removal, PostgresBackend lent) {
        super(AlteredClasses.class.getClassLoader(), OURS, Map.of());
        this.removal = removal;
        this.lent = lent;
        resource = OURS.replace('.', '/') + "sql/" + removal.statement() + ".sql";
    }

    @Override
    public PostgresBackend get() {
        return lent;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        return name.equals(resource)
                ? new ByteArrayInputStream(removal.altered().getBytes(StandardCharsets.UTF_8))
                : super.getResourceAsStream(name);
    }
}

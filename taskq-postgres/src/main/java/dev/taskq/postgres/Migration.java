package dev.taskq.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One change of the schema: a file of {@code migration}. Immutable.
 *
 * @param version its place in the order, 1 for the first
 * @param name what it does
 */
record Migration(int version, String name) {
    /** All of them, in their order. A jar cannot list its files, so they are named here; a test compares. */
    static final List<Migration> ALL = List.of(new Migration(1, "create_tasks"));

    /** The version of a schema that is up to date. */
    static int latest() {
        return ALL.getLast().version();
    }

    String file() {
        return "V" + version + "__" + name + ".sql";
    }

    String sql() {
        return resource("migration/" + file());
    }

    /** The statement that makes the table of what was run. */
    static String historySql() {
        return resource("schema_history.sql");
    }

    private static String resource(String path) {
        try (InputStream in = Migration.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

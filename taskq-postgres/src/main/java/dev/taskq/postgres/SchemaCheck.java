package dev.taskq.postgres;

import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that the schema is the one that the migrations made. A restore beside running applications leaves tables
 * without primary keys, and manual repairs may leave out an index. Everything would seem to work, but rows would be
 * found twice or not at all.
 */
final class SchemaCheck {
    private static final Query SCHEMA = Query.load("health/schema");
    private static final String EXPECTED = "schema.txt";
    private static final int MOST_NAMED = 10;

    private SchemaCheck() {}

    /**
     * Fails, and names what is missing. Additional objects do no harm: they belong to a later version or to the
     * operator.
     */
    static void require(Connection connection) throws SQLException {
        Set<String> found = Set.copyOf(found(connection));
        List<String> missing =
                expected().stream().filter(line -> !found.contains(line)).toList();
        if (!missing.isEmpty()) {
            throw new StoreMisconfiguredException(Problem.SCHEMA_DAMAGED, told(missing), null);
        }
    }

    private static String told(List<String> missing) {
        String named = missing.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        int more = missing.size() - MOST_NAMED;
        return "the schema is not what the migrations made, see docs/postgres.md; missing: " + named
                + (more > 0 ? "; and " + more + " more" : "");
    }

    static List<String> found(Connection connection) throws SQLException {
        return SCHEMA.on(connection).rows(row -> row.text("line"));
    }

    static List<String> expected() {
        return Resource.text(EXPECTED).lines().toList();
    }
}

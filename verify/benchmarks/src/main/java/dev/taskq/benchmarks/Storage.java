package dev.taskq.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.StringJoiner;

/** The bytes that a finished task takes in Postgres, by table and index, after a stream of tasks went through and was vacuumed. */
final class Storage {
    private static final String PARTS = """
            select c.relname, pg_relation_size(c.oid)::float8 / greatest(1, (select count(*) from taskq.tasks)) as bytes
            from pg_class c
            where c.oid in (
              select unnest(array[t.oid, t.reltoastrelid]) from pg_class t
              where t.oid in ('taskq.tasks'::regclass, 'taskq.succeeded_tasks'::regclass)
              union all
              select x.indexrelid from pg_index x
              where x.indrelid in ('taskq.tasks'::regclass, 'taskq.succeeded_tasks'::regclass))
            order by bytes desc
            """;

    private final Bench bench;

    Storage(Bench bench) {
        this.bench = bench;
    }

    String line() throws SQLException {
        new GrownRows(bench).settle();
        StringJoiner parts = new StringJoiner(", ");
        double all = 0;
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement();
                ResultSet part = statement.executeQuery(PARTS)) {
            while (part.next()) {
                double bytes = part.getDouble("bytes");
                all += bytes;
                if (bytes >= 1) {
                    parts.add(String.format(Locale.ROOT, "%s %.0f", part.getString("relname"), bytes));
                }
            }
        }
        return String.format(Locale.ROOT, "storage: %.0f bytes a finished task (%s)", all, parts);
    }
}

package dev.taskq.postgres;

import java.util.List;
import java.util.Map;

/**
 * The migrations as one script in plain SQL, for an operator that runs it with any client. It leaves what Flyway would have left,
 * its history included, so that Flyway goes on from there. Immutable.
 */
final class SchemaScript {
    private final List<Migration> migrations;

    /** Of all migrations, by version. */
    SchemaScript(List<Migration> migrations) {
        this.migrations = List.copyOf(migrations);
    }

    static SchemaScript ofThisVersion() {
        return new SchemaScript(Migration.FILES.stream().map(Migration::load).toList());
    }

    /**
     * The script between two versions, of which 0 is a database without the schema.
     *
     * @param from before {@code to}
     */
    String between(int from, int to) {
        StringBuilder script = new StringBuilder();
        script.append(part(
                "begin",
                Map.of(
                        "from",
                        String.valueOf(from),
                        "to",
                        String.valueOf(to),
                        "lock",
                        String.valueOf(Migrations.LOCK))));
        if (from == 0) {
            script.append(part("create", Map.of()));
        }
        for (Migration migration : migrations.subList(from, to)) {
            script.append(part("before", Map.of("file", migration.file())));
            script.append(migration.sql().strip()).append('\n');
            script.append(part(
                    "after",
                    Map.of(
                            "version", String.valueOf(migration.version()),
                            "description", migration.description(),
                            "file", migration.file(),
                            "checksum", String.valueOf(migration.checksum()))));
        }
        return script.append(part("end", Map.of())).toString();
    }

    private static String part(String name, Map<String, String> values) {
        String text = Resource.text("script/" + name + ".sql");
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}

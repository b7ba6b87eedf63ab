package dev.taskq.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A file with the SQL that brings the schema to a version from the one before. Immutable.
 *
 * @param file its name, {@code V<version>__<description>.sql}
 * @param sql its content
 */
record Migration(String file, String sql) {
    /** All files, by version. The first version is 1. */
    static final List<String> FILES = List.of("V1__create_tasks.sql");

    private static final String BEHIND_VERSION = "__";

    static Migration load(String file) {
        return new Migration(file, Resource.text("migration/" + file));
    }

    int version() {
        return Integer.parseInt(file.substring(1, file.indexOf(BEHIND_VERSION)));
    }

    /** As Flyway writes it into its history. */
    String description() {
        return file.substring(file.indexOf(BEHIND_VERSION) + BEHIND_VERSION.length(), file.lastIndexOf('.'))
                .replace('_', ' ');
    }

    /** As Flyway calculates it: of the lines, without what ends them. */
    int checksum() {
        CRC32 sum = new CRC32();
        sql.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) sum.getValue();
    }
}

package dev.taskq.process;

import java.nio.file.Path;

/** The release that runs beside this version while an installation is upgraded. */
final class LastRelease {
    /** A file for each release, which {@code java -jar taskq-postgres-VERSION.jar} has printed. */
    static final Path SCHEMAS = Path.of("src", "test", "schemas");

    private static final String NAMED = System.getProperty("taskq.lastRelease", "none");

    private LastRelease() {}

    /** Whether there is one. Otherwise this version stands for it. */
    static boolean isThere() {
        return !NAMED.equals("none");
    }

    static String version() {
        return isThere() ? NAMED : Maven.version();
    }

    static Path schema() {
        return SCHEMAS.resolve("schema-" + version() + ".sql");
    }
}

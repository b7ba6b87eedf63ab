package dev.taskq.rig.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Copies the data of a running server for a standby that follows it, with Postgres' own base backup. */
final class StandbyFolder {
    private StandbyFolder() {}

    static void fill(Path home, PostgresServer primary, Path from) throws IOException {
        Path to = home.resolve("data");
        try (Connection connection =
                        DriverManager.getConnection(primary.jdbcUrl(), primary.user(), primary.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', true)");
            copy(from, to);
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(to.resolve("backup_label"), row.getString(1));
            }
        } catch (SQLException e) {
            throw new BackendUnavailableException("Postgres refused a base backup: " + e.getMessage(), e);
        }
        Files.createFile(to.resolve("standby.signal"));
        Files.writeString(
                to.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'%n"
                        .formatted(primary.port(), primary.user(), primary.password()),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(from)) {
            all = walked.toList();
        }
        for (Path one : all) {
            Path copy = to.resolve(from.relativize(one).toString());
            if (Files.isDirectory(one)) {
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(one));
            } else if (isWanted(from.relativize(one))) {
                try {
                    Files.copy(one, copy);
                } catch (NoSuchFileException removed) {
                    // Removed meanwhile; the WAL contains the removal, too.
                    Files.deleteIfExists(copy);
                }
            }
        }
    }

    /** Excludes the WAL, which the primary sends, and the files about the primary's own process. */
    private static boolean isWanted(Path file) {
        String name = file.toString();
        return !name.startsWith("pg_wal/") && !name.equals("postmaster.pid") && !name.equals("postmaster.opts");
    }
}

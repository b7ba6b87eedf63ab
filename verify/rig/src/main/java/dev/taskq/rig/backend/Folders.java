package dev.taskq.rig.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders of servers. */
final class Folders {
    private Folders() {}

    /**
     * A new folder for temporary files that other users may enter, because Postgres may have to run as another user.
     */
    static Path temporary(String prefix) throws IOException {
        return Files.setPosixFilePermissions(
                Files.createTempDirectory(prefix), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** The last lines of a log, joined to one line. */
    static String tail(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.filter(line -> !line.isBlank()).toList();
            return String.join(" | ", all.subList(Math.max(0, all.size() - 3), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return "no log";
        }
    }
}

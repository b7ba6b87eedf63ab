package dev.taskq.rig.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** Copies a file, or a folder with all that is in it, with its rights and, where this process may set it, its owner. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                copyOne(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    /** Makes a folder with the same files, which are copied where the file system cannot link them. They must not be changed. */
    static void link(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path link = to.resolve(from.relativize(path).toString());
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !isLinked(path, link)) {
                    copyOne(path, link);
                }
            }
        }
    }

    private static boolean isLinked(Path path, Path link) {
        try {
            Files.createLink(link, path);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static void copyOne(Path path, Path copy) throws IOException {
        Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** Fills a folder. */
    @FunctionalInterface
    interface Content {
        void fill(Path folder) throws IOException;
    }

    /**
     * Makes a folder unless it exists. Other processes may do the same at the same time: the first to end provides it. What is
     * unfinished is deleted, also if this JVM ends.
     */
    static void keep(Path kept, Content content) throws IOException {
        if (Files.exists(kept)) {
            return;
        }
        Path parent = Files.createDirectories(kept.toAbsolutePath().getParent());
        Path made = Files.createTempDirectory(parent, "unfinished-");
        try (FolderLeash leash = FolderLeash.on(made)) {
            content.fill(made);
            Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(kept)) {
                throw e;
            }
        } finally {
            delete(made);
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

package dev.taskq.rig.backend;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of Postgres, from the class path. Each server has its own folder, so that users share nothing and nothing is left
 * behind. To unpack them takes a second or two of a processor, so a build may keep them unpacked, and links them.
 *
 * @param folder the folder of the programs
 */
record PostgresBinaries(Path folder) {
    /** The folder where a build keeps them, which is made on first use. */
    private static final String KEPT = "taskq.rig.postgres-programs";

    static PostgresBinaries unpack(Path folder) throws IOException {
        return unpack(folder, Optional.ofNullable(System.getProperty(KEPT)).map(Path::of));
    }

    /**
     * Makes the programs of one server.
     *
     * @param folder their folder, which does not exist
     * @param kept the folder where they are kept unpacked, from the first call on; empty for none
     */
    static PostgresBinaries unpack(Path folder, Optional<Path> kept) throws IOException {
        if (kept.isPresent()) {
            Folders.keep(kept.get(), PostgresBinaries::unpackTo);
            Folders.link(kept.get(), folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } else {
            unpackTo(Files.createDirectory(folder));
        }
        return new PostgresBinaries(folder);
    }

    private static void unpackTo(Path folder) throws IOException {
        try (InputStream bundle = open();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(bundle)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
    }

    private static InputStream open() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String name = system.startsWith("mac") ? "Darwin" : system.startsWith("windows") ? "Windows" : "Linux";
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(name, System.getProperty("os.arch"));
        } catch (IOException | IllegalStateException e) {
            throw new BackendUnavailableException(
                    "No embedded Postgres for " + name + " on " + System.getProperty("os.arch") + ": "
                            + BackendSettings.NAME_A_POSTGRES,
                    e);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("An entry lies outside of its archive");
        }
        Files.createDirectories(entry.isDirectory() ? path : path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, path);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    Path initdb() {
        return folder.resolve("bin/initdb");
    }

    Path postgres() {
        return folder.resolve("bin/postgres");
    }
}

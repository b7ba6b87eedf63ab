package dev.taskq.rig.backend;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of Postgres, unpacked from the class path. They are unpacked for each server, which takes a second or
 * two, so that users share nothing and nothing is left behind.
 *
 * @param folder the folder of the programs
 */
record PostgresBinaries(Path folder) {
    static PostgresBinaries unpack(Path folder) throws IOException {
        Files.createDirectory(folder);
        try (InputStream bundle = open();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(bundle)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
        return new PostgresBinaries(folder);
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

package dev.taskq.rig.backend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Makes the data of a new server, with a superuser that has a random password. Initdb takes about a second of a processor, so a build
 * may keep the first data that it has made, and copies it. All servers of such a build have one password.
 */
final class InitialData {
    /** The folder where a build keeps the data, which is made on first use. */
    private static final String KEPT = "taskq.rig.postgres-data";

    private static final String DATA = "data";
    private static final String PASSWORD = "password";
    private static final int PASSWORD_BYTES = 16;

    private InitialData() {}

    static void make(PostgresBinaries binaries, Launcher launcher, Path data, Path password) throws IOException {
        make(
                binaries,
                launcher,
                data,
                password,
                Optional.ofNullable(System.getProperty(KEPT)).map(Path::of));
    }

    /**
     * Makes the data of one server.
     *
     * @param binaries has the program that initialises
     * @param launcher the way to run it
     * @param data the folder, which is empty
     * @param password the file for the password
     * @param kept the folder where data is kept initialised, from the first call on; empty for none
     */
    static void make(PostgresBinaries binaries, Launcher launcher, Path data, Path password, Optional<Path> kept)
            throws IOException {
        if (kept.filter(Files::exists).isPresent()) {
            Folders.delete(data);
            Folders.copy(kept.get().resolve(DATA), data);
            launcher.own(data);
            Files.deleteIfExists(password);
            Folders.copy(kept.get().resolve(PASSWORD), password);
            launcher.own(password);
            return;
        }
        initialise(binaries, launcher, data, password);
        if (kept.isPresent()) {
            Folders.keep(kept.get(), folder -> {
                Folders.copy(data, folder.resolve(DATA));
                Folders.copy(password, folder.resolve(PASSWORD));
            });
        }
    }

    private static void initialise(PostgresBinaries binaries, Launcher launcher, Path data, Path password)
            throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        Files.deleteIfExists(password);
        Files.writeString(
                Files.createFile(
                        password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                HexFormat.of().formatHex(secret));
        launcher.own(password);
        ProcessBuilder builder = new ProcessBuilder(launcher.command(List.of(
                        binaries.initdb().toString(),
                        "--pgdata=" + data,
                        "--username=" + PostgresServer.USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        // The password is random, so the cheap hash is sufficient; a costly one would slow down every
                        // connection.
                        "--set=scram_iterations=1",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync")))
                .redirectErrorStream(true);
        builder.environment().putAll(PostgresServer.ENVIRONMENT);
        Process initdb = builder.start();
        initdb.getOutputStream().close();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (initdb.waitFor() != 0) {
                throw new BackendUnavailableException("initdb failed ("
                        + output.strip().replaceAll("\\s*\\n\\s*", " | ") + "): " + BackendSettings.NAME_A_POSTGRES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PostgresServer.failed(e);
        }
    }
}

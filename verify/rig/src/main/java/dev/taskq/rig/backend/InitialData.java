package dev.taskq.rig.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the data of a new server, with a superuser that has a random password. Initdb takes about a second of a processor, so a build
 * may keep the first data that it has made, and copies it. All servers of such a build have one password. Immutable.
 *
 * @param options of initdb, beside the files
 * @param kept where data is kept initialised, from the first server on, in a folder whose name begins so; empty for nowhere
 */
record InitialData(List<String> options, Optional<Path> kept) {
    static final List<String> OPTIONS = List.of(
            "--username=" + PostgresServer.USER,
            "--auth=scram-sha-256",
            // The password is random, so the cheap hash is sufficient; a costly one would slow down every connection.
            "--set=scram_iterations=1",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync");

    /** The place where a build keeps the data. */
    private static final String KEPT = "taskq.rig.postgres-data";

    private static final String DATA = "data";
    private static final String PASSWORD = "password";
    private static final int PASSWORD_BYTES = 16;

    static InitialData ofThisBuild() {
        return new InitialData(
                OPTIONS, Optional.ofNullable(System.getProperty(KEPT)).map(Path::of));
    }

    /** Data that was initialised in another way is in another folder, so none is stale. */
    Optional<Path> folder() {
        String way = Integer.toHexString(Objects.hash(options, PostgresServer.ENVIRONMENT));
        return kept.map(begin -> Path.of(begin + "-" + way));
    }

    /**
     * Makes the data of one server.
     *
     * @param binaries has the program that initialises
     * @param launcher the way to run it
     * @param data the folder, which is empty
     * @param password the file for the password
     * @return the kept folder that was copied; empty if the data was initialised
     */
    Optional<Path> make(PostgresBinaries binaries, Launcher launcher, Path data, Path password) throws IOException {
        Optional<Path> folder = folder();
        if (folder.filter(Files::exists).isPresent()) {
            Folders.delete(data);
            Folders.copy(folder.get().resolve(DATA), data);
            launcher.own(data);
            Files.deleteIfExists(password);
            Folders.copy(folder.get().resolve(PASSWORD), password);
            launcher.own(password);
            return folder;
        }
        initialise(binaries, launcher, data, password);
        folder.ifPresent(empty -> keep(empty, data, password));
        return Optional.empty();
    }

    private static void keep(Path folder, Path data, Path password) {
        try {
            Folders.keep(folder, unfinished -> {
                Folders.copy(data, unfinished.resolve(DATA));
                Folders.copy(password, unfinished.resolve(PASSWORD));
            });
        } catch (IOException | UncheckedIOException e) {
            // This server has its data, and the next one initialises its own.
        }
    }

    private void initialise(PostgresBinaries binaries, Launcher launcher, Path data, Path password) throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        Files.deleteIfExists(password);
        Files.writeString(
                Files.createFile(
                        password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                HexFormat.of().formatHex(secret));
        launcher.own(password);
        List<String> command =
                new ArrayList<>(List.of(binaries.initdb().toString(), "--pgdata=" + data, "--pwfile=" + password));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(launcher.command(command)).redirectErrorStream(true);
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

package dev.taskq.rig.backend;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A running server on a leash: a small shell script that ends the server and removes its folder when this JVM closes
 * the pipe to it or ends, even by {@code kill -9}. So the server outlives every shutdown hook that may still need it,
 * and nothing is left behind. Thread-safe.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration LONGEST_START = TestTimeouts.PROCESS;
    private static final Duration LONGEST_END = TestTimeouts.LONG;
    private static final long POLL_MILLIS = 10;

    private final Process leash;
    private final Path pidFile;

    private ServerProcess(Process leash, Path pidFile) {
        this.leash = leash;
        this.pidFile = pidFile;
    }

    /**
     * The parameters of a server.
     *
     * @param command the command
     * @param environment additional variables of the environment
     * @param pidFile where the server writes its process id, in the first line
     * @param signal the signal that ends it
     * @param log the file for its output
     * @param remove the folder that is removed when it has been closed
     */
    record Spec(
            List<String> command,
            Map<String, String> environment,
            Path pidFile,
            String signal,
            Path log,
            Optional<Path> remove) {}

    static ServerProcess start(Spec spec) throws IOException {
        List<String> command = new ArrayList<>();
        Executables.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", script(), "leash"));
        command.add(spec.pidFile().toString());
        command.add(spec.signal());
        command.add(spec.remove().map(Path::toString).orElse(""));
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        return new ServerProcess(builder.start(), spec.pidFile());
    }

    private static String script() throws IOException {
        try (InputStream script = ServerProcess.class.getResourceAsStream("leash.sh")) {
            if (script == null) {
                throw new IOException("leash.sh is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    boolean isAlive() {
        return leash.isAlive();
    }

    /** The server's own process, once it has written its pid file and as long as it lives. */
    Optional<ProcessHandle> server() {
        try (var lines = Files.lines(pidFile)) {
            return lines.findFirst()
                    .map(String::trim)
                    .filter(line -> !line.isEmpty())
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                    .filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException e) {
            // Not written yet, or only in part.
            return Optional.empty();
        }
    }

    /** Waits until the server is ready; returns false if it has ended or takes far too long. */
    boolean awaitReady(BooleanSupplier ready) {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (leash.isAlive() && System.nanoTime() - end < 0) {
            if (ready.getAsBoolean()) {
                return true;
            }
            pause();
        }
        return false;
    }

    static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendUnavailableException("Interrupted while waiting for a server", e);
        }
    }

    /** Kills it with {@code kill -9}; its folder stays. */
    void kill() {
        server().ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** Ends it and removes its folder. */
    @Override
    public void close() {
        try {
            leash.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
    }

    private void awaitEnd() {
        boolean interrupted = false;
        try {
            long end = System.nanoTime() + LONGEST_END.toNanos();
            while (leash.isAlive() && System.nanoTime() - end < 0) {
                try {
                    boolean ended = leash.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (!ended) {
                        server().ifPresent(ProcessHandle::destroyForcibly);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

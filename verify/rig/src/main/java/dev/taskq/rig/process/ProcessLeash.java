package dev.taskq.rig.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Kills a process with {@code kill -9} when this JVM has ended, even if that was by {@code kill -9}, when no JVM hook
 * runs. Thread-safe.
 */
final class ProcessLeash {
    /** Waits for a line, which frees the process. The end of the input without a line means that this JVM has ended. */
    private static final String SCRIPT = "read -r line || kill -s KILL \"$1\"";

    private final Process leash;

    private ProcessLeash(Process leash) {
        this.leash = leash;
    }

    static ProcessLeash on(long pid) throws IOException {
        return new ProcessLeash(new ProcessBuilder("/bin/sh", "-c", SCRIPT, "leash", String.valueOf(pid))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Frees the process, since another process may get its id later. Called once. Returns when the leash has ended. */
    void free() {
        try (var line = leash.getOutputStream()) {
            line.write("free\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        leash.onExit().join();
    }
}

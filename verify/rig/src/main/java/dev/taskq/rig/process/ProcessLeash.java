package dev.taskq.rig.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Ends a process, by {@code kill -9}, when this JVM is gone, be it by {@code kill -9}: no hook of its own could. Thread-safe. */
final class ProcessLeash {
    /** Waits for a line, which frees the process; without one, this JVM is gone. */
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

    /** Frees the process, whose id another may have one day. Once. Returns when the leash is gone. */
    void free() {
        try (var line = leash.getOutputStream()) {
            line.write("free\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        leash.onExit().join();
    }
}

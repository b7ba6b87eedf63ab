package dev.taskq.rig.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes a folder if this JVM ends, by Ctrl-C or {@code kill -9}, while something is made in it: before there is a server
 * whose own leash does so. A hook of the JVM would not be enough: the thread that unpacks goes on beside it. One thread at a time.
 */
final class FolderLeash implements AutoCloseable {
    /** Waits for a line, which frees the folder; without one, this JVM is gone. */
    private static final String SCRIPT = "read -r line || rm -rf \"$1\"";

    private final Process leash;

    private FolderLeash(Process leash) {
        this.leash = leash;
    }

    static FolderLeash on(Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        // In a session of its own, so that Ctrl-C does not reach it.
        Executables.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "leash", folder.toString()));
        return new FolderLeash(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Frees the folder: it stays. Returns when the leash is gone. */
    @Override
    public void close() {
        try (var line = leash.getOutputStream()) {
            line.write("free\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        leash.onExit().join();
    }
}

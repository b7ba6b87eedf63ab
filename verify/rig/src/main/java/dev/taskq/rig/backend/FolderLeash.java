package dev.taskq.rig.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes a folder if this JVM ends, by Ctrl-C or {@code kill -9}, while files are created in it, before the server's
 * own leash exists. A JVM hook is not enough, because the unpacking thread would continue beside it. Used by one thread
 * at a time.
 */
final class FolderLeash implements AutoCloseable {
    /** Waits for a line, which frees the folder. The end of the input without a line means that this JVM has ended. */
    private static final String SCRIPT = "read -r line || rm -rf \"$1\"";

    private final Process leash;

    private FolderLeash(Process leash) {
        this.leash = leash;
    }

    static FolderLeash on(Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        // In its own session, so that Ctrl-C does not reach it.
        Executables.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "leash", folder.toString()));
        return new FolderLeash(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Frees the folder, which then stays. Returns when the leash has ended. */
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

package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a temporary folder when a JVM ends while it creates files there. */
class FolderLeashTest {
    private static final Duration LONG = TestTimeouts.PROCESS;

    @TempDir
    private Path tests;

    /** Begins to create a server in a temporary folder below the given one, and never finishes. */
    static final class Unpacks {
        private Unpacks() {}

        public static void main(String[] arguments) {
            PostgresServer.inTemporaryFolder(
                    home -> {
                        Files.writeString(
                                Files.createDirectory(home.resolve("programs")).resolve("some"), "half");
                        return forEver();
                    },
                    root -> List.of(),
                    InitialData.ofThisBuild());
        }

        private static PostgresBinaries forEver() throws IOException {
            System.in.transferTo(System.out);
            throw new IOException("the test has ended");
        }
    }

    @Test
    void nothingIsLeftByAJvmThatIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + tests,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Unpacks.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Eventually.until(
                    LONG,
                    () -> begun().filter(home -> Files.exists(home.resolve("programs/some")))
                            .isPresent());
        } finally {
            jvm.toHandle().destroyForcibly();
        }
        Eventually.until(LONG, () -> begun().isEmpty());
    }

    /** The folder, while it is there. */
    private Optional<Path> begun() {
        try (var all = Files.list(tests)) {
            return all.filter(path -> path.getFileName().toString().startsWith("taskq-postgres-"))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void whatIsFreedStays() throws Exception {
        Path folder = Files.createDirectory(tests.resolve("made"));
        FolderLeash.on(folder).close();
        assertThat(folder).isDirectory();
    }
}

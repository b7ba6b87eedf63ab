package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that run at once share the archive of their classes, also while one of them makes it. */
class ClassArchiveTest {
    private static final Path JAR = Path.of("..", "..", "taskq-cli", "target", "taskq-cli.jar");

    @TempDir
    private Path folder;

    /** A command under way, whose output goes to files. */
    private record Command(Process process, Path out, Path err) {
        void assertIsDone() throws IOException, InterruptedException {
            assertThat(process.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThat(Files.readString(err)).isEmpty();
            assertThat(Files.readString(out)).startsWith("taskq ");
            assertThat(process.exitValue()).isZero();
        }
    }

    private Path archive() {
        return folder.resolve("taskq-cli.jsa");
    }

    private Command read() throws IOException {
        return start("-XX:SharedArchiveFile=" + archive());
    }

    private Command write(Path to) throws IOException {
        return start("-XX:ArchiveClassesAtExit=" + to);
    }

    private Command start(String option) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "-jar",
                        JAR.toString(),
                        "--version")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Command(process, out, err);
    }

    /** As the launcher does: an archive gets its name when it is complete, so none is read that is half written. */
    private void replace(Path complete) throws IOException {
        Files.move(complete, archive(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void commandsThatStartAtOnceRunWhileTheArchiveIsMadeAndReplaced() throws Exception {
        Path first = folder.resolve("1.jsa");
        write(first).assertIsDone();
        replace(first);
        Path second = folder.resolve("2.jsa");
        Command writer = write(second);
        List<Command> readers = List.of(read(), read());
        writer.assertIsDone();
        replace(second);
        read().assertIsDone();
        for (Command reader : readers) {
            reader.assertIsDone();
        }
    }
}

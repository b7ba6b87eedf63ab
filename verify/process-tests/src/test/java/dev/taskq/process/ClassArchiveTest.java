package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that run at once share the archive of their classes, also while one of them makes it. */
class ClassArchiveTest {
    private static final Path JAR = Path.of("..", "..", "taskq-cli", "target", "taskq-cli.jar");
    private static final Path LAUNCHER = Path.of("..", "..", "taskq");
    private static final Path PAGE = Path.of("..", "..", "docs", "cli.md");
    private static final String CALL = "types --url http://127.0.0.1:9";

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

        void assertCouldNotCall() throws IOException, InterruptedException {
            assertThat(process.waitFor(TestTimeouts.PROCESS.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThat(Files.readString(err)).contains("Does the coordinator run");
        }
    }

    private Path archive() {
        return folder.resolve("taskq-cli.jsa");
    }

    private Command read() throws IOException {
        return start(List.of("-XX:SharedArchiveFile=" + archive()), "--version");
    }

    private Command write(Path to) throws IOException {
        return start(List.of("-XX:ArchiveClassesAtExit=" + to), "--version");
    }

    private Command start(List<String> options, String arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Xlog:all=error:stderr"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TASKQ_TOKEN", "none");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Command(process, out, err);
    }

    /** As the launcher does: an archive gets its name when it is complete, so none is read that is half written. */
    private void replace(Path complete) throws IOException {
        Files.move(complete, archive(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** As the launcher and the documentation write the archive: by a command that makes a call, which fails. */
    @Test
    void theArchiveHasTheClassesOfACallWhicheverCommandIsFirst() throws Exception {
        assertThat(Files.readString(LAUNCHER)).contains(" " + CALL + " >/dev/null");
        assertThat(Files.readString(PAGE)).contains("jar " + CALL + "\n");
        start(List.of("-XX:ArchiveClassesAtExit=" + archive()), CALL).assertCouldNotCall();
        Path log = folder.resolve("classes.txt");

        start(List.of("-XX:SharedArchiveFile=" + archive(), "-Xlog:class+load:file=" + log), CALL)
                .assertCouldNotCall();

        List<String> classes = Files.readAllLines(log);
        for (String loaded :
                List.of("dev.taskq.client.", "com.fasterxml.jackson.databind.", "jdk.internal.net.http.")) {
            assertThat(classes)
                    .filteredOn(line -> line.contains(" " + loaded) && !line.contains("$$Lambda"))
                    .as(loaded)
                    .isNotEmpty()
                    .allMatch(line -> line.contains("source: shared objects file"));
        }
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

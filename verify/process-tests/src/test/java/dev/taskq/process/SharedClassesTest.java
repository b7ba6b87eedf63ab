package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Otherwise a JVM could leave the archives unused without a sign of it. */
class SharedClassesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "agent"})
    void applicationsTakeTheirClassesFromTheirArchives(String app) throws Exception {
        // Tests in other JVMs may be making them.
        List<String> options = Eventually.get(
                TestTimeouts.PROCESS, () -> Optional.of(options(app)).filter(some -> !some.isEmpty()));
        Path log = folder.resolve("classes.txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of(
                "-Xlog:class+load:file=" + log, "-jar", AppProcess.jar(app).toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile());
        // So that it ends.
        builder.environment().put("TASKQ_LOG_LEVEL", "LOUD");
        Process process = builder.start();
        assertThat(process.waitFor(TestTimeouts.PROCESS.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(log)
                .content()
                .containsPattern("dev\\.taskq\\.%s\\.app\\.Main source: shared objects file \\(top\\)".formatted(app));
    }

    private static List<String> options(String app) {
        try {
            return SharedClasses.options(app);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

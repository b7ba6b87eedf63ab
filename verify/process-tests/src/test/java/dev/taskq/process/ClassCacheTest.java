package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskq.rig.backend.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class cache of an image, created as the image build creates it. */
class ClassCacheTest {
    private static final int BAD_SETTINGS = 78;
    private static final int NO_CACHE = 1;
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Path DOCKER = Path.of("..", "..", "deploy", "docker");

    @TempDir
    private Path home;

    /** Old classes among new ones would fail anywhere, or mix the behaviour of two versions. */
    @Test
    void cacheIsUsedWithItsOwnJarAndIgnoredWithAnother() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "the images run on 25");
        Path jar = home.resolve("app.jar");
        Files.copy(Path.of("..", "..", "taskq-coordinator-app", "target", "taskq-coordinator.jar"), jar);
        Files.copy(DOCKER.resolve("jvm.options"), home.resolve("jvm.options"));

        expect(0, "bash", DOCKER.resolve("train").toString(), home.toString());

        // Its tokens are missing, which its own message says.
        expectOfStart(BAD_SETTINGS, "-XX:AOTMode=on");
        // As in the smallest container: the heap begins small, and a JVM ends if the objects of the cache do not fit
        // into it.
        expectOfStart(BAD_SETTINGS, "-XX:AOTMode=on", "-XX:MaxRAM=512m", "-XX:+UseSerialGC");
        // As for another jar, which a JVM recognises by its time and size.
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        expectOfStart(NO_CACHE, "-XX:AOTMode=on");
        expectOfStart(BAD_SETTINGS, "-XX:AOTMode=auto");
    }

    /** Starts the application as the image does. */
    private void expectOfStart(int exitCode, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(JAVA.resolve("java").toString(), "@" + home.resolve("jvm.options")));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", home.resolve("app.jar").toString()));
        expect(exitCode, command.toArray(String[]::new));
    }

    private void expect(int exitCode, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("TASKQ_"));
        builder.environment().put("TASKQ_HTTP_PORT", Integer.toString(Ports.free()));
        builder.environment().merge("PATH", JAVA.toString(), (path, first) -> first + File.pathSeparator + path);
        Path output = home.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(AppProcess.LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ended", command[0])
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s said %s", List.of(command), Files.readString(output))
                    .isEqualTo(exitCode);
        } finally {
            List<ProcessHandle> left = new ArrayList<>(process.descendants().toList());
            left.add(process.toHandle());
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }
}

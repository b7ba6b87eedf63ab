package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.process.TrainedJar;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The AOT cache of a training run, made as the build of an image makes it. Each start is without tokens, which the program says and
 * then ends: so it is seen that a program starts, whatever its cache is like.
 */
@Tag("full")
class TrainingTest {
    private static final int BAD_SETTINGS = 78;
    private static final int NO_CACHE = 1;
    private static final int WRONG_OPTION = 2;

    /** Lines of the JVM begin with its time and a level. */
    private static final Pattern COMPLAINT = Pattern.compile("(?i)aot|cache|^\\[");

    /** The JVM then ends if it cannot use the cache. */
    private static final String CACHE_NEEDED = "-XX:AOTMode=on";

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Path ROOT = Path.of("..", "..");
    private static final Path DOCKER = ROOT.resolve("deploy/docker");
    private static final Path TRAINING = ROOT.resolve("verify/training/target");
    private static final Path COORDINATOR = ROOT.resolve("taskq-coordinator-app/target/taskq-coordinator.jar");
    private static final Path AGENT = ROOT.resolve("taskq-agent-app/target/taskq-agent.jar");
    private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    private static Path trained;

    @TempDir
    private Path home;

    /** What a program ended with, and what it and its JVM printed. */
    private record End(int code, List<String> lines) {
        /** All that was printed of the cache. */
        List<String> complaints() {
            return lines.stream()
                    .filter(line -> !line.startsWith("NOTE: Picked up"))
                    .filter(line -> COMPLAINT.matcher(line).find())
                    .toList();
        }
    }

    @BeforeAll
    static void train() throws IOException, InterruptedException {
        assumeTrue(TrainedJar.isPossible(), "the images run on 25");
        Path jar = trained.resolve("app.jar");
        Files.copy(COORDINATOR, jar);
        Files.setLastModifiedTime(jar, BUILT);
        Files.copy(DOCKER.resolve("jvm.options"), trained.resolve("jvm.options"));
        Files.copy(DOCKER.resolve("start"), trained.resolve("start"));

        End end = training("--image", "coordinator", "--coordinator", jar.toString(), "--agent", AGENT.toString());

        assertThat(end.code()).as("%s", end.lines()).isZero();
    }

    /** An image of its own for each test, since a JVM that had been there does not know whether a file was moved. */
    @BeforeEach
    void copy() throws IOException {
        for (String file : List.of("app.jar", "jvm.options", "start", "app.aot", "app.aot.of")) {
            Files.copy(trained.resolve(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Test
    void cacheIsUsed() throws Exception {
        End end = start(CACHE_NEEDED);

        assertThat(end.code()).as("%s", end.lines()).isEqualTo(BAD_SETTINGS);
        assertThat(end.complaints()).isEmpty();
    }

    /** As in the smallest container: the heap begins small, and a JVM ends if the objects of the cache do not fit into it. */
    @Test
    void cacheIsUsedInASmallContainer() throws Exception {
        End end = start(CACHE_NEEDED, "-XX:MaxRAM=512m", "-XX:+UseSerialGC");

        assertThat(end.code()).as("%s", end.lines()).isEqualTo(BAD_SETTINGS);
    }

    /** Old classes among new ones would fail anywhere, or mix the behaviour of two versions. */
    @Test
    void cacheOfAnotherJarIsIgnored() throws Exception {
        Files.setLastModifiedTime(home.resolve("app.jar"), FileTime.from(Instant.EPOCH));

        End end = start();

        assertThat(end.code()).isEqualTo(BAD_SETTINGS);
        assertThat(end.complaints()).singleElement().asString().contains("app.aot was made of another app.jar");
    }

    @Test
    void cacheThatIsCutIsIgnored() throws Exception {
        try (FileChannel cache = FileChannel.open(home.resolve("app.aot"), StandardOpenOption.WRITE)) {
            cache.truncate(cache.size() / 2);
        }

        expectIgnored();
    }

    @Test
    void cacheWithoutAHeadIsIgnored() throws Exception {
        overwrite(0, new byte[64]);

        expectIgnored();
    }

    @Test
    void emptyCacheIsIgnored() throws Exception {
        Files.write(home.resolve("app.aot"), new byte[0]);

        expectIgnored();
    }

    /** The head of a cache names the build of its JVM. */
    @Test
    void cacheOfAnotherJvmIsIgnored() throws Exception {
        byte[] version = System.getProperty("java.vm.version").getBytes(StandardCharsets.US_ASCII);
        byte[] head = new byte[4096];
        try (FileChannel cache = FileChannel.open(home.resolve("app.aot"), StandardOpenOption.READ)) {
            cache.read(ByteBuffer.wrap(head));
        }
        int place =
                new String(head, StandardCharsets.ISO_8859_1).indexOf(new String(version, StandardCharsets.ISO_8859_1));
        assertThat(place).as("where the JVM is named").isPositive();
        overwrite(place, "24".getBytes(StandardCharsets.US_ASCII));

        expectIgnored();
    }

    /** This collector has no compressed pointers, and the cache has. */
    @Test
    void cacheOfOtherOptionsIsIgnored() throws Exception {
        expectIgnored("-XX:+UseZGC");
    }

    /** Nothing writes to an image. */
    @Test
    void cacheInAFolderThatCannotBeWrittenIsUsed() throws Exception {
        assertThat(home.toFile().setWritable(false)).isTrue();

        assertThat(start(CACHE_NEEDED).code()).isEqualTo(BAD_SETTINGS);

        assertThat(home.toFile().setWritable(true)).isTrue();
    }

    @Test
    void imageOfAnUnknownProgramIsRefused() throws Exception {
        End end = training("--image", "load", "--coordinator", COORDINATOR.toString(), "--agent", AGENT.toString());

        assertThat(end.code()).isEqualTo(WRONG_OPTION);
        assertThat(end.lines()).singleElement().asString().contains("--image is coordinator or agent, not \"load\"");
    }

    private void expectIgnored(String... options) throws IOException, InterruptedException {
        End end = start(options);

        assertThat(end.code()).as("%s", end.lines()).isEqualTo(BAD_SETTINGS);
        assertThat(end.complaints()).singleElement().asString().contains("the JVM cannot use its AOT cache");
        List<String> strict = new ArrayList<>(List.of(options));
        strict.add(CACHE_NEEDED);
        assertThat(start(strict.toArray(String[]::new)).code())
                .as("the cache is not usable")
                .isEqualTo(NO_CACHE);
    }

    private void overwrite(long place, byte[] bytes) throws IOException {
        try (FileChannel cache = FileChannel.open(home.resolve("app.aot"), StandardOpenOption.WRITE)) {
            cache.write(ByteBuffer.wrap(bytes), place);
        }
    }

    /** Starts the application as the image does, with more options for the JVM. */
    private End start(String... options) throws IOException, InterruptedException {
        return run(
                Map.of("JDK_JAVA_OPTIONS", String.join(" ", options)),
                List.of("bash", home.resolve("start").toString()));
    }

    private static End training(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.resolve("java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                TRAINING.resolve("training.jar") + File.pathSeparator + TRAINING.resolve("lib") + "/*",
                "dev.taskq.training.Main",
                "--calls",
                "500",
                "--plugin",
                TRAINING.resolve("training-handler.jar").toString()));
        command.addAll(List.of(arguments));
        return run(Map.of(), command);
    }

    private static End run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("TASKQ_"));
        builder.environment().putAll(environment);
        builder.environment().put("TASKQ_HTTP_PORT", Integer.toString(Ports.free()));
        builder.environment().merge("PATH", JAVA.toString(), (path, first) -> first + File.pathSeparator + path);
        Path output = Files.createTempFile(trained, "output", "");
        Process process = builder.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(3 * AppProcess.LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ended", command)
                    .isTrue();
            return new End(process.exitValue(), Files.readAllLines(output));
        } finally {
            List<ProcessHandle> left = new ArrayList<>(process.descendants().toList());
            left.add(process.toHandle());
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }
}

package dev.taskq.examples.resize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, with the heap of an agent's container, which ends where that does not do. */
class SmallHeapTest {
    private static final String GIVES_UP = Outcome.giveUp("").toString().replaceFirst("\\]$", "");

    @TempDir
    private Path root;

    private void resource(String name) throws IOException {
        try (InputStream in = SmallHeapTest.class.getResourceAsStream("/pictures/" + name)) {
            Files.copy(Objects.requireNonNull(in, name), root.resolve(name));
        }
    }

    private List<String> run(String... tasks) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                // With others it is some megabytes less, and what fits one at a time would not fit at all.
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                ManyAtOnce.class.getName(),
                root.toString()));
        command.addAll(List.of(tasks));
        Path said = root.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(() -> "ends well: " + read(said)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return read(said).lines().toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void aPictureThatCanNeverFitGivesUpAndSaysSo() throws Exception {
        resource("bomb16.png");
        assertThat(run("bomb16.png", "100", "100"))
                .singleElement()
                .asString()
                .startsWith(GIVES_UP + "this takes 376 MiB of memory, more than the ");
    }

    @Test
    void thoseThatFitOnlyOneAtATimeWaitForEachOther() throws Exception {
        resource("rgba49mp.png");
        String[] task = {"rgba49mp.png", "100", "100"};
        assertThat(run(
                        task[0], task[1], task[2], task[0], task[1], task[2], task[0], task[1], task[2], task[0],
                        task[1], task[2]))
                .hasSize(4)
                .allMatch(line -> line.startsWith("Done"));
    }

    @Test
    void enlargementsCountTheirTarget() throws Exception {
        Pictures.write(Pictures.halves(32, 32), "png", root.resolve("in.png"));
        assertThat(run("in.png", "7071", "7071", "in.png", "7071", "7071", "in.png", "7071", "7071"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("Done"));
    }
}

package dev.taskq.rig.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens to a process when the JVM that started it ends. */
class ProcessLeashTest {
    private static final Duration LONG = TestTimeouts.PROCESS;

    /** Starts a process, prints its id, and waits. */
    static final class Starts {
        private Starts() {}

        public static void main(String[] arguments) throws IOException {
            Process started = sleeping();
            ProcessLeash.on(started.pid());
            System.out.println(started.pid());
            System.in.transferTo(System.out);
        }
    }

    @Test
    void processEndsWithAJvmThatIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starts.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle started;
        try (var output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            started = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            assertThat(started.isAlive()).isTrue();
        } finally {
            jvm.toHandle().destroyForcibly();
        }

        Eventually.until(LONG, () -> !started.isAlive());
    }

    @Test
    void processThatWasFreedLives() throws Exception {
        Process process = sleeping();
        try {
            ProcessLeash.on(process.pid()).free();
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process sleeping() throws IOException {
        return new ProcessBuilder("sleep", "600").start();
    }
}

package dev.taskq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.program.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
    @Test
    void optionsThatDoNotFitAreToldInOneLine() throws Exception {
        try (Program bench = Program.start(Main.class, "--loads", "--peers")) {
            assertThat(bench.exitCode()).isEqualTo(2);
            assertThat(bench.lines())
                    .containsExactly(
                            "taskq: --loads and --peers are different runs: give one of them; --help tells more");
        }
        try (Program bench = Program.start(Main.class, "--against", "HEAD", "--idle", "1")) {
            assertThat(bench.exitCode()).isEqualTo(2);
            assertThat(bench.lines())
                    .containsExactly("taskq: --against goes alone or with --loads, not with --idle; --help tells more");
        }
    }

    @Test
    void nothingOfAnotherVersionIsLeftAfterAnInterrupt() throws Exception {
        try (Program bench = Program.start(Main.class, "--against", "HEAD")) {
            bench.awaitLine("building HEAD");
            bench.interrupt();
            bench.exitCode();
        }
        assertThat(Files.exists(Path.of("..", "..", "target", "against"))).isFalse();
    }
}

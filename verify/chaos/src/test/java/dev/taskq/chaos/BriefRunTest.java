package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.process.TemporaryFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BriefRunTest {
    private static final long SEED = 1;

    @Test
    @Tag("full")
    void everyPromiseIsKeptThroughTheMostTellingFaults() throws Exception {
        ChaosRun run = new ChaosRun(
                Options.brief(Path.of("..", ".."), SEED), TemporaryFolder.create("taskq-chaos-"), System.out);
        boolean kept = false;
        try {
            ChaosRun.Verdict verdict = run.run();
            kept = verdict.violations().isEmpty();
            assertThat(verdict.violations()).as("see %s", verdict.folder()).isEmpty();
        } finally {
            run.close(!kept);
        }
    }
}

package dev.taskq.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.program.Program;
import org.junit.jupiter.api.Test;

class LoadMainTest {
    /** Postgres, Redis and what keeps each on its leash, the coordinator and an agent. */
    private static final int PROCESSES = 6;

    @Test
    void everyTaskIsFollowedToItsEndAndNothingIsLeft() throws Exception {
        try (Program load = Program.start(
                LoadMain.class, "--rate", "10/s", "--agents", "1", "--minutes", "0.05", "--warm-up", "1")) {
            load.awaitLine("load on http://");

            // The speed is not checked, because the machine may be busy.
            assertThat(load.exitCode()).as("%s", load.lines()).isIn(0, 3);
            assertThat(load.lines())
                    .contains(
                            "offered      30 calls, 10.0/s",
                            "accepted     30",
                            "succeeded    30",
                            "unfinished   0",
                            "lost         0")
                    .noneMatch(line -> line.contains("SLF4J"))
                    .anyMatch(line -> line.matches("ack +[0-9]+ of [0-9]+ within a second"));
            load.assertNothingIsLeft(PROCESSES);
        }
    }

    @Test
    void optionsThatDoNotFitAreToldInOneLine() throws Exception {
        try (Program load =
                Program.start(LoadMain.class, "--url", "http://localhost:9", "--token", "x", "--agents", "2")) {
            assertThat(load.exitCode()).isEqualTo(2);
            assertThat(load.lines())
                    .containsExactly("taskq: --agents is for the stack that is started here, not for --url;"
                            + " --help tells more");
        }
    }
}

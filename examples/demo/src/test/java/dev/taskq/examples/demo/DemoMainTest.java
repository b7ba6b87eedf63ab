package dev.taskq.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.program.Program;
import org.junit.jupiter.api.Test;

class DemoMainTest {
    /** Postgres, Redis and what keeps each on its leash, and the coordinator. */
    private static final int PROCESSES = 5;

    @Test
    void aFewTasksSucceedAndNothingIsLeft() throws Exception {
        try (Program demo = Program.start(DemoMain.class, "--tasks", "30")) {
            demo.awaitLine("starting 10 agents");

            assertThat(demo.exitCode()).as("%s", demo.lines()).isZero();
            assertThat(demo.lines())
                    .contains("succeeded in Postgres    30 of 30", "pictures on disk, right  30 of 30")
                    .noneMatch(line -> line.contains("WARN") || line.contains("INFO") || line.contains("DEBUG"));
            demo.assertNothingIsLeft(PROCESSES);
        }
    }

    @Test
    void interruptInTheMiddleOfTheStartLeavesNothing() throws Exception {
        try (Program demo = Program.start(DemoMain.class)) {
            demo.awaitLine("starting Postgres");
            demo.interrupt();

            assertThat(demo.exitCode()).as("%s", demo.lines()).isEqualTo(130);
            assertThat(demo.lines()).noneMatch(line -> line.contains("starting Redis"));
            demo.assertNothingIsLeft(0);
        }
    }

    @Test
    void argumentsThatItDoesNotKnowAreToldInOneLine() throws Exception {
        try (Program demo = Program.start(DemoMain.class, "--tasks", "0")) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.lines())
                    .containsExactly("taskq: Invalid value for option '--tasks':"
                            + " \"0\" is not a whole number between 1 and 100000; --help tells more");
        }
    }
}

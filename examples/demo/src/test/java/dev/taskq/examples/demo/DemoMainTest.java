package dev.taskq.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.program.Program;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import org.junit.jupiter.api.Tag;
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
    @Tag("full")
    void whatIsBrokenInTheConsoleLosesNoTask() throws Exception {
        try (Program demo = Program.start(DemoMain.class, "--console", "--tasks", "60")) {
            demo.awaitLine("Ctrl-C ends it.");
            assertThat(demo.lines()).noneMatch(line -> line.contains("INFO"));
            DemoPage page = DemoPage.open(printed(demo, "console"), printed(demo, "token"));

            page.click("flush-redis");
            page.click("stop-redis");
            page.click("kill-agent");
            assertThat(page.body())
                    .contains("The agent of process", "Redis was killed", "is dead: agents scan Postgres");
            Eventually.until(TestTimeouts.PROGRAM, () -> page.body().contains("Another agent has started"));
            page.click("start-redis");
            long accepted = page.figure("Accepted");
            Eventually.until(TestTimeouts.PROGRAM, () -> page.figure("Finished") >= accepted);

            assertThat(page.figure("Lost")).isZero();
            assertThat(accepted).isGreaterThan(60);
            assertThat(page.figure("Agents")).isEqualTo(3);
            assertThat(page.body("/console/tasks?status=failed")).contains("resize_image");
            assertThat(page.body("/console/schedules")).contains("receipts");
            assertThat(page.body("/console/tasks?type=resize_imgae")).contains("queued");
            assertThat(page.body("/console/types/resize_imgae")).contains("No agent");
            // Two tasks a second, all day.
            assertThat(page.body("/console")).containsPattern("Yesterday</th>\\s*<td[^>]*>172,800</td>");
            int told = demo.lines().size();
            demo.interrupt();
            assertThat(demo.exitCode()).isEqualTo(130);
            // Its own parts end before what they use.
            assertThat(demo.lines().subList(told, demo.lines().size()))
                    .noneMatch(line -> line.contains("Exception") || line.contains("heartbeat"));
        }
    }

    private static String printed(Program demo, String what) {
        return demo.lines().stream()
                .filter(line -> line.startsWith("  " + what + " "))
                .map(line -> line.strip().split(" +", 2)[1])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void interruptInTheMiddleOfTheStartLeavesNothing() throws Exception {
        try (Program demo = Program.startWithNothingKept(DemoMain.class)) {
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

package dev.taskq.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** One stack for all tests, which the last one ends. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpMainTest {
    /** Postgres, Redis and what keeps each on its leash, the coordinator and two agents. */
    private static final int PROCESSES = 7;

    private Program up;

    @BeforeAll
    void start() throws Exception {
        up = Program.start(UpMain.class, "0");
        up.awaitLine("Ctrl-C ends it.");
    }

    @AfterAll
    void end() {
        up.close();
    }

    @Test
    @Order(1)
    void whatItPrintsWorksAsPasted() throws Exception {
        // The lines are for people who have curl; where there is none, nobody could paste them.
        assumeTrue(bash("command -v curl").contains("curl"), "there is no curl here");
        List<String> calls =
                up.lines().stream().filter(line -> line.startsWith("curl ")).toList();
        assertThat(calls).hasSize(2);

        assertThat(bash(calls.get(0))).contains("\"id\": 1", "\"status\": \"queued\"");
        assertThat(bash(calls.get(1))).contains("\"id\":1", "\"status\":\"succeeded\"");
    }

    @Test
    @Order(2)
    void interruptEndsAllOfItAndLeavesNothing() throws Exception {
        up.interrupt();

        assertThat(up.exitCode()).as("%s", up.lines()).isEqualTo(130);
        assertThat(up.lines()).last().asString().contains("Ctrl-C ends it.");
        up.assertNothingIsLeft(PROCESSES);
    }

    @Test
    void portThatIsTakenIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program second = Program.start(UpMain.class, Integer.toString(taken.getLocalPort()))) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.lines())
                    .containsExactly("taskq: port " + taken.getLocalPort()
                            + " is taken: end what listens there, or name another port");
        }
    }

    private static String bash(String line) throws IOException, InterruptedException {
        Process bash =
                new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return said;
    }
}

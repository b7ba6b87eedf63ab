package dev.taskq.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskq.rig.program.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
        up = Program.start(UpMain.class, "0", "0");
        up.awaitLine("Ctrl-C ends it.");
    }

    @AfterAll
    void end() {
        up.close();
    }

    @Test
    @Order(1)
    void whatItPrintsWorksAsPasted() throws Exception {
        // The printed lines use curl, so they cannot be run without it.
        assumeTrue(bash("command -v curl").contains("curl"), "there is no curl here");
        String lines = String.join("\n", up.lines());
        String pasted = lines.substring(lines.indexOf("id=$(curl"), lines.indexOf("Ctrl-C ends it."));

        assertThat(bash(pasted)).contains("\"id\": 1,", "\"id\":1,", "\"status\":\"succeeded\"");
        assertThat(bash(pasted)).contains("\"id\": 2,", "\"id\":2,", "\"status\":\"succeeded\"");
    }

    @Test
    @Order(1)
    void grpcIsServedAtTheAddressThatIsPrinted() throws Exception {
        URI server = URI.create("http://" + printed("gRPC"));

        try (Socket caller = new Socket(server.getHost(), server.getPort())) {
            // A server of HTTP/2 begins with a frame of settings, whose type is the fourth byte.
            assertThat(caller.getInputStream().readNBytes(4)).endsWith(4);
        }
    }

    @Test
    @Order(1)
    void tokensThatItPrintsHaveTheirScopes() throws Exception {
        assertThat(List.of(
                        statusOf("/v1/types", "token"),
                        statusOf("/v1/types", "read"),
                        statusOf("/v1/types", "own"),
                        statusOf("/v1/tasks", "own")))
                .containsExactly(200, 200, 403, 200);
    }

    private int statusOf(String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(printed("address") + path))
                .header("Authorization", "Bearer " + printed(token))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private String printed(String name) {
        return up.lines().stream()
                .map(line -> line.strip().split(" +", -1))
                .filter(words -> words[0].equals(name))
                .findFirst()
                .orElseThrow()[1];
    }

    @Test
    @Order(2)
    void anAgentThatEndsIsTold() throws Exception {
        up.kill("taskq-agent.jar");
        up.awaitLine(" has ended with exit code 137");
    }

    @Test
    @Order(3)
    void interruptEndsAllOfItAndLeavesNothing() throws Exception {
        up.interrupt();

        assertThat(up.exitCode()).as("%s", up.lines()).isEqualTo(130);
        assertThat(up.lines()).last().asString().contains(" has ended with exit code 137");
        up.assertNothingIsLeft(PROCESSES);
    }

    @Test
    @Order(4)
    void withoutItsCoordinatorAllOfItEnds() throws Exception {
        try (Program another = Program.start(UpMain.class, "0", "0")) {
            another.awaitLine("Ctrl-C ends it.");
            another.kill("taskq-coordinator.jar");

            assertThat(another.exitCode()).as("%s", another.lines()).isEqualTo(1);
            assertThat(another.lines()).last().asString().startsWith("taskq: coordinator has ended with exit code 137");
            another.assertNothingIsLeft(PROCESSES);
        }
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

    @Test
    void portOfGrpcThatIsTakenIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program second = Program.start(UpMain.class, "0", Integer.toString(taken.getLocalPort()))) {
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

package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.client.NewTask;
import dev.taskq.client.TaskStatus;
import dev.taskq.process.plugin.Greet;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Connections and bodies are used against a coordinator and an agent. Both continue to serve other callers. */
@TestInstance(Lifecycle.PER_CLASS)
class AttackTest {
    private static final int AGENT_DESCRIPTORS = 256;
    private static final int BATCH_BYTES = 8 * 1024 * 1024;

    @TempDir
    private Path folder;

    private PostgresBackend postgres;
    private AttackedCoordinator coordinator;

    @BeforeAll
    void start() throws Exception {
        postgres = Backends.postgres();
        coordinator = AttackedCoordinator.start(postgres, postgres.jdbcUrl());
    }

    @AfterEach
    void release() throws IOException {
        coordinator.release();
    }

    @AfterAll
    void stop() throws Exception {
        coordinator.close();
        postgres.close();
    }

    @Test
    void moreSilentConnectionsThanFileDescriptors() throws IOException {
        for (int i = 0; i < 2 * AttackedCoordinator.DESCRIPTORS; i++) {
            coordinator.attacker();
        }

        coordinator.servesOthers("silent connections");
    }

    @Test
    void headsThatTrickle() throws Exception {
        for (int i = 0; i < 2 * AttackedCoordinator.DESCRIPTORS; i++) {
            AttackedCoordinator.send(coordinator.attacker(), "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nA: ");
        }
        Thread trickle = Thread.ofPlatform().daemon(true).start(() -> {
            while (!Thread.interrupted()) {
                coordinator.attackers().forEach(AttackTest::trickle);
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        });

        coordinator.servesOthers("slow loris");
        trickle.interrupt();
        trickle.join();
    }

    /** Each takes 8 MiB, and all together take as much as the whole heap. */
    @Test
    void bodiesHeldBackByTheirLastByte() throws Exception {
        String allButOne = " ".repeat(BATCH_BYTES - 1);
        String head = "POST /v1/tasks:batch HTTP/1.1\r\nHost: x\r\n" + Http.authorization()
                + "Content-Type: application/json\r\nContent-Length: " + BATCH_BYTES + "\r\n\r\n";
        try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 70; i++) {
                Socket attacker = coordinator.attacker();
                senders.execute(() -> {
                    try {
                        AttackedCoordinator.send(attacker, head);
                        AttackedCoordinator.send(attacker, allButOne);
                    } catch (IOException e) {
                        // Refused while it was sent.
                    }
                });
            }
        }

        coordinator.servesOthers("bodies held back");
    }

    /** With a limit above what the file descriptors allow, the listener ends. Then the process must be replaced. */
    @Test
    void processWhoseListenerHasEndedExits() throws Exception {
        Map<String, String> environment = AttackedCoordinator.environment(postgres, postgres.jdbcUrl());
        environment.put("TASKQ_HTTP_CONNECTIONS", "100000");
        try (AppProcess careless = AppProcess.limited("coordinator", environment, "-Xmx128m", 256)) {
            careless.ready();

            assertThat(exitUnderConnections(careless)).isEqualTo(70);
        }
    }

    @Test
    void agentWithMoreSilentConnectionsThanFileDescriptorsRunsTasksAndAnswers() throws Exception {
        try (AppProcess agent =
                AppProcess.limited("agent", agentEnvironment(Map.of()), "-Xmx128m", AGENT_DESCRIPTORS)) {
            agent.ready();
            List<Socket> silent = connectUntilRefused(agent.port(), 2 * AGENT_DESCRIPTORS);
            assertThat(silent).hasSize(2 * AGENT_DESCRIPTORS);

            Http others = new Http(coordinator.port());
            for (int i = 0; i < 5; i++) {
                long id = others.submit(NewTask.of("greet", Map.of("name", "you")));
                assertThat(others.ended(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
                long begun = System.nanoTime();
                assertThat(Http.status(agent.port(), "/readyz")).isEqualTo(200);
                System.out.println("under attack by silent connections, the agent's port answered after "
                        + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
            }
            close(silent);
        }
    }

    @Test
    void agentWhoseListenerHasEndedExits() throws Exception {
        Map<String, String> environment = agentEnvironment(Map.of("TASKQ_HTTP_CONNECTIONS", "100000"));
        try (AppProcess careless = AppProcess.limited("agent", environment, "-Xmx128m", AGENT_DESCRIPTORS)) {
            careless.ready();

            assertThat(exitUnderConnections(careless)).isEqualTo(70);
        }
    }

    /** The exit code of a process under more connections than its descriptors. They stay open until its end. */
    private static int exitUnderConnections(AppProcess process) throws Exception {
        List<Socket> open = connectUntilRefused(process.port(), 400);
        try {
            return process.exitCode();
        } finally {
            close(open);
        }
    }

    /** Opens the given number of connections, or fewer if one is refused. */
    private static List<Socket> connectUntilRefused(int port, int wanted) {
        List<Socket> open = new ArrayList<>();
        try {
            while (open.size() < wanted) {
                Socket socket = new Socket();
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
                open.add(socket);
            }
        } catch (IOException e) {
            // It does not listen any more.
        }
        return open;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Map<String, String> agentEnvironment(Map<String, String> more) throws IOException {
        Map<String, String> environment = AttackedCoordinator.environment(postgres, postgres.jdbcUrl());
        environment.remove("TASKQ_TOKENS");
        environment.put("TASKQ_AGENT_GRACE", "200ms");
        environment.put(
                "TASKQ_PLUGINS_DIR", Plugin.folder(folder, List.of(Greet.class)).toString());
        environment.putAll(more);
        return environment;
    }

    private static void trickle(Socket attacker) {
        try {
            AttackedCoordinator.send(attacker, "x");
        } catch (IOException e) {
            // It was closed, as expected.
        }
    }
}

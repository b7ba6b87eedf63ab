package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.testkit.backend.Backends;
import dev.taskq.testkit.backend.PostgresBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

/**
 * A coordinator with a heap of 576 MB is attacked over HTTP, and goes on serving others. The time that these wait is written
 * to the output: a second at most on a machine that is not busy.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AttackTest {
    private static final int DESCRIPTORS = 1_024;
    private static final int OTHERS = 20;

    /** Of one who is not attacking, on a machine that has much else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int BATCH_BYTES = 8 * 1024 * 1024;

    private final List<Socket> attackers = new ArrayList<>();
    private PostgresBackend postgres;
    private AppProcess coordinator;

    @BeforeAll
    void start() throws Exception {
        postgres = Backends.postgres();
        coordinator = AppProcess.coordinator(environment(Map.of()), "-Xmx576m", DESCRIPTORS);
        coordinator.ready();
    }

    @AfterEach
    void release() throws IOException {
        for (Socket attacker : attackers) {
            attacker.close();
        }
        attackers.clear();
    }

    @AfterAll
    void stop() throws Exception {
        coordinator.close();
        postgres.close();
    }

    @Test
    void moreSilentConnectionsThanFileDescriptors() throws IOException {
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
            attackers.add(connect());
        }

        othersAreServed("silent connections");
    }

    @Test
    void headsThatTrickle() throws Exception {
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
            Socket attacker = connect();
            attackers.add(attacker);
            send(attacker, "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nA: ");
        }
        Thread trickle = Thread.ofPlatform().daemon(true).start(() -> {
            while (!Thread.interrupted()) {
                attackers.forEach(AttackTest::trickle);
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        });

        othersAreServed("slow loris");
        trickle.interrupt();
        trickle.join();
    }

    /** Each takes 8 MiB, all together as much as the whole heap. */
    @Test
    void bodiesHeldBackByTheirLastByte() throws Exception {
        byte[] allButOne = " ".repeat(BATCH_BYTES - 1).getBytes(StandardCharsets.US_ASCII);
        String head = "POST /v1/tasks:batch HTTP/1.1\r\nHost: x\r\n" + Http.authorization()
                + "Content-Type: application/json\r\nContent-Length: " + BATCH_BYTES + "\r\n\r\n";
        try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 70; i++) {
                Socket attacker = connect();
                attackers.add(attacker);
                senders.execute(() -> {
                    try {
                        send(attacker, head);
                        attacker.getOutputStream().write(allButOne);
                    } catch (IOException e) {
                        // Refused while it sent.
                    }
                });
            }
        }

        othersAreServed("bodies held back");
    }

    /** With a limit that is set higher than the descriptors allow, the listener ends; then the process must be replaced. */
    @Test
    void processWhoseListenerHasEndedExits() throws Exception {
        try (AppProcess careless =
                AppProcess.coordinator(environment(Map.of("TASKQ_HTTP_CONNECTIONS", "100000")), "-Xmx128m", 256)) {
            careless.ready();
            try {
                for (int i = 0; i < 400; i++) {
                    Socket attacker = new Socket();
                    attackers.add(attacker);
                    attacker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), careless.port()), 5_000);
                }
            } catch (IOException e) {
                // It does not listen any more.
            }

            assertThat(careless.exitCode()).isEqualTo(70);
        }
    }

    private void othersAreServed(String attack) throws IOException {
        long longest = 0;
        for (int i = 0; i < OTHERS; i++) {
            String body = "{\"type\": \"attacked\"}";
            long begun = System.nanoTime();
            String answer = exchange("POST /v1/tasks HTTP/1.1\r\nHost: x\r\n" + Http.authorization()
                    + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            longest = Math.max(longest, System.nanoTime() - begun);
            assertThat(answer).as(attack).startsWith("HTTP/1.1 201 ");
            assertThat(exchange("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as(attack)
                    .startsWith("HTTP/1.1 200 ");
        }
        System.out.println("under attack by " + attack + ", others waited at most "
                + Duration.ofNanos(longest).toMillis() + " ms");
        assertThat(Duration.ofNanos(longest)).as(attack).isLessThan(PATIENCE);
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), coordinator.port());
    }

    private static void trickle(Socket attacker) {
        try {
            send(attacker, "x");
        } catch (IOException e) {
            // It was closed, as it should be.
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_TOKENS", Http.tokenLine()));
        environment.putAll(more);
        return environment;
    }
}

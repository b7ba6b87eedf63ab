package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A coordinator with a heap of 576 MB and few file descriptors, its attackers, and other callers meanwhile. The longest
 * wait of those is printed: at most a second on a machine that is not busy. Thread-safe.
 */
final class AttackedCoordinator implements AutoCloseable {
    static final int DESCRIPTORS = 1_024;

    /** The limit for the wait of another caller, on a busy machine. */
    static final Duration TIMEOUT = TestTimeouts.LONG;

    private static final LocalToken OTHER = new LocalToken("of-the-others");
    private static final int OTHERS = 20;

    private final AppProcess process;
    private final List<Socket> attackers = new CopyOnWriteArrayList<>();

    private AttackedCoordinator(AppProcess process) {
        this.process = process;
    }

    static AttackedCoordinator start(PostgresBackend postgres, String jdbcUrl) throws Exception {
        AttackedCoordinator started = new AttackedCoordinator(
                AppProcess.limited("coordinator", environment(postgres, jdbcUrl), "-Xmx576m", DESCRIPTORS));
        started.process.ready();
        return started;
    }

    static Map<String, String> environment(PostgresBackend postgres, String jdbcUrl) {
        return new HashMap<>(Map.of(
                "TASKQ_POSTGRES_URL",
                jdbcUrl,
                "TASKQ_POSTGRES_USER",
                postgres.user(),
                "TASKQ_POSTGRES_PASSWORD",
                postgres.password(),
                "TASKQ_TOKENS",
                Http.tokenLine() + "\n" + OTHER.line("others")));
    }

    int port() {
        return process.port();
    }

    void awaitReady() throws InterruptedException {
        process.ready();
    }

    /** A connection of an attacker, open until it is released. */
    Socket attacker() throws IOException {
        Socket attacker = connect();
        attackers.add(attacker);
        return attacker;
    }

    /** A connection that reads hardly anything of its response. */
    Socket attackerWithoutRoom() throws IOException {
        Socket attacker = new Socket();
        attacker.setReceiveBufferSize(4 * 1024);
        attacker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        attackers.add(attacker);
        return attacker;
    }

    List<Socket> attackers() {
        return attackers;
    }

    /** Ends the attack. */
    void release() throws IOException {
        for (Socket attacker : attackers) {
            attacker.close();
        }
        attackers.clear();
    }

    /** Other callers submit, each on its own connection, and are accepted. */
    void servesOthers(String attack) throws IOException {
        long longest = 0;
        for (int i = 0; i < OTHERS; i++) {
            long begun = System.nanoTime();
            String answer = exchange(submit("/v1/tasks", authorization(), "{\"type\": \"others\"}"));
            longest = Math.max(longest, System.nanoTime() - begun);
            assertThat(answer).as(attack).startsWith("HTTP/1.1 201 ");
            assertThat(exchange("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as(attack)
                    .startsWith("HTTP/1.1 200 ");
        }
        System.out.println("under attack by " + attack + ", others waited at most "
                + Duration.ofNanos(longest).toMillis() + " ms");
        assertThat(Duration.ofNanos(longest)).as(attack).isLessThan(TIMEOUT);
    }

    /** The header that identifies the other callers, not the attackers. */
    static String authorization() {
        return "Authorization: Bearer " + OTHER.secret() + "\r\n";
    }

    /** A submission by an attacker. */
    static String attack(String path, String body) {
        return submit(path, Http.authorization(), body);
    }

    static String submit(String path, String authorization, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization
                + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    /** Sends one request, and returns everything that arrives until the connection is closed. */
    String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return answer(socket);
        }
    }

    static String answer(Socket socket) throws IOException {
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    @Override
    public void close() throws Exception {
        release();
        process.close();
    }
}

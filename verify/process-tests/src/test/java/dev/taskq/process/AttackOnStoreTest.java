package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.client.NewTask;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Calls that are costly for the database, or that come during its outage: a coordinator continues to serve other
 * callers.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AttackOnStoreTest {
    private static final int READERS = 200;
    private static final List<String> TYPES = List.of("amplifies", "stays", "leaves", "read");

    private PostgresBackend postgres;
    private TcpProxy toPostgres;
    private AttackedCoordinator coordinator;

    @BeforeAll
    void start() throws Exception {
        postgres = Backends.postgres();
        URI uri = URI.create(postgres.jdbcUrl().replaceFirst("^jdbc:", ""));
        toPostgres = TcpProxy.start(0, uri.getHost(), uri.getPort() < 0 ? 5432 : uri.getPort());
        coordinator = AttackedCoordinator.start(
                postgres, postgres.jdbcUrl().replaceFirst("//[^/]+/", "//127.0.0.1:" + toPostgres.port() + "/"));
        // One test uses up the types that the attacker may create.
        Http attacker = new Http(coordinator.port());
        for (String type : TYPES) {
            attacker.submit(NewTask.of(type));
        }
    }

    @AfterEach
    void release() throws IOException {
        coordinator.release();
    }

    @AfterAll
    void stop() throws Exception {
        coordinator.close();
        toPostgres.close();
        postgres.close();
    }

    /** 240 KB as sent, and 12 MB written out, as the database returns them. */
    @Test
    void numbersThatWouldBeWrittenOutInFullAreRefused() throws Exception {
        String task = "{\"type\": \"amplifies\", \"params\": {\"a\": [" + "1e300,".repeat(40_000) + "1]}}";
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService attackers = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 150; i++) {
                answers.add(
                        attackers.submit(() -> coordinator.exchange(AttackedCoordinator.attack("/v1/tasks", task))));
            }
            coordinator.servesOthers("numbers that amplify");
        }

        for (Future<String> answer : answers) {
            assertThat(answer.get()).startsWith("HTTP/1.1 422 ").contains("\"pointer\":\"/params\"");
        }
    }

    /** The most that is accepted: 5 KB as sent, 240 KB as returned. 30 readers read hardly any of 50 responses each. */
    @Test
    void slowReadersOfNumbersThatAreWrittenOutInFull() throws Exception {
        Http attacker = new Http(coordinator.port());
        long id = attacker.submit(NewTask.of("amplifies", Http.json("{\"a\": [" + "1e300,".repeat(800) + "1]}")));
        assertThat(attacker.task(id).params().orElseThrow().toString()).hasSizeGreaterThan(5_000);
        String reads = ("GET /v1/tasks/" + id + " HTTP/1.1\r\nHost: x\r\n" + Http.authorization() + "\r\n").repeat(50);
        for (int i = 0; i < 30; i++) {
            AttackedCoordinator.send(coordinator.attackerWithoutRoom(), reads);
        }

        coordinator.servesOthers("slow readers of numbers that amplify");
    }

    /**
     * 300 callers with 100 tasks each, three times what may wait. Half of them leave at once, the others get a
     * response. Tasks that were reported as not stored do not exist when Postgres is back.
     */
    @Test
    void queueThatFillsWhilePostgresIsAway() throws Exception {
        toPostgres.traffic(Traffic.SILENT);
        List<Socket> staying = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // Submissions in flight when Postgres stops answering may still be stored. They belong to callers that
            // stay.
            boolean stays = i < 10 || i % 2 == 0;
            Socket socket = coordinator.attacker();
            AttackedCoordinator.send(
                    socket, AttackedCoordinator.attack("/v1/tasks:batch", batch(stays ? "stays" : "leaves", 100)));
            if (stays) {
                staying.add(socket);
            } else {
                socket.close();
            }
        }
        long begun = System.nanoTime();
        Map<String, Integer> problems = new TreeMap<>();
        for (Socket socket : staying) {
            String answer = AttackedCoordinator.answer(socket);
            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
            problems.merge(answer.replaceFirst("(?s).*/problems/([a-z-]+).*", "$1"), 1, Integer::sum);
        }
        System.out.println("while Postgres was away, " + staying.size() + " callers were answered " + problems
                + " within " + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");

        toPostgres.cut();
        toPostgres.traffic(Traffic.FREE);
        coordinator.awaitReady();

        coordinator.servesOthers("a queue that filled while Postgres was away");
        assertThat(problems.keySet()).isSubsetOf("not-accepted", "outcome-unknown");
        assertThat(stored("leaves")).isEqualTo(1);
        assertThat(stored("stays")).isLessThanOrEqualTo(1 + 100 * problems.getOrDefault("outcome-unknown", 0));
    }

    /** Reads of a table with 20,000 rows, none of which match. */
    @Test
    void callsOfOneCallerThatTakeAllConnections() throws Exception {
        Http attacker = new Http(coordinator.port());
        long id = attacker.submit(NewTask.of("read"));
        for (int i = 0; i < 20; i++) {
            assertThat(coordinator.exchange(AttackedCoordinator.attack("/v1/tasks:batch", batch("read", 1_000))))
                    .startsWith("HTTP/1.1 201 ");
        }
        String close = " HTTP/1.1\r\nHost: x\r\n" + Http.authorization() + "Connection: close\r\n";
        List<String> calls = List.of(
                "GET /v1/tasks?status=failed" + close + "\r\n",
                "GET /v1/tasks/" + id + close + "\r\n",
                "POST /v1/tasks/" + id + ":retry" + close + "Content-Length: 0\r\n\r\n",
                "POST /v1/types/read:pause" + close + "Content-Length: 0\r\n\r\n");
        Map<String, Integer> answered = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Void>> attackers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                String call = calls.get(i % calls.size());
                attackers.add(threads.submit(() -> {
                    while (!over.get()) {
                        answered.merge(coordinator.exchange(call).substring(0, 12), 1, Integer::sum);
                    }
                    return null;
                }));
            }
            try {
                coordinator.servesOthers(READERS + " finds, lists and changes at a time");
            } finally {
                over.set(true);
            }
        }

        for (Future<Void> one : attackers) {
            one.get();
        }
        System.out.println("the attackers' calls were answered " + new TreeMap<>(answered));
        assertThat(answered.keySet()).isSubsetOf("HTTP/1.1 200", "HTTP/1.1 409", "HTTP/1.1 503");
    }

    @Test
    void typesOfOneCallerLeaveRoomForThoseOfOthers() throws Exception {
        assertThat(coordinator.exchange(AttackedCoordinator.attack("/v1/tasks:batch", types(0, 900))))
                .startsWith("HTTP/1.1 201 ");
        assertThat(coordinator.exchange(AttackedCoordinator.attack("/v1/tasks:batch", types(900, 1_800))))
                .startsWith("HTTP/1.1 422 ")
                .contains("is one too many: the caller has submitted tasks of 1000 types");

        coordinator.servesOthers("types without end");
        assertThat(coordinator.exchange(AttackedCoordinator.submit(
                        "/v1/tasks", AttackedCoordinator.authorization(), "{\"type\": \"new_of_others\"}")))
                .startsWith("HTTP/1.1 201 ");
    }

    private static String types(int from, int to) {
        List<String> tasks = new ArrayList<>();
        for (int i = from; i < to; i++) {
            tasks.add("{\"type\": \"made_up_" + i + "\"}");
        }
        return "{\"tasks\": [" + String.join(",", tasks) + "]}";
    }

    private static String batch(String type, int tasks) {
        return "{\"tasks\": [" + String.join(",", Collections.nCopies(tasks, "{\"type\": \"" + type + "\"}")) + "]}";
    }

    /** Reads as many pages as it takes; each one reads a bounded number of rows. */
    private int stored(String type) throws IOException {
        int stored = 0;
        String cursor = "";
        do {
            String answer = coordinator.exchange("GET /v1/tasks?limit=1000&type=" + type + cursor
                    + " HTTP/1.1\r\nHost: x\r\n" + Http.authorization() + "Connection: close\r\n\r\n");
            JsonNode page = Http.json(answer.substring(answer.indexOf("\r\n\r\n")));
            stored += page.path("tasks").size();
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return stored;
    }
}

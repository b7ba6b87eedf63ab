package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.testkit.TestTimeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Event streams while tasks go on. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class EventStreamsTest {
    private static final int TASKS = 50;
    private static final long MOST_BYTES_A_LISTENER = 64 * 1024;

    private static Raw follow(Served served, long id, String... headers) throws IOException {
        Raw raw = Raw.connect(served.server.port());
        raw.deadline((int) TestTimeouts.LONG.toMillis());
        return raw.send("GET /v1/tasks/" + id + "/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.READER
                + "\r\nAccept: text/event-stream\r\n" + String.join("", headers) + "\r\n");
    }

    @Test
    void eventsAreSentAsTheyHappenUntilTheTaskIsFinal() throws Exception {
        try (Served served = Served.start()) {
            long id = served.submit("{\"type\":\"waits\"}");
            try (Raw raw = follow(served, id, "Connection: close\r\n")) {
                assertThat(raw.head())
                        .startsWith("HTTP/1.1 200 ")
                        .containsIgnoringCase("Content-Type: text/event-stream")
                        .containsIgnoringCase("Cache-Control: no-store");
                raw.readUntil("event: queued\n");

                served.post("/v1/tasks/" + id + ":cancel");

                assertThat(raw.answers()).contains("event: finished\n").contains("\"status\":\"cancelled\"");
            }
        }
    }

    @Test
    void http10CallerGetsAStreamWithoutChunksThatTheCloseEnds() throws Exception {
        try (Served served = Served.start();
                Raw raw = Raw.connect(served.server.port())) {
            long id = served.submit("{\"type\":\"waits\"}");
            raw.deadline((int) TestTimeouts.LONG.toMillis());
            raw.send("GET /v1/tasks/" + id + "/events HTTP/1.0\r\nAuthorization: Bearer " + Served.READER
                    + "\r\nAccept: text/event-stream\r\nConnection: keep-alive\r\n\r\n");
            assertThat(raw.head())
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("Connection: close")
                    .doesNotContainIgnoringCase("Transfer-Encoding")
                    .doesNotContainIgnoringCase("Content-Length");
            assertThat(raw.body(4)).isEqualTo("id: ");
            raw.readUntil("event: queued\n");

            served.post("/v1/tasks/" + id + ":cancel");

            assertThat(raw.answers())
                    .contains("event: finished\n")
                    .endsWith("}\n\n")
                    .doesNotContain("\r");
        }
    }

    @Test
    void connectionOfAFinishedStreamServesTheNextRequest() throws Exception {
        try (Served served = Served.start()) {
            long id = served.submit("{\"type\":\"waits\"}");
            served.post("/v1/tasks/" + id + ":cancel");
            try (Raw raw = follow(served, id)) {
                raw.readUntil("event: finished\n");
                raw.readUntil("\r\n0\r\n\r\n");
                raw.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(raw.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aStopEndsAllStreams() throws Exception {
        try (Served served = Served.start()) {
            long id = served.submit("{\"type\":\"waits\"}");
            try (Raw raw = follow(served, id, "Connection: close\r\n")) {
                raw.readUntil("event: queued\n");

                served.calls.stopping();

                assertThat(raw.answers()).doesNotContain("event: ");
                try (Raw late = follow(served, id, "Connection: close\r\n")) {
                    assertThat(late.answers()).startsWith("HTTP/1.1 503 ");
                }
            }
        }
    }

    /** Says nothing once, then is over. */
    private static final class Silent implements EventStream {
        private boolean over;

        @Override
        public List<TaskEvent> next(CallDeadline deadline) {
            over = true;
            return List.of();
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    @Test
    void aCommentIsSentWhileNothingHappens() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventLines lines = new EventLines(new Silent(), List.of())) {
            lines.writeTo(out);
        }
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(":\n\n:\n\n");
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void fiveThousandListenersAreServedWithLittleMemoryAndNoMore() throws Exception {
        List<Raw> listeners = new ArrayList<>();
        try (Served served = Served.start(Served.limits(
                Coordinator.MOST_LISTENERS + 1_000,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5)))) {
            List<Long> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(served.submit("{\"type\":\"waits\"}"));
            }
            long before = usedHeap();
            for (int i = 0; i < Coordinator.MOST_LISTENERS; i++) {
                Raw raw = follow(served, tasks.get(i % TASKS));
                listeners.add(raw);
                assertThat(raw.head()).startsWith("HTTP/1.1 200 ");
            }
            for (Raw raw : listeners) {
                raw.readUntil("event: queued\n");
            }
            assertThat((usedHeap() - before) / Coordinator.MOST_LISTENERS).isLessThan(MOST_BYTES_A_LISTENER);

            try (Raw oneMore = follow(served, tasks.getFirst())) {
                assertThat(oneMore.head()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
            }
            listeners.removeLast().close();
            listeners.add(admitted(served, tasks.getFirst()));

            tasks.forEach(id -> served.post("/v1/tasks/" + id + ":cancel"));
            for (Raw raw : listeners) {
                raw.readUntil("event: finished\n");
            }
        } finally {
            for (Raw raw : listeners) {
                raw.close();
            }
        }
    }

    /** The place of a caller that has left is free once that was noticed. */
    private static Raw admitted(Served served, long id) throws IOException {
        while (true) {
            Raw raw = follow(served, id);
            if (raw.head().startsWith("HTTP/1.1 200 ")) {
                return raw;
            }
            raw.close();
        }
    }
}

package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogsUrlTest {
    private static final String ALL =
            "https://logs.example/q?id={correlation_id}&t={task_id}&y={type}&from={from}&to={to}";

    @Test
    void taskLinksToItsLogsUnlessItsCorrelationIdCouldChangeTheQuery() {
        ConsoleConfig config = ConsoleConfig.DEFAULTS.withLogs(new LogsUrl(ALL));
        try (Served served = Served.start(new InMemoryTaskStore(), config)) {
            Task task = served.run("greet", "shop");
            long from = task.times().createdAt().toEpochMilli() - 60_000;
            long to = task.times().finishedAt().orElseThrow().toEpochMilli() + 60_000;
            Visitor visitor = served.visitor(Served.READER);
            assertThat(visitor.get("/console/tasks/" + task.id()).body())
                    .contains("href=\"https://logs.example/q?id=correlation-of-shop&amp;t=" + task.id()
                            + "&amp;y=greet&amp;from=" + from + "&amp;to=" + to + "\"");
            Instant now = Instant.now();
            for (String quote : new String[] {"\"", "'", "`", "\\"}) {
                long id = served.submit(
                        NewTask.of("lonely", "{}").withOrigin(new Origin("shop", "a" + quote + "b", Optional.empty())));
                Task hostile = served.coordinator.find(id).orElseThrow();
                assertThat(new LogsUrl(ALL).of(hostile, now)).as(quote).isEmpty();
                assertThat(new LogsUrl("https://logs.example/{task_id}").of(hostile, now))
                        .hasValue("https://logs.example/" + id);
            }
            long id = served.submit(
                    NewTask.of("lonely", "{}").withOrigin(new Origin("shop", "a&b=c#d%", Optional.empty())));
            assertThat(new LogsUrl(ALL)
                            .of(served.coordinator.find(id).orElseThrow(), now)
                            .orElseThrow())
                    .contains("id=a%26b%3Dc%23d%25&t=" + id)
                    .endsWith("to=" + (now.toEpochMilli() + 60_000));
        }
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String bad : new String[] {
            "",
            "none",
            "javascript:alert(1)",
            "logs.example/{task_id}",
            "https://",
            "https://{task_id}",
            "https://logs.example/{id}",
            "https://logs.example/{task_id",
            "https://logs.example/ {task_id}",
            "https://logs.example/" + "x".repeat(2_000)
        }) {
            assertThatThrownBy(() -> new LogsUrl(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("http://");
        }
    }
}

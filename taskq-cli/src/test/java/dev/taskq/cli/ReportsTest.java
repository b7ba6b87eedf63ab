package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.NewTask;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.cli.CliRig.Result;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TimeBuckets;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The history, the errors and the audit log from the command line. */
class ReportsTest {
    private static final Map<String, String> PLAIN = Map.of("NO_COLOR", "1");
    private static final int WIDE = 200;

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final CliRig rig = new CliRig(store);

    @AfterEach
    void close() {
        rig.close();
        store.close();
    }

    private static JsonNode json(Result result) {
        assertThat(result.code()).as("%s", result).isZero();
        try {
            return new JsonMapper().readTree(result.out());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HistoryEntry entry(String type) {
        long[] buckets = new long[TimeBuckets.MOST];
        buckets[TimeBuckets.bucketOf(Duration.ofSeconds(4))] = 10;
        return new HistoryEntry(
                type,
                new Counts(12, 11, 9, 10, 3, 1),
                TimeBuckets.NONE,
                TimeBuckets.of(buckets),
                Optional.of(new SlowAttempt(4711, Duration.ofSeconds(90))));
    }

    @Test
    void historyIsShownInSteps() {
        store.history().add(List.of(entry("counted"), entry(History.ALL)), Optional.of("1.0"));

        JsonNode history = json(rig.run("history", "counted", "--step", "5m", "--from", "1h"));
        assertThat(history.path("step").asText()).isEqualTo("5m");
        assertThat(history.path("points")).hasSize(1);
        assertThat(history.at("/total/submitted").asInt()).isEqualTo(12);
        Result table = rig.runOnTerminal(WIDE, PLAIN, "history", "counted");
        assertThat(table.out()).contains("WAIT P50").contains("90s  4711");
        assertThat(table.err()).contains("in all 12 came, 10 ended, 3 attempts failed");
        assertThat(rig.runOnTerminal(WIDE, PLAIN, "history", "never_counted").err())
                .contains("nothing was counted in that time");
    }

    @Test
    void aStepOrARangeThatThereIsNotIsRefusedWithWhatIsAllowed() {
        Result step = rig.run("history", "--step", "7m");
        assertThat(step.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(step.err()).contains("\"step\" must be one of 1m, 5m");
        assertThat(rig.run("history", "--until", "2h", "--from", "1h").err()).contains("\"from\" must be before");
        assertThat(rig.run("history", "--step", "soon").code()).isEqualTo(ExitCodes.USAGE);
        assertThat(rig.run("history", "Not A Type").err()).contains("\"type\" must be the name of a type");
    }

    @Test
    void errorsAreCountedByTypeAndText() {
        Result none = rig.runOnTerminal(WIDE, PLAIN, "errors");
        assertThat(none.err()).contains("no task failed within the last day");
    }

    @Test
    void errorsHaveThePartByWhichTheirTasksAreRetried() {
        String id = json(rig.run("submit", "resize_image", "{}")).path("id").asText();
        rig.run("wait", id, "--within", TestTimeouts.LONG.toSeconds() + "s");

        JsonNode errors = json(rig.run("errors"));

        assertThat(errors.path("complete").asBoolean()).isTrue();
        assertThat(errors.at("/errors/0/error").asText()).isEqualTo("source is missing");
        String part = errors.at("/errors/0/error_contains").asText();
        assertThat(part).isEqualTo("source is missing");
        assertThat(rig.runOnTerminal(WIDE, PLAIN, "errors").out())
                .contains("LAST TASK")
                .contains("source is missing");
        assertThat(json(rig.run("errors", "resize_image"))).isEqualTo(errors);
        assertThat(rig.runOnTerminal(WIDE, PLAIN, "errors", "other_type").err())
                .contains("no task failed within the last day");
        Result wrong = rig.run("errors", "Not A Type");
        assertThat(wrong.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(wrong.err()).contains("\"type\" must be the name of a type");
    }

    /** Whether a type has failures that were not read is not known. */
    @Test
    void errorsOfATypeClaimNothingAboutWhatWasNotRead() {
        Instant since = Instant.parse("2026-11-30T08:00:00Z");
        FailedTasks read = new FailedTasks(
                since.plusSeconds(60),
                List.of(new FailedTask(1, "paint", since.plusSeconds(30), "no colour", Optional.empty())),
                Optional.of(since));
        try (CliRig many = new CliRig(withFailures(store, read))) {
            String ofType =
                    "failures before " + since + " are not counted: no more than the newest 10,000 of all types";
            assertThat(many.runOnTerminal(WIDE, PLAIN, "errors", "paint").err())
                    .contains(ofType)
                    .doesNotContain("more tasks failed");
            assertThat(many.runOnTerminal(WIDE, PLAIN, "errors", "quiet_type").err())
                    .contains("no such task failed since " + since, ofType)
                    .doesNotContain("more tasks failed");
            assertThat(many.runOnTerminal(WIDE, PLAIN, "errors").err())
                    .contains("more tasks failed than are counted: these are the newest 1, since " + since);
        }
    }

    /** A store that tells these tasks of those that failed. */
    private static StorePort withFailures(StorePort store, FailedTasks failures) {
        Inspections inspections = instead(Inspections.class, store.inspections(), "failures", failures);
        return instead(StorePort.class, store, "inspections", inspections);
    }

    private static <T> T instead(Class<T> port, T real, String call, Object answer) {
        return port.cast(Proxy.newProxyInstance(
                ReportsTest.class.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    try {
                        return method.getName().equals(call) ? answer : method.invoke(real, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** The task was created before the day of the errors, and failed within it. */
    @Test
    void retryOfThePageSelectsWhatTheErrorsCount() throws IOException {
        String retry = CliPageTest.commands().stream()
                .filter(line -> line.startsWith("taskq retry ") && line.contains("source is missing"))
                .findFirst()
                .orElseThrow();
        AtomicReference<Duration> ago = new AtomicReference<>(Duration.ofDays(3));
        try (InMemoryTaskStore aged = new InMemoryTaskStore(() -> Instant.now().minus(ago.get()))) {
            long id;
            try (Coordinator earlier = Coordinator.builder(aged).build().start()) {
                id = earlier.submit(NewTask.of("resize_image", "{}")).id();
            }
            ago.set(Duration.ZERO);
            try (CliRig later = new CliRig(aged)) {
                later.run("wait", Long.toString(id), "--within", TestTimeouts.LONG.toSeconds() + "s");

                assertThat(json(later.run("errors")).at("/errors/0/tasks").asInt())
                        .isEqualTo(1);
                assertThat(json(later.run(CliPageTest.words(retry)))
                                .path("matched")
                                .asInt())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void changesAreShownWithTheirCallerAndFiltered() {
        rig.run("pause", "audited");
        rig.run("resume", "audited");

        List<String> all = rig.run("audit").out().lines().toList();
        assertThat(all).hasSize(2);
        JsonNode first =
                json(rig.run("audit", "--caller", "tests", "--action", "type.pause", "--subject", "type audited"));
        assertThat(first.path("action").asText()).isEqualTo("type.pause");
        assertThat(rig.run("audit", "--caller", "others").out()).isEmpty();
        Result table = rig.runOnTerminal(WIDE, PLAIN, "audit", "--limit", "1");
        assertThat(table.out()).contains("type.resume").contains("type audited").doesNotContain("type.pause");
        assertThat(table.err()).contains("these are the newest 1");
        Result wrong = rig.run("audit", "--action", "explode");
        assertThat(wrong.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(wrong.err()).contains("\"action\" must be one of task.cancel, ");
    }

    @Test
    void onlyAnAdminReadsTheAuditLog() {
        Map<String, String> reader =
                Map.of("TASKQ_URL", rig.url(), "TASKQ_TOKEN", CliRig.READER.secret(), "HOME", "/nowhere");
        assertThat(CliRig.run(reader, "", Optional.empty(), "audit").code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(CliRig.run(reader, "", Optional.empty(), "errors").code()).isZero();
        assertThat(CliRig.run(reader, "", Optional.empty(), "history").code()).isZero();
    }
}

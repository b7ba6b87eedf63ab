package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The values that select tasks, and what they refuse. */
class TaskFilterTest {
    private static void isRefused(String pointer, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations().getFirst().pointer()).isEqualTo(pointer));
    }

    @Test
    void textsThatNoTaskCanHaveAreRefused() {
        String long1 = "x".repeat(TaskFilter.LONGEST_TEXT + 1);
        isRefused("/type", () -> TaskFilter.ALL.withType("No Type"));
        isRefused("/caller", () -> TaskFilter.ALL.withCaller(long1));
        isRefused("/correlation_id", () -> TaskFilter.ALL.withCorrelationId("with space"));
        isRefused("/idempotency_key", () -> TaskFilter.ALL.withIdempotencyKey(""));
        isRefused("/agent", () -> TaskFilter.ALL.withAgent("a\0"));
        isRefused("/error_contains", () -> TaskFilter.ALL.withErrorContaining("a\0"));
        isRefused("/error_contains", () -> TaskFilter.ALL.withErrorContaining(long1));
        isRefused("/schedule", () -> TaskFilter.ALL.withSchedule("No Schedule"));
    }

    @Test
    void windowContainsItsStartAndNotItsEnd() {
        Instant start = Instant.parse("2026-11-29T08:00:00.000001Z");
        Instant end = start.plusSeconds(1);
        TimeWindow window = TimeWindow.between(start, end);

        assertThat(window.contains(start)).isTrue();
        assertThat(window.contains(start.minusNanos(1_000))).isFalse();
        assertThat(window.contains(end.minusNanos(1_000))).isTrue();
        assertThat(window.contains(end)).isFalse();
        assertThat(new TimeWindow(Optional.of(Instant.MIN), Optional.of(Instant.MAX)).contains(start))
                .isTrue();
    }

    @Test
    void tasksOfAWindowOfTheEndWereStoredBeforeItsEnd() {
        Instant end = Instant.parse("2026-11-29T08:00:00Z");
        Instant stored = end.plus(TaskFilter.CLOCK_STEP);
        TaskFilter ended = TaskFilter.ALL.withFinished(new TimeWindow(Optional.empty(), Optional.of(end)));

        assertThat(TaskFilter.ALL.storedBefore()).isEmpty();
        assertThat(ended.storedBefore()).contains(stored);
        assertThat(ended.withCreated(TimeWindow.between(Instant.EPOCH, end)).storedBefore())
                .contains(end);
        assertThat(ended.withCreated(TimeWindow.between(end, Instant.MAX)).storedBefore())
                .contains(stored);
        assertThat(TaskFilter.ALL
                        .withFinished(TimeWindow.between(end, Instant.MAX))
                        .storedBefore())
                .isEmpty();
    }

    @Test
    void everyConditionIsReadBackAsItWasWritten() throws Exception {
        TaskFilter filter = new TaskFilter(
                Set.of(TaskStatus.CANCELLED, TaskStatus.FAILED),
                Optional.of("type_a"),
                Optional.of(""),
                Optional.of("c-1"),
                Optional.of("key"),
                Optional.of("agent"),
                TimeWindow.between(Instant.EPOCH, Instant.parse("2026-11-29T08:00:00.123456Z")),
                TimeWindow.ALWAYS,
                Optional.of("\"quoted\""),
                Optional.of("every_hour"));
        JsonMapping mapping = JsonMapping.strict();

        for (TaskFilter each : List.of(filter, TaskFilter.ALL)) {
            assertThat(mapping.read(mapping.write(each), TaskFilter.class)).isEqualTo(each);
        }
    }

    @Test
    void actionNarrowsAFilterToWhatItCanBeDoneWith() {
        TaskFilter all = TaskFilter.ALL.withType("type_a");

        assertThat(OperationAction.RETRY.narrow(all))
                .contains(all.withStatuses(Set.of(TaskStatus.FAILED, TaskStatus.CANCELLED)));
        assertThat(OperationAction.RUN_NOW.narrow(all)).contains(all.withStatus(TaskStatus.SCHEDULED));
        assertThat(OperationAction.RUN_NOW.narrow(all.withStatus(TaskStatus.FAILED)))
                .isEmpty();
        assertThat(OperationAction.DELETE.narrow(all.withStatuses(Set.of(TaskStatus.FAILED, TaskStatus.QUEUED))))
                .contains(all.withStatus(TaskStatus.FAILED));
        assertThat(OperationAction.CANCEL.narrow(all.withStatus(TaskStatus.FAILED)))
                .isEmpty();
    }

    @Test
    void operationsThatSelectNothingOrTooMuchAreRefused() {
        List<Long> tooMany =
                LongStream.rangeClosed(0, TaskSelection.MOST_IDS).boxed().toList();
        isRefused("/ids", () -> NewOperation.of(OperationAction.DELETE, List.of()));
        isRefused("/ids", () -> NewOperation.of(OperationAction.DELETE, tooMany));
        isRefused(
                "/limit",
                () -> NewOperation.of(OperationAction.DELETE, TaskFilter.ALL).withLimit(0));
    }
}

package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterQueryTest {
    private static final Instant TIME = Instant.parse("2026-11-30T08:00:00Z");

    @Test
    void everyConditionIsInTheAddressUnderItsNameOfTheApi() {
        TaskFilter filter = TaskFilter.ALL
                .withStatuses(Set.of(TaskStatus.FAILED, TaskStatus.CANCELLED))
                .withType("resize")
                .withCaller("shop")
                .withCorrelationId("c-1")
                .withIdempotencyKey("k 1")
                .withAgent("a-1")
                .withSchedule("nightly")
                .withErrorContaining("disk & co")
                .withCreated(TimeWindow.between(TIME, TIME.plusSeconds(1)))
                .withFinished(TimeWindow.between(TIME.plusSeconds(2), TIME.plusSeconds(3)));
        assertThat(FilterQuery.address(filter))
                .hasValue("/console/tasks?status=failed&status=cancelled&type=resize&caller=shop&correlation_id=c-1"
                        + "&idempotency_key=k+1&agent=a-1&schedule=nightly&error_contains=disk+%26+co"
                        + "&created_after=2026-11-30T08%3A00%3A00Z&created_before=2026-11-30T08%3A00%3A01Z"
                        + "&finished_after=2026-11-30T08%3A00%3A02Z&finished_before=2026-11-30T08%3A00%3A03Z");
    }

    @Test
    void filterThatAnAddressCannotSayHasNone() {
        assertThat(FilterQuery.address(TaskFilter.ALL)).hasValue("/console/tasks");
        assertThat(FilterQuery.address(TaskFilter.ALL.withCaller(""))).isEmpty();
        assertThat(FilterQuery.address(TaskFilter.ALL.withErrorContaining(" full")))
                .isEmpty();
    }
}

package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.TaskFilter;
import dev.taskq.TaskSelection;
import dev.taskq.TimeWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a count stands for when it is confirmed. */
class CountTest {
    private static final Instant BEGIN = Instant.parse("2026-11-30T08:00:00Z");
    private static final Instant END = BEGIN.plusSeconds(60);

    private static Operation count(NewOperation request, long matched) {
        return new Operation(
                1,
                request.asDryRun(),
                OperationStatus.DONE,
                new Operation.Counts(matched, 0, 0),
                false,
                new Operation.Times(BEGIN, Optional.of(BEGIN), Optional.of(END)),
                Optional.empty());
    }

    private static NewOperation delete(TaskFilter filter) {
        return NewOperation.of(OperationAction.DELETE, filter);
    }

    private static TimeWindow createdOf(NewOperation operation) {
        return ((TaskSelection.ByFilter) operation.selection()).filter().created();
    }

    @Test
    void countIsConfirmedWithinAQuarterOfAnHourAfterItsEnd() {
        Operation count = count(delete(TaskFilter.ALL), 3);
        assertThat(OperationPages.isConfirmable(count, END.plusSeconds(899))).isTrue();
        assertThat(OperationPages.isConfirmable(count, END.plusSeconds(900))).isFalse();
    }

    @Test
    void noMoreTasksThanWereCountedAreHandledAndNoneThatCameLater() {
        NewOperation confirmed = OperationPages.asCounted(count(delete(TaskFilter.ALL), 3));
        assertThat(confirmed.dryRun()).isFalse();
        assertThat(confirmed.limit()).hasValue(3);
        assertThat(createdOf(confirmed)).isEqualTo(new TimeWindow(Optional.empty(), Optional.of(BEGIN)));

        TimeWindow earlier = TimeWindow.between(BEGIN.minusSeconds(9), BEGIN.minusSeconds(5));
        assertThat(createdOf(OperationPages.asCounted(count(delete(TaskFilter.ALL.withCreated(earlier)), 3))))
                .isEqualTo(earlier);
        NewOperation inPart = OperationPages.asCounted(count(delete(TaskFilter.ALL), Operation.MOST_COUNTED));
        assertThat(inPart.limit()).isEmpty();
        NewOperation named = NewOperation.of(OperationAction.DELETE, List.of(1L, 2L));
        assertThat(OperationPages.asCounted(count(named, 2))).isEqualTo(named);
    }
}

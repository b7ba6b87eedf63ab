package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.Origin;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.TooManyOperationsException;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Operations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Starting operations, reading them, and ending them. */
interface OperationContract extends StoreUnderTest {
    private static Operation read(StoreFixture store, long id) {
        return store.operations().find(id).orElseThrow();
    }

    @Test
    default void startedOperationIsStoredWhole(StoreFixture store) {
        TaskFilter filter = new TaskFilter(
                Set.of(TaskStatus.FAILED, TaskStatus.CANCELLED),
                Optional.of(A),
                Optional.of("shop"),
                Optional.of("c-1"),
                Optional.of("key"),
                Optional.of("agent \"1\""),
                TimeWindow.between(Instant.EPOCH, Instant.parse("2026-11-29T08:00:00.123456Z")),
                new TimeWindow(Optional.empty(), Optional.of(Instant.parse("2030-01-01T00:00:00Z"))),
                Optional.of("it's {broken}"),
                Optional.of("every_hour"));
        NewOperation asked = NewOperation.of(OperationAction.RETRY, filter)
                .withLimit(7)
                .withOrigin(new Origin("shop", "c-2", Optional.empty()));
        Instant before = store.now();

        Operation started = store.operations().start(asked);

        assertThat(started.request()).isEqualTo(asked);
        assertThat(started.status()).isEqualTo(OperationStatus.RUNNING);
        assertThat(started.counts()).isEqualTo(Operation.Counts.NONE);
        assertThat(started.cancelRequested()).isFalse();
        assertThat(started.times().createdAt()).isBetween(before, store.now());
        assertThat(started.times().startedAt()).isEmpty();
        assertThat(started.times().finishedAt()).isEmpty();
        assertThat(read(store, started.id())).isEqualTo(started);
    }

    @Test
    default void operationOnIdsAndADryRunAreStoredWhole(StoreFixture store) {
        NewOperation onIds = NewOperation.of(OperationAction.DELETE, List.of(3L, 1L, 2L, 3L));
        NewOperation dryRun =
                NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL).asDryRun();

        long first = store.operations().start(onIds).id();
        long second = store.operations().start(dryRun).id();

        assertThat(read(store, first).request()).isEqualTo(onIds);
        assertThat(read(store, second).request()).isEqualTo(dryRun);
        assertThat(store.operations().running()).containsExactly(first, second);
        assertThat(store.operations().find(second + 1)).isEmpty();
        assertThat(store.operations().cancel(second + 1)).isEmpty();
    }

    @Test
    default void noMoreOperationsRunThanMay(StoreFixture store) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < Operations.MOST_RUNNING; i++) {
            ids.add(store.operations()
                    .start(NewOperation.of(OperationAction.DELETE, List.of(1L)))
                    .id());
        }
        assertThatThrownBy(() -> store.operations().start(NewOperation.of(OperationAction.DELETE, List.of(1L))))
                .isInstanceOfSatisfying(TooManyOperationsException.class, e -> {
                    assertThat(e.limit()).isEqualTo(Operations.MOST_RUNNING);
                    assertThat(e.isOfCaller()).isFalse();
                });

        store.operations().fail(ids.get(0), "broken");

        assertThat(store.operations()
                        .start(NewOperation.of(OperationAction.DELETE, List.of(1L)))
                        .status())
                .isEqualTo(OperationStatus.RUNNING);
    }

    @Test
    default void noCallerHasMoreThanAQuarterOfTheRunningOperations(StoreFixture store) {
        NewOperation ofShop = NewOperation.of(OperationAction.DELETE, List.of(1L))
                .withOrigin(new Origin("shop", "c-1", Optional.empty()));
        NewOperation ofOther = ofShop.withOrigin(new Origin("other", "c-1", Optional.empty()));
        long first = store.operations().start(ofShop).id();
        for (int i = 1; i < Operations.MOST_RUNNING_OF_CALLER; i++) {
            store.operations().start(ofShop);
        }
        for (int i = 0; i < Operations.MOST_RUNNING_OF_CALLER - 1; i++) {
            store.operations().start(ofOther);
        }

        assertThatThrownBy(() -> store.operations().start(ofShop))
                .isInstanceOfSatisfying(TooManyOperationsException.class, e -> {
                    assertThat(e.limit()).isEqualTo(Operations.MOST_RUNNING / 4);
                    assertThat(e.isOfCaller()).isTrue();
                });

        assertThat(store.operations().start(ofOther).status()).isEqualTo(OperationStatus.RUNNING);
        store.operations().fail(first, "broken");
        assertThat(store.operations().start(ofShop).status()).isEqualTo(OperationStatus.RUNNING);
        assertThat(store.operations().running()).hasSize(2 * Operations.MOST_RUNNING_OF_CALLER);
    }

    @Test
    default void requestToCancelEndsAnOperationWithItsNextStep(StoreFixture store) {
        long task = store.submit(A);
        long id = store.operations()
                .start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL))
                .id();
        long other = store.operations()
                .start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType("other")))
                .id();

        Operation requested = store.operations().cancel(id).orElseThrow();
        assertThat(requested.cancelRequested()).isTrue();
        assertThat(requested.status()).isEqualTo(OperationStatus.RUNNING);
        assertThat(store.operations().cancel(id)).contains(requested);

        Advanced step = store.operations().advance(new Advance(id, 10, 10, false));

        Operation ended = step.operation().orElseThrow();
        assertThat(ended.status()).isEqualTo(OperationStatus.CANCELLED);
        assertThat(ended.times().finishedAt()).isPresent();
        assertThat(ended.error()).isEmpty();
        assertThat(step.effects()).isEmpty();
        assertThat(store.status(task)).isEqualTo(TaskStatus.QUEUED);
        assertThat(store.operations().cancel(id)).contains(ended);
        assertThat(store.operations().running()).containsExactly(other);
        assertThat(read(store, other).cancelRequested()).isFalse();
    }

    @Test
    default void operationThatCannotGoOnFails(StoreFixture store) {
        long id = store.operations()
                .start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL))
                .id();
        long other = store.operations()
                .start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL))
                .id();

        store.operations().fail(id, "broken");

        Operation failed = read(store, id);
        assertThat(failed.status()).isEqualTo(OperationStatus.FAILED);
        assertThat(failed.error()).contains("broken");
        assertThat(failed.times().finishedAt()).isPresent();
        store.operations().fail(id, "broken again");
        assertThat(store.operations().cancel(id)).contains(failed);
        assertThat(read(store, id)).isEqualTo(failed);
        assertThat(store.operations().advance(new Advance(id, 10, 10, false))).isEqualTo(Advanced.NOTHING);
        assertThat(store.operations().advance(new Advance(other + 1, 10, 10, false)))
                .isEqualTo(Advanced.NOTHING);
        assertThat(read(store, other).status()).isEqualTo(OperationStatus.RUNNING);
    }

    @Test
    default void operationsThatEndedLongAgoAreDeleted(StoreFixture store) {
        long ended = store.operations()
                .start(NewOperation.of(OperationAction.DELETE, List.of(1L)))
                .id();
        long running = store.operations()
                .start(NewOperation.of(OperationAction.DELETE, List.of(1L)))
                .id();
        store.operations().fail(ended, "broken");

        assertThat(store.operations().purge(Duration.ofDays(7))).isZero();
        // Everything that has ended did so longer than this ago.
        assertThat(store.operations().purge(Duration.ofHours(-1))).isEqualTo(1);

        assertThat(store.operations().find(ended)).isEmpty();
        assertThat(read(store, running).status()).isEqualTo(OperationStatus.RUNNING);
    }
}

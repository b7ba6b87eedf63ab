package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a coordinator does with many tasks at once. */
class OperationsOfACoordinatorTest {
    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build();

    @BeforeEach
    void start() {
        coordinator.start();
    }

    @AfterEach
    void close() {
        coordinator.close();
        store.close();
    }

    private List<Long> submit(int number) {
        return coordinator
                .submitAll(IntStream.range(0, number)
                        .mapToObj(i -> NewTask.of("work", "{}"))
                        .toList())
                .stream()
                .map(Submitted::id)
                .toList();
    }

    private Operation ended(NewOperation operation) {
        long id = coordinator.startOperation(operation).id();
        Await.until(() -> coordinator.findOperation(id).orElseThrow().status().isFinal());
        return coordinator.findOperation(id).orElseThrow();
    }

    @Test
    void manyTasksAreCancelledRetriedAndDeleted() {
        List<Long> ids = submit(100);

        Operation cancelled = ended(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType("work")));
        assertThat(cancelled.status()).isEqualTo(OperationStatus.DONE);
        assertThat(cancelled.counts()).isEqualTo(new Operation.Counts(100, 100, 0));
        assertThat(ended(NewOperation.of(OperationAction.RETRY, ids.subList(0, 10)))
                        .counts()
                        .done())
                .isEqualTo(10);
        assertThat(ended(NewOperation.of(OperationAction.DELETE, TaskFilter.ALL).asDryRun())
                        .counts()
                        .matched())
                .isEqualTo(90);
        assertThat(ended(NewOperation.of(OperationAction.DELETE, TaskFilter.ALL))
                        .counts()
                        .done())
                .isEqualTo(90);
        assertThat(coordinator.list(TaskFilter.ALL, Optional.empty(), 1_000).tasks())
                .extracting(Task::id)
                .containsExactlyInAnyOrderElementsOf(ids.subList(0, 10));
    }

    @Test
    void oneFinalTaskIsDeleted() {
        long id = submit(1).getFirst();
        assertThat(coordinator.delete(id)).isEqualTo(new DeleteResult.NotFinal(id, TaskStatus.QUEUED));
        coordinator.cancel(id);

        assertThat(coordinator.delete(id)).isEqualTo(new DeleteResult.Deleted(id));
        assertThat(coordinator.delete(id)).isEqualTo(new DeleteResult.NotFound(id));
        assertThat(coordinator.retry(id, OptionalInt.empty())).isEqualTo(new RetryResult.NotFound(id));
    }

    @Test
    void operationThatIsUnknownIsNotFound() {
        assertThat(coordinator.findOperation(1)).isEmpty();
        assertThat(coordinator.cancelOperation(1)).isEmpty();
    }

    @Test
    void coordinatorThatIsClosedStartsNoOperation() {
        coordinator.close();
        NewOperation operation = NewOperation.of(OperationAction.DELETE, TaskFilter.ALL);
        assertThatThrownBy(() -> coordinator.startOperation(operation)).isInstanceOf(NotRunningException.class);
        assertThatThrownBy(() -> coordinator.cancelOperation(1)).isInstanceOf(NotRunningException.class);
        assertThatThrownBy(() -> coordinator.delete(1)).isInstanceOf(NotRunningException.class);
    }

    @Test
    void cancelledOperationStaysCancelled() {
        submit(10);
        long id = coordinator
                .startOperation(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL))
                .id();
        coordinator.cancelOperation(id);
        Await.until(() -> coordinator.findOperation(id).orElseThrow().status().isFinal());

        Operation ended = coordinator.findOperation(id).orElseThrow();
        assertThat(coordinator.cancelOperation(id)).contains(ended);
    }
}

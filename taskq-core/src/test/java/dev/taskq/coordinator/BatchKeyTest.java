package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Submitted;
import dev.taskq.TaskFilter;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.memory.InMemoryTaskStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch under one key is repeated whole, or it is another batch. */
class BatchKeyTest {
    private static final NewTask A = NewTask.of("work", "{\"n\": 1, \"m\": 2.0}");
    private static final NewTask B = NewTask.of("work", "{\"n\": 2}");
    private static final NewTask C = NewTask.of("work", "{\"n\": 3}");

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build().start();

    @AfterEach
    void close() {
        coordinator.close();
        store.close();
    }

    private int stored() {
        return coordinator.list(TaskFilter.ALL, Optional.empty(), 1_000).tasks().size();
    }

    @Test
    void sameListGivesTheSameTasks() {
        List<Submitted> first = coordinator.submitAll(List.of(A, B), "key");
        NewTask sameAsA = NewTask.of("work", "{\"m\":2,\"n\":1.0}");

        List<Submitted> again = coordinator.submitAll(List.of(sameAsA, B), "key");

        assertThat(first).noneMatch(Submitted::replayed);
        assertThat(again).allMatch(Submitted::replayed);
        assertThat(again)
                .extracting(Submitted::id)
                .isEqualTo(first.stream().map(Submitted::id).toList());
        assertThat(stored()).isEqualTo(2);
    }

    static Stream<List<NewTask>> anotherListIsAnotherBatch() {
        return Stream.of(
                List.of(A, C),
                List.of(A, B, C),
                List.of(A),
                List.of(B),
                List.of(B, A),
                List.of(A, B.withMaxAttempts(3)),
                List.of(A, NewTask.of("other", B.params())));
    }

    @ParameterizedTest
    @MethodSource
    void anotherListIsAnotherBatch(List<NewTask> other) {
        coordinator.submitAll(List.of(A, B), "key");

        assertThatThrownBy(() -> coordinator.submitAll(other, "key")).isInstanceOf(KeyConflictException.class);

        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void largeBatchIsBoundToItsKeyToo() {
        List<NewTask> tasks = IntStream.range(0, 500)
                .mapToObj(i -> NewTask.of("work", "{\"n\":" + i + "}"))
                .toList();
        coordinator.submitAll(tasks, "key");

        assertThat(coordinator.submitAll(tasks, "key")).allMatch(Submitted::replayed);
        assertThatThrownBy(() -> coordinator.submitAll(tasks.subList(0, 499), "key"))
                .isInstanceOf(KeyConflictException.class);
        assertThat(stored()).isEqualTo(500);
    }

    @Test
    void keyOfASingleTaskAndOfAnotherCallerIsAnother() {
        coordinator.submitAll(List.of(A), "key");

        assertThat(coordinator.submit(B.withIdempotencyKey("key")).replayed()).isFalse();
        Origin other = new Origin("other", "", Optional.empty());
        assertThat(coordinator.submitAll(List.of(B.withOrigin(other)), "key")).noneMatch(Submitted::replayed);
    }

    @Test
    void taskWithAKeyOfItsOwnIsRefused() {
        assertThatThrownBy(() -> coordinator.submitAll(List.of(A, B.withIdempotencyKey("own")), "key"))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/tasks/1/idempotency_key"));
        assertThatThrownBy(() -> coordinator.submitAll(List.of(A), "")).isInstanceOf(TaskRejectedException.class);
        assertThatThrownBy(() -> coordinator.submitAll(List.of(), "key")).isInstanceOf(TaskRejectedException.class);
        assertThat(stored()).isZero();
    }
}

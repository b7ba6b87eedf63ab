package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.spi.StorePort;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The clock, the proof that a store takes writes, and the end of a connection. */
interface ConnectionContract extends StoreUnderTest {
    @Test
    default void proofThatItTakesWritesLeavesNothingBehind(StoreFixture store) {
        store.submit(A);
        TaskPage before = store.submissions().list(TaskFilter.ALL, Optional.empty(), 10, 10);
        store.proveWritable();
        assertThat(store.submissions().list(TaskFilter.ALL, Optional.empty(), 10, 10))
                .isEqualTo(before);
    }

    @Test
    default void proofThatItTakesWritesWaitsForNoTask(StoreFixture store) throws Exception {
        long id = store.submit(A);

        try (AutoCloseable held = store.lockRow(id)) {
            assertThat(held).isNotNull();
            assertThatCode(() -> store.proveWritable()).doesNotThrowAnyException();
        }
    }

    @Test
    default void clockGoesOnInMicroseconds(StoreFixture store) {
        Instant first = store.now();
        Instant second = store.now();

        assertThat(second).isAfterOrEqualTo(first);
        assertThat(second).isEqualTo(second.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    default void clockIsTheSameForAll(StoreFixture store) throws Exception {
        StorePort other = store.another();

        assertThat(List.of(store.now(), other.now(), store.now())).isSorted();
    }

    @Test
    default void closingTwiceIsHarmlessAndLeavesOthersOpen(StoreFixture store) throws Exception {
        long id = store.submit(A);
        StorePort other = store.another();

        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
        assertThat(store.waitingIds(A)).containsExactly(id);
    }
}

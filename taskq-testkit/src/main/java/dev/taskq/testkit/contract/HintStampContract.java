package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.RetryResult;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.RetryRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The stamps of hints: which change makes a new one, and which one is recorded. */
interface HintStampContract extends StoreUnderTest {
    @Test
    default void hintedStampsWhatIsStillQueued(StoreFixture store) {
        Hint hint = store.submitted(newTask(A)).hint().orElseThrow();
        Instant queuedAt = store.task(hint.id()).times().queuedAt().orElseThrow();
        Instant stamp = store.now().plusSeconds(3);

        assertThat(store.dispatch().hinted(List.of(hint), stamp)).isEqualTo(1);

        assertThat(store.waiting(A)).containsExactly(new Hint(A, hint.id(), stamp));
        assertThat(store.task(hint.id()).times().queuedAt()).contains(queuedAt);
    }

    @Test
    default void stampFarAheadIsNotStored(StoreFixture store) {
        for (Instant wrong : List.of(
                Instant.parse("9999-06-01T00:00:00Z"),
                Instant.parse("+100000-01-01T00:00:00Z"),
                Instant.MAX,
                store.now().plus(Duration.ofDays(1)))) {
            Hint hint = store.submitted(newTask(A)).hint().orElseThrow();
            assertThat(store.dispatch().hinted(List.of(hint), wrong)).isEqualTo(1);

            Instant stored = store.waiting(A).stream()
                    .filter(row -> row.id() == hint.id())
                    .findFirst()
                    .orElseThrow()
                    .hintedAt();
            assertThat(stored)
                    .isAfter(hint.hintedAt())
                    .isBeforeOrEqualTo(store.now().plus(Hint.MOST_AHEAD));
        }
    }

    @Test
    default void hintedPassesOverWhatHasMovedOn(StoreFixture store) throws Exception {
        Hint hint = store.submitted(newTask(A)).hint().orElseThrow();
        Hint claimed = store.submitted(newTask(A)).hint().orElseThrow();
        Hint locked = store.submitted(newTask(A)).hint().orElseThrow();
        Hint stale = new Hint(A, hint.id(), hint.hintedAt().minusMillis(1));
        claimed(store.claim(store.agent(), 1, claimed.id()));

        try (AutoCloseable held = store.lockRow(locked.id())) {
            assertThat(held).isNotNull();
            assertThat(store.dispatch()
                            .hinted(
                                    List.of(stale, claimed, locked, new Hint(A, Long.MAX_VALUE, hint.hintedAt())),
                                    store.now()))
                    .isZero();
        }
        assertThat(store.waiting(A)).containsExactly(hint, locked);
        assertThat(store.dispatch().hinted(List.of(), store.now())).isZero();
    }

    @Test
    default void hintedCountsOnlyWhatItStamped(StoreFixture store) {
        List<Hint> hints = IntStream.range(0, 3)
                .mapToObj(i -> store.submitted(newTask(A)))
                .map(Inserted::hint)
                .flatMap(Optional::stream)
                .toList();
        claimed(store.claim(store.agent(), 1, hints.get(1).id()));

        assertThat(store.dispatch().hinted(hints, store.now())).isEqualTo(2);
    }

    @Test
    default void taskQueuedAgainIsStampedAnew(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Instant before = store.now();

        CompletionResult.Recorded released =
                (CompletionResult.Recorded) store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));

        Hint hint = released.hint().orElseThrow();
        assertThat(hint.hintedAt()).isAfterOrEqualTo(before);
        assertThat(store.waiting(A)).containsExactly(hint);
        assertThat(store.task(id).times().queuedAt().orElseThrow()).isAfterOrEqualTo(before);
    }

    @Test
    default void stampOfATaskRetriedByHandIsItsQueuedAt(StoreFixture store) {
        long id = store.ended(FAILED);

        RetryResult.Requeued retried = (RetryResult.Requeued) store.submissions()
                .retry(List.of(new RetryRequest(id, OptionalInt.empty())))
                .get(0);

        assertThat(store.waiting(A))
                .containsExactly(
                        new Hint(A, id, retried.task().times().queuedAt().orElseThrow()));
    }
}

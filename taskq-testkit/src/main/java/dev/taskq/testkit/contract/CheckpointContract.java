package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.TIMEOUT;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Holder;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Room;
import dev.taskq.spi.SavedCheckpoint;
import dev.taskq.spi.StorePort;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Checkpoints: only the execution that runs a task stores them, and the next claim returns the newest. */
interface CheckpointContract extends StoreUnderTest {
    private static Checkpoint numbered(long id, long session, long token, int number) {
        String json = "{\"n\": " + number + "}";
        return new Checkpoint(id, new Holder(session, token), json, json.length(), number);
    }

    private static CheckpointResult store(StorePort store, Checkpoint checkpoint) {
        List<CheckpointResult> results = store.completions().checkpoint(List.of(checkpoint));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    /** The checkpoint that the next attempt gets, after the task was taken back from this one. */
    private static Optional<SavedCheckpoint> next(StoreFixture store, long id, long session, long token) {
        store.end(taken(id, session, token, AT_ONCE, AttemptOutcome.LOST));
        return claimed(store.claim(session, token + 1, id)).checkpoint();
    }

    private static void assertNumber(Optional<SavedCheckpoint> checkpoint, int number) {
        assertThat(checkpoint).hasValueSatisfying(saved -> {
            assertThat(saved.number()).isEqualTo(number);
            assertThat(JsonValues.of(saved.json())).isEqualTo(JsonValues.of("{\"n\": " + number + "}"));
        });
    }

    @Test
    default void nextClaimReturnsTheNewestCheckpoint(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Task before = store.task(id);

        assertThat(store(store, numbered(id, session, 1, 1))).isEqualTo(CheckpointResult.STORED);
        assertThat(store(store, numbered(id, session, 1, 2))).isEqualTo(CheckpointResult.STORED);

        assertThat(store.task(id).times().updatedAt())
                .isAfterOrEqualTo(before.times().updatedAt());
        assertThat(store.task(id).counts()).isEqualTo(before.counts());
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        ClaimedTask claimed = claimed(store.claim(store.agent(), 1, id));
        assertNumber(claimed.checkpoint(), 2);
        assertThat(claimed.bytes())
                .isEqualTo(bytes(claimed.params())
                        + bytes(claimed.checkpoint().orElseThrow().json()));
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    default void settledClaimReturnsTheCheckpoint(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store(store, numbered(id, session, 1, 1));
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        store.claim(session, 2, id);

        assertNumber(
                claimed(store.dispatch().settle(claimOf(session, 2, List.of(id))))
                        .checkpoint(),
                1);
    }

    @Test
    default void checkpointUnderAnotherTokenOrByAnotherSessionIsRefused(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        assertThat(store(store, numbered(id, session, 2, 1))).isEqualTo(CheckpointResult.REFUSED);
        assertThat(store(store, numbered(id, store.agent(), 1, 1))).isEqualTo(CheckpointResult.REFUSED);
        assertThat(next(store, id, session, 1)).isEmpty();
    }

    @Test
    default void checkpointOfWhatDoesNotRunIsRefused(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(completion(id, session, 1, FAILED));
        long other = store.running(session, 1);

        assertThat(store(store, numbered(id, session, 1, 1))).isEqualTo(CheckpointResult.REFUSED);
        assertThat(store(store, numbered(store.submit(A), session, 1, 1))).isEqualTo(CheckpointResult.REFUSED);
        assertThat(store(store, numbered(Long.MAX_VALUE, session, 1, 1))).isEqualTo(CheckpointResult.REFUSED);
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));
        assertThat(claimed(store.claim(session, 2, id)).checkpoint()).isEmpty();
        assertThat(next(store, other, session, 1)).isEmpty();
    }

    @Test
    default void checkpointOfAnEarlierExecutionIsRefusedOnceTheTaskRunsAgain(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store(store, numbered(id, session, 1, 1));
        assertNumber(next(store, id, session, 1), 1);

        assertThat(store(store, numbered(id, session, 1, 2))).isEqualTo(CheckpointResult.REFUSED);
        assertThat(store(store, numbered(id, session, 2, 3))).isEqualTo(CheckpointResult.STORED);
        assertNumber(next(store, id, session, 2), 3);
    }

    @Test
    default void checkpointThatAnotherProcessBringsForASessionIsRefused(StoreFixture store) throws Exception {
        StorePort other = store.another();
        other.sessions().open(StoreFixture.agentNamed("other"));
        long session = store.agent();
        long id = store.running(session, 1);

        assertThat(store(other, numbered(id, session, 1, 2))).isEqualTo(CheckpointResult.REFUSED);
        assertThat(store(store, numbered(id, session, 1, 1))).isEqualTo(CheckpointResult.STORED);
        assertNumber(next(store, id, session, 1), 1);
    }

    @Test
    default void checkpointOfALockedTaskIsLockedAndItsNeighboursAreStored(StoreFixture store) throws Exception {
        long session = store.agent();
        List<Long> ids = store.submit(A, 2);
        store.dispatch().claim(claimOf(session, 1, ids));

        try (AutoCloseable held = store.lockRow(ids.get(0))) {
            assertThat(held).isNotNull();
            assertThat(store.completions()
                            .checkpoint(
                                    List.of(numbered(ids.get(1), session, 1, 1), numbered(ids.get(0), session, 1, 1))))
                    .containsExactly(CheckpointResult.STORED, CheckpointResult.LOCKED);
        }
        assertThat(store(store, numbered(ids.get(0), session, 1, 1))).isEqualTo(CheckpointResult.STORED);
    }

    @Test
    default void checkpointThatComesLateNeverReplacesANewerOne(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store(store, numbered(id, session, 1, 5));

        assertThat(store(store, numbered(id, session, 1, 5))).isEqualTo(CheckpointResult.STORED);
        assertThat(store(store, numbered(id, session, 1, 4))).isEqualTo(CheckpointResult.STORED);
        assertNumber(next(store, id, session, 1), 5);
    }

    @Test
    default void everyEndButSuccessKeepsTheCheckpointAndSoDoesARetryByHand(StoreFixture store) {
        long session = store.agent();
        long failed = store.running(session, 1);
        store(store, numbered(failed, session, 1, 1));
        store.end(completion(failed, session, 1, FAILED));
        long cancelled = store.running(session, 1);
        store(store, numbered(cancelled, session, 1, 2));
        store.end(completion(cancelled, session, 1, BACK_OFF));
        store.submissions().cancel(List.of(cancelled));

        store.submissions()
                .retry(List.of(
                        new RetryRequest(failed, OptionalInt.empty()),
                        new RetryRequest(cancelled, OptionalInt.empty())));

        assertNumber(claimed(store.claim(session, 2, failed)).checkpoint(), 1);
        assertNumber(claimed(store.claim(session, 3, cancelled)).checkpoint(), 2);
    }

    @Test
    default void checkpointTakesRoomInAClaim(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 3);
        store.dispatch().claim(claimOf(session, 1, ids));
        String json = "{\"text\": \"" + "x".repeat(1_000) + "\"}";
        for (long id : ids) {
            store(store, new Checkpoint(id, new Holder(session, 1), json, json.length(), 1));
            store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        }

        List<ClaimResult> results = store.dispatch()
                .claim(new Claim(
                        new Holder(session, 2),
                        ids.stream().map(id -> new Claim.Item(id, 5, TIMEOUT)).toList(),
                        true,
                        new Room(2_500, false)));

        assertThat(results.subList(0, 2)).allMatch(ClaimResult.Claimed.class::isInstance);
        assertThat(results.get(2)).isEqualTo(new ClaimResult.NoRoom(ids.get(2)));
    }

    @Test
    default void aThousandCheckpointsAreStoredInOneCall(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 1_000);
        store.dispatch().claim(claimOf(session, 1, ids));

        assertThat(store.completions()
                        .checkpoint(ids.reversed().stream()
                                .map(id -> numbered(id, session, 1, (int) (id % 1_000) + 1))
                                .toList()))
                .isEqualTo(Collections.nCopies(1_000, CheckpointResult.STORED));

        for (long id : List.of(ids.get(0), ids.get(500), ids.get(999))) {
            assertNumber(next(store, id, session, 1), (int) (id % 1_000) + 1);
        }
        assertThat(store.completions().checkpoint(List.of())).isEmpty();
    }
}

package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.CALLER;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.TIMEOUT;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimResult.Claimed;
import dev.taskq.spi.ClaimResult.Gone;
import dev.taskq.spi.ClaimResult.Locked;
import dev.taskq.spi.ClaimResult.NoRoom;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Room;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.StorePort;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Claiming tasks for a session. */
interface ClaimContract extends StoreUnderTest {
    @Test
    default void claimedTaskRuns(StoreFixture store) {
        long id = store.submit(A);

        claimed(store.claim(store.agent(), 1, id));

        assertThat(store.status(id)).isEqualTo(TaskStatus.RUNNING);
        assertThat(store.waiting(A)).isEmpty();
    }

    @Test
    default void claimedTaskBringsAllThatItsHandlerNeeds(StoreFixture store) {
        Origin origin = new Origin(CALLER, "corr-42", Optional.of("00-aa-bb-01"));
        long id = store.submit(NewTask.of(A, "{\"width\": 7}").withOrigin(origin));

        long session = store.agent();

        ClaimedTask claimed = claimed(store.claim(session, 1, id));

        Task task = store.task(id);
        assertThat(JsonValues.of(claimed.params())).isEqualTo(JsonValues.of("{\"width\": 7}"));
        assertThat(claimed)
                .isEqualTo(new ClaimedTask(
                        new RunningTask(
                                id,
                                A,
                                new Holder(session, 1),
                                new Counts(1, 0, 0, 0),
                                5,
                                TIMEOUT,
                                "corr-42",
                                origin.traceparent(),
                                task.times().createdAt()),
                        claimed.params(),
                        claimed.params().getBytes(StandardCharsets.UTF_8).length,
                        Optional.empty(),
                        task.times().queuedAt().orElseThrow(),
                        task.times().startedAt().orElseThrow(),
                        Optional.empty()));
    }

    /** Params of about so many bytes, with a character of more than one. */
    private static String large(int bytes) {
        return "{\"text\": \"\u00e4" + "x".repeat(bytes) + "\"}";
    }

    private static List<ClaimResult> claimWithin(
            StoreFixture store, long session, long token, Room room, List<Long> ids) {
        return store.dispatch()
                .claim(new Claim(
                        new Holder(session, token),
                        ids.stream().map(id -> new Claim.Item(id, 5, TIMEOUT)).toList(),
                        true,
                        room));
    }

    @Test
    default void claimTakesNoMoreThanThereIsRoomForAndTellsWhatIsLeft(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(store.submit(NewTask.of(A, large(1_000))));
        }
        long small = store.submit(NewTask.of(A, "{}"));
        ids.add(small);

        List<ClaimResult> results = claimWithin(store, session, 1, new Room(2_500, false), ids);

        assertThat(results.subList(0, 2)).allMatch(ClaimResult.Claimed.class::isInstance);
        // Once one does not fit none behind it is taken, so that what is large is not passed for ever.
        assertThat(results.subList(2, 5))
                .containsExactly(new NoRoom(ids.get(2)), new NoRoom(ids.get(3)), new NoRoom(small));
        assertThat(store.status(ids.get(2))).isEqualTo(TaskStatus.QUEUED);
        assertThat(claimWithin(store, session, 2, new Room(5_000, false), ids.subList(2, 5)))
                .allMatch(ClaimResult.Claimed.class::isInstance);
    }

    @Test
    default void oneAloneAlwaysFitsWhereTheClaimSaysSo(StoreFixture store) {
        long session = store.agent();
        long first = store.submit(NewTask.of(A, large(1_000)));
        long second = store.submit(NewTask.of(A, large(1_000)));

        assertThat(claimWithin(store, session, 1, new Room(10, false), List.of(first, second)))
                .containsExactly(new NoRoom(first), new NoRoom(second));
        List<ClaimResult> results = claimWithin(store, session, 2, new Room(10, true), List.of(second, first));
        assertThat(results.get(0)).isEqualTo(new NoRoom(second));
        assertThat(results.get(1)).isInstanceOf(ClaimResult.Claimed.class);
    }

    @Test
    default void whatIsGoneTakesNoRoom(StoreFixture store) {
        long session = store.agent();
        long gone = store.submit(NewTask.of(A, large(1_000)));
        store.submissions().cancel(List.of(gone));
        long waits = store.submit(NewTask.of(A, large(1_000)));

        List<ClaimResult> results = claimWithin(store, session, 1, new Room(1_500, false), List.of(gone, waits));

        assertThat(results.get(0)).isEqualTo(new Gone(gone));
        assertThat(results.get(1)).isInstanceOf(ClaimResult.Claimed.class);
    }

    @Test
    default void paramsHaveTheSizeThatTheyComeBackWith(StoreFixture store) {
        long session = store.agent();
        long token = 1;
        for (String params : List.of("{}", "{\"a\":[1,2,3],\"b\":\"\u00e4\u65e5\"}", "{ \"n\" : 1e10 }")) {
            ClaimedTask task = claimed(store.claim(session, token++, store.submit(NewTask.of(A, params))));
            assertThat(task.bytes()).isEqualTo(task.params().getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Test
    default void claimStampsStartAgentAndAttempt(StoreFixture store) {
        long id = store.submit(A);
        long session = store.sessions().open(agentNamed("the-agent"));
        Instant before = store.now();

        claimed(store.claim(session, 1, id));

        Task task = store.task(id);
        assertThat(task.times().startedAt().orElseThrow()).isBetween(before, store.now());
        assertThat(task.agent()).contains("the-agent");
        assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    default void boundsInForceAreTheSubmittersWhereGiven(StoreFixture store) {
        long id = store.submit(newTask(A).withMaxAttempts(2).withTimeout(Duration.ofSeconds(9)));

        ClaimedTask claimed = claimed(store.claim(store.agent(), 1, id));

        assertThat(claimed.running().maxAttempts()).isEqualTo(2);
        assertThat(claimed.running().timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(store.task(id).maxAttempts()).isEqualTo(2);
        assertThat(store.task(id).timeout()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    default void boundsInForceAreElseTheClaimersAndAnewEachTime(StoreFixture store) {
        long id = store.submit(newTask(A).withMaxAttempts(2));
        long session = store.agent();
        store.dispatch().claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 9, Duration.ofMillis(1)))));
        assertThat(store.task(id).timeout()).isEqualTo(Duration.ofMillis(1));
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));

        ClaimedTask again = claimed(store.dispatch()
                .claim(new Claim(new Holder(session, 2), List.of(new Claim.Item(id, 9, Duration.ofHours(2))))));

        assertThat(again.running().maxAttempts()).isEqualTo(2);
        assertThat(again.running().timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(store.task(id).timeout()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    default void claimOfWhatIsNotQueuedIsGone(StoreFixture store) {
        long session = store.agent();
        long succeeded = store.ended(SUCCEEDED);
        long running = store.running(session, 1);
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long cancelled = store.submit(A);
        store.submissions().cancel(List.of(cancelled));

        assertThat(store.claim(session, 2, succeeded, running, scheduled, cancelled, Long.MAX_VALUE))
                .containsExactly(
                        new Gone(succeeded),
                        new Gone(running),
                        new Gone(scheduled),
                        new Gone(cancelled),
                        new Gone(Long.MAX_VALUE));
        assertThat(store.status(scheduled)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void claimOfALockedTaskIsLockedAndItsNeighboursGoOn(StoreFixture store) throws Exception {
        List<Long> ids = store.submit(A, 3);
        long session = store.agent();

        try (AutoCloseable held = store.lockRow(ids.get(1))) {
            assertThat(held).isNotNull();
            List<ClaimResult> results = store.claim(session, 1, ids.get(2), ids.get(1), ids.get(0));

            assertThat(results.stream().map(ClaimResult::id)).containsExactly(ids.get(2), ids.get(1), ids.get(0));
            assertThat(results.get(0)).isInstanceOf(Claimed.class);
            assertThat(results.get(1)).isEqualTo(new Locked(ids.get(1)));
            assertThat(results.get(2)).isInstanceOf(Claimed.class);
        }
        claimed(store.claim(session, 2, ids.get(1)));
    }

    @Test
    default void claimMixesAllAnswersInTheOrderAsked(StoreFixture store) throws Exception {
        long gone = store.ended(SUCCEEDED);
        long queued = store.submit(B);
        long locked = store.submit(A);

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            List<ClaimResult> results = store.claim(store.agent(), 1, locked, queued, gone);

            assertThat(results.get(0)).isEqualTo(new Locked(locked));
            assertThat(results.get(1)).isInstanceOf(Claimed.class);
            assertThat(results.get(2)).isEqualTo(new Gone(gone));
        }
    }

    @Test
    default void aThousandTasksAreClaimedInOneCall(StoreFixture store) {
        List<Long> ids = store.submit(A, 1_000);

        List<ClaimResult> results = store.dispatch().claim(claimOf(store.agent(), 1, ids));

        assertThat(results).hasSize(1_000).hasOnlyElementsOfType(Claimed.class);
        assertThat(results.stream().map(ClaimResult::id)).containsExactlyElementsOf(ids);
    }

    @Test
    default void manyClaimersGetEachTaskOnce(StoreFixture store) throws Exception {
        List<Long> ids = store.submit(A, 200);
        StorePort other = store.another();

        List<List<Long>> claimed = Together.run(8, number -> {
            StorePort mine = number % 2 == 0 ? store : other;
            long session = mine.sessions().open(agentNamed("agent-" + number));
            List<Long> mineAlone = new ArrayList<>();
            for (int i = 0; i < 200; i += 20) {
                mine.dispatch().claim(claimOf(session, i + 1, ids.subList(i, i + 20))).stream()
                        .filter(Claimed.class::isInstance)
                        .forEach(result -> mineAlone.add(result.id()));
            }
            return mineAlone;
        });

        assertThat(claimed.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    default void boundsAreThoseOfEachTask(StoreFixture store) {
        List<Long> ids = store.submit(A, 2);

        List<ClaimResult> results = store.dispatch()
                .claim(new Claim(
                        new Holder(store.agent(), 1),
                        List.of(
                                new Claim.Item(ids.get(1), 9, Duration.ofSeconds(9)),
                                new Claim.Item(ids.get(0), 3, Duration.ofSeconds(3)))));

        assertThat(results.stream()
                        .map(result -> ((Claimed) result).task().running().maxAttempts()))
                .containsExactly(9, 3);
        assertThat(store.task(ids.get(1)).timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(store.task(ids.get(0)).timeout()).isEqualTo(Duration.ofSeconds(3));
    }
}

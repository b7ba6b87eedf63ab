package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Position;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Scan;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * All that a {@link TaskStore} promises, as tests. Extend it, and give a store and the ways to provoke what a store must
 * stand: rows and keys that others hold, tasks that are old.
 *
 * <p>One instance serves one test, on a database of its own. The tests stand in chapters, the classes that this one
 * extends.
 */
public abstract class TaskStoreContract extends NeighbourContract {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    /** For subclasses. */
    protected TaskStoreContract() {}

    // Purge

    private Purged purge() {
        return store().completions().purge(new Purge(0, 1_000, WEEK, MONTH));
    }

    @Test
    void finishedTaskPastItsRetentionIsDeletedWithItsAttempts() throws Exception {
        long session = agent();
        long id = running(session, 1);
        end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(claim(session, 2, id));
        end(completion(id, session, 2, SUCCEEDED));
        age(id, WEEK.plusHours(1));

        assertThat(purge()).isEqualTo(new Purged(1, OptionalLong.empty()));
        assertThat(store().submissions().find(List.of(id))).isEmpty();
        assertThat(store().submissions().statuses(List.of(id))).isEmpty();
    }

    @Test
    void attemptsOfTasksThatAreKeptStay() throws Exception {
        long past = ended(FAILED);
        age(past, MONTH.plusHours(1));
        long kept = ended(FAILED);

        assertThat(purge().deleted()).isEqualTo(1);

        assertThat(store().submissions().find(List.of(past))).isEmpty();
        assertThat(task(kept).attempts()).hasSize(1);
    }

    @Test
    void cancelledTaskIsDeletedLikeASucceededOne() throws Exception {
        long id = submit(A);
        store().submissions().cancel(List.of(id));
        age(id, WEEK.plusHours(1));

        assertThat(purge().deleted()).isEqualTo(1);
    }

    @Test
    void finishedTaskWithinItsRetentionIsKept() throws Exception {
        long id = ended(SUCCEEDED);
        age(id, WEEK.minusHours(1));

        assertThat(purge()).isEqualTo(new Purged(0, OptionalLong.empty()));
        assertThat(status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void failedTaskIsKeptLonger() throws Exception {
        long id = ended(FAILED);
        age(id, MONTH.minusHours(1));
        assertThat(purge().deleted()).isZero();

        age(id, Duration.ofHours(2));

        assertThat(purge().deleted()).isEqualTo(1);
    }

    @Test
    void taskThatHasNotFinishedIsNeverDeleted() throws Exception {
        long scheduled = submit(newTask(A).delayedBy(Duration.ofDays(3_000)));
        long queued = submit(A);
        long running = running(agent(), 1);
        for (long id : List.of(scheduled, queued, running)) {
            age(id, Duration.ofDays(400));
        }

        assertThat(purge().deleted()).isZero();
        assertThat(store().submissions().find(List.of(scheduled, queued, running)))
                .hasSize(3);
    }

    @Test
    void keyOfADeletedTaskIsFree() throws Exception {
        long id = submit(newTask(A).withIdempotencyKey("key"));
        store().submissions().cancel(List.of(id));
        age(id, WEEK.plusHours(1));
        purge();

        var again = submitted(newTask(A).withIdempotencyKey("key"));

        assertThat(again.replayed()).isFalse();
        assertThat(again.id()).isNotEqualTo(id);
    }

    @Test
    void purgingGoesAlongTheIdsInBoundedSteps() throws Exception {
        List<Long> ids = submit(A, 7);
        store().submissions().cancel(ids);
        for (long id : ids) {
            age(id, WEEK.plusHours(1));
        }

        List<Integer> deleted = new ArrayList<>();
        OptionalLong next = OptionalLong.of(0);
        while (next.isPresent()) {
            Purged purged = store().completions().purge(new Purge(next.getAsLong(), 3, WEEK, MONTH));
            deleted.add(purged.deleted());
            next = purged.next();
        }

        assertThat(deleted.subList(0, 3)).containsExactly(3, 3, 1);
        assertThat(store().submissions().find(ids)).isEmpty();
    }

    @Test
    void purgingBeginsBehindAnId() throws Exception {
        List<Long> ids = submit(A, 3);
        store().submissions().cancel(ids);
        for (long id : ids) {
            age(id, WEEK.plusHours(1));
        }

        store().completions().purge(new Purge(ids.get(1), 100, WEEK, MONTH));

        assertThat(store().submissions().statuses(ids)).containsOnlyKeys(ids.get(0), ids.get(1));
    }

    @Test
    void lockedTaskIsPassedOverByPurging() throws Exception {
        List<Long> ids = submit(A, 3);
        store().submissions().cancel(ids);
        for (long id : ids) {
            age(id, WEEK.plusHours(1));
        }

        try (AutoCloseable held = lockRow(ids.get(1))) {
            assertThat(held).isNotNull();
            assertThat(purge().deleted()).isEqualTo(2);
        }
        assertThat(store().submissions().statuses(ids)).containsOnlyKeys(ids.get(1));
    }

    @Test
    void purgingOfNothingEnds() {
        assertThat(purge()).isEqualTo(new Purged(0, OptionalLong.empty()));
    }

    @Test
    void purgingWithoutRoomIsRefused() {
        assertThatThrownBy(() -> store().completions().purge(new Purge(0, 0, WEEK, MONTH)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // Counting

    @Test
    void countGivesTheQueuedTasksOfEachType() {
        long firstOfA = submit(A, 3).getFirst();
        long firstOfB = submit(B, 2).getFirst();
        running(agent(), 1);
        submit(newTask(A).delayedBy(Duration.ofHours(1)));
        ended(SUCCEEDED);

        assertThat(store().dispatch().count(List.of(scan(B, 100, 1), scan(A, 100, 1), scan("unknown", 100, 1))))
                .containsExactly(
                        new CountStep(2, Optional.of(queuedAt(firstOfB)), Optional.empty()),
                        new CountStep(3, Optional.of(queuedAt(firstOfA)), Optional.empty()),
                        new CountStep(0, Optional.empty(), Optional.empty()));
    }

    private Instant queuedAt(long id) {
        return task(id).times().queuedAt().orElseThrow();
    }

    @Test
    void countTellsSinceWhenTheLongestWaitingTaskWaitsHoweverItIsHinted() {
        running(agent(), 1);
        Hint first = submitted(newTask(A)).hint().orElseThrow();
        submit(A, 2);
        Instant since = queuedAt(first.id());
        assertThat(store().dispatch().hinted(List.of(first), store().now().plusSeconds(3)))
                .isEqualTo(1);

        assertThat(store().dispatch().count(List.of(scan(A, 100, 1))))
                .containsExactly(new CountStep(3, Optional.of(since), Optional.empty()));
    }

    @Test
    void countInSlicesGivesTheWhole() {
        List<Long> ids = submit(A, 25);
        store().dispatch().claim(claimOf(agent(), 1, ids.subList(3, 8)));

        assertThat(countInSlices(4)).isEqualTo(20);
    }

    /** The last row of a slice need not be the one with the highest id. */
    @Test
    void countInSlicesGivesTheWholeWhereManyRowsHaveOneStamp() {
        List<Hint> hints = store().submissions().insert(Collections.nCopies(5, insert(newTask(A)))).stream()
                .flatMap(inserted -> inserted.hint().stream())
                .toList();
        store().dispatch().hinted(hints.subList(0, 4), store().now());

        assertThat(countInSlices(3)).isEqualTo(5);
    }

    private long countInSlices(int rows) {
        long queued = 0;
        Optional<Position> from = Optional.of(Position.START);
        while (from.isPresent()) {
            CountStep step = store().dispatch()
                    .count(List.of(new Scan(A, from.get(), Scan.NO_END, rows, 1)))
                    .get(0);
            assertThat(step.queued()).isBetween(0L, (long) rows);
            queued += step.queued();
            from = step.stoppedAt();
        }
        return queued;
    }

    @Test
    void finishedTasksUseUpNoRowOfACount() {
        ended(SUCCEEDED);
        submit(A);

        assertThat(store().dispatch().count(List.of(scan(A, 1, 1))))
                .extracting(CountStep::queued)
                .containsExactly(1L);
    }

    @Test
    void countBeginsBehindAPlaceAndEndsBeforeAStamp() {
        Hint first = submitted(newTask(A)).hint().orElseThrow();
        Hint second = submitted(newTask(A)).hint().orElseThrow();
        Position behindFirst = new Position(first.hintedAt(), first.id());

        assertThat(store().dispatch().count(List.of(new Scan(A, Position.START, second.hintedAt(), 100, 1))))
                .containsExactly(new CountStep(1, Optional.of(queuedAt(first.id())), Optional.empty()));
        assertThat(store().dispatch().count(List.of(new Scan(A, behindFirst, Scan.NO_END, 100, 1))))
                .containsExactly(new CountStep(1, Optional.of(queuedAt(second.id())), Optional.empty()));
        assertThat(store().dispatch().count(List.of())).isEmpty();
    }

    // Types

    private TypeState type(String name) {
        List<TypeState> types = store().types().some(List.of(name));
        assertThat(types).hasSize(1);
        return types.get(0);
    }

    @Test
    void registeredTypesAreKnown() {
        assertThat(store().types().register(List.of("fresh_1", "fresh_2"))).isEmpty();
        assertThat(store().types().register(List.of("fresh_1", A))).isEmpty();
        assertThat(store().types().register(List.of())).isEmpty();

        assertThat(store().types().all().stream().map(TypeState::name))
                .containsExactlyInAnyOrder(A, B, "fresh_1", "fresh_2");
        assertThat(store().types().some(List.of("fresh_2", "unknown", A)).stream()
                        .map(TypeState::name))
                .containsExactlyInAnyOrder(A, "fresh_2");
        assertThat(store().types().some(List.of())).isEmpty();
    }

    @Test
    void freshTypeIsDispatchedAndUncounted() {
        submit(A);

        TypeState type = type(A);

        assertThat(type.paused()).isFalse();
        assertThat(type.countedAt()).isEmpty();
        assertThat(type.floor()).isBeforeOrEqualTo(waiting(A).get(0).hintedAt());
    }

    @Test
    void typesBeyondTheMostAreRefused() {
        List<String> names = IntStream.range(0, Types.MOST_TYPES - 1)
                .mapToObj(i -> "many_" + i)
                .toList();

        assertThat(store().types().register(names)).hasSize(1);
        assertThat(store().types().register(List.of(A, "one_more"))).containsExactly("one_more");
        assertThat(store().types().pause("one_more", true)).isFalse();
        assertThat(store().types().pause(A, true)).isTrue();
        assertThat(store().types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    void sameTypesFromManyThreadsAreRegisteredOnce() throws Exception {
        TaskStore other = another();
        List<String> names = IntStream.range(0, 50).mapToObj(i -> "shared_" + i).toList();

        List<List<String>> refused = Together.run(
                6, number -> (number % 2 == 0 ? store() : other).types().register(names));

        assertThat(refused).containsOnly(List.of());
        assertThat(store().types().all()).hasSize(52);
    }

    @Test
    void pausedTypeIsPausedUntilItIsResumed() {
        store().types().pause(A, true);
        assertThat(type(A).paused()).isTrue();
        assertThat(type(B).paused()).isFalse();

        store().types().pause(A, false);
        assertThat(type(A).paused()).isFalse();
    }

    @Test
    void pauseLeavesHandingOutToTheAgents() {
        long id = submit(A);
        store().types().pause(A, true);

        assertThat(waitingIds(A)).containsExactly(id);
        claimed(claim(agent(), 1, id));
    }

    @Test
    void pausingAnUnknownTypeRegistersIt() {
        store().types().pause("fresh_type", true);

        assertThat(type("fresh_type").paused()).isTrue();
    }

    // Gauges

    @Test
    void gaugesAreKept() {
        Instant before = store().now();

        store().types()
                .recordBacklog(List.of(
                        new BacklogCount(A, before, OptionalLong.of(17)),
                        new BacklogCount("unknown", before, OptionalLong.of(1))));

        TypeState type = type(A);
        assertThat(type.floor()).isEqualTo(before);
        assertThat(type.depth()).isEqualTo(17);
        assertThat(type.countedAt().orElseThrow()).isBetween(before, store().now());
        assertThat(store().types().some(List.of("unknown"))).isEmpty();
        assertThat(type(B).countedAt()).isEmpty();
    }

    @Test
    void floorsNeverMoveBack() {
        Instant floor = store().now();
        store().types().recordBacklog(List.of(new BacklogCount(A, floor, OptionalLong.empty())));
        store().types().recordBacklog(List.of(new BacklogCount(A, floor.minusSeconds(5), OptionalLong.of(3))));

        assertThat(type(A).floor()).isEqualTo(floor);
        assertThat(type(A).depth()).isEqualTo(3);
    }

    @Test
    void gaugeWithoutACountLeavesTheLastOne() {
        Instant floor = store().now();
        store().types().recordBacklog(List.of(new BacklogCount(A, floor, OptionalLong.of(3))));
        TypeState before = type(A);

        store().types().recordBacklog(List.of(new BacklogCount(A, floor.plusSeconds(1), OptionalLong.empty())));

        assertThat(type(A)).isEqualTo(new TypeState(A, false, floor.plusSeconds(1), 3, before.countedAt()));
    }

    @Test
    void gaugesLeaveAPauseAlone() {
        store().types().pause(A, true);

        store().types().recordBacklog(List.of(new BacklogCount(A, store().now(), OptionalLong.of(3))));

        assertThat(type(A).paused()).isTrue();
    }

    // Clock and close

    @Test
    void proofThatItTakesWritesLeavesNothingBehind() {
        submit(A);
        TaskPage before = store().submissions().list(TaskFilter.ALL, Optional.empty(), 10, 10);
        store().proveWritable();
        assertThat(store().submissions().list(TaskFilter.ALL, Optional.empty(), 10, 10))
                .isEqualTo(before);
    }

    @Test
    void proofThatItTakesWritesWaitsForNoTask() throws Exception {
        long id = submit(A);

        try (AutoCloseable held = lockRow(id)) {
            assertThat(held).isNotNull();
            assertThatCode(() -> store().proveWritable()).doesNotThrowAnyException();
        }
    }

    @Test
    void clockGoesOnInMicroseconds() {
        Instant first = store().now();
        Instant second = store().now();

        assertThat(second).isAfterOrEqualTo(first);
        assertThat(second).isEqualTo(second.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void clockIsTheSameForAll() throws Exception {
        TaskStore other = another();

        assertThat(List.of(store().now(), other.now(), store().now())).isSorted();
    }

    @Test
    void closingTwiceIsHarmlessAndLeavesOthersOpen() throws Exception {
        long id = submit(A);
        TaskStore other = another();

        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
        assertThat(waitingIds(A)).containsExactly(id);
    }

    // Types that callers make known

    private static TypeAdmission of(String caller, int most) {
        return new TypeAdmission(caller, most);
    }

    @Test
    void callerMakesKnownOnlySoManyTypes() {
        assertThat(store().types().admit(List.of("a_1", "a_2", A), of("shop", 2)))
                .isEmpty();
        assertThat(store().types().admit(List.of("a_1", "a_2", A, B), of("shop", 2)))
                .isEmpty();
        assertThat(store().types().admit(List.of("a_1", "a_3"), of("shop", 2)))
                .containsExactly(new TypeRefusal("a_3", TypeRefusal.Reason.CALLER_FULL));

        // Others are not concerned, and may use what is known.
        assertThat(store().types().admit(List.of("a_1", "a_3"), of("", 1))).isEmpty();
        assertThat(store().types().all())
                .extracting(TypeState::name)
                .containsExactlyInAnyOrder(A, B, "a_1", "a_2", "a_3");
    }

    @Test
    void announcedTypesCountAgainstNobody() {
        store().types().admit(List.of("a_1"), of("shop", 1));
        assertThat(store().types().register(List.of("a_1"))).isEmpty();

        assertThat(store().types().admit(List.of("a_2"), of("shop", 1))).isEmpty();
        store().sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("a_2")));
        assertThat(store().types().admit(List.of("a_3"), of("shop", 1))).isEmpty();
        assertThat(store().types().admit(List.of("a_4"), of("shop", 1)))
                .containsExactly(new TypeRefusal("a_4", TypeRefusal.Reason.CALLER_FULL));
    }

    @Test
    void announcingOneTypeLeavesTheOthersToTheirCaller() {
        store().types().admit(List.of("a_1", "a_2"), of("shop", 2));
        store().types().register(List.of("a_1"));

        assertThat(store().types().admit(List.of("a_3", "a_4"), of("shop", 2)))
                .containsExactly(new TypeRefusal("a_4", TypeRefusal.Reason.CALLER_FULL));
    }

    @Test
    void announcingATypeThatACallerMadeKnownTakesNoRoom() {
        store().types().admit(List.of("a_1"), of("shop", 1));
        List<String> names = IntStream.range(0, Types.MOST_TYPES - 4)
                .mapToObj(i -> "many_" + i)
                .toList();
        store().types().register(names);

        assertThat(store().types().register(List.of("a_1", "last"))).isEmpty();
        assertThat(store().types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    void onlyAnnouncedTypesAreAdmittedWhereNoOthersAre() {
        store().types().admit(List.of("made_known"), of("shop", 1));

        assertThat(store().types().admit(List.of(A, "made_known", "fresh"), of("other", 0)))
                .containsExactlyInAnyOrder(
                        new TypeRefusal("made_known", TypeRefusal.Reason.NOT_ANNOUNCED),
                        new TypeRefusal("fresh", TypeRefusal.Reason.NOT_ANNOUNCED));
        store().sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("made_known")));
        assertThat(store().types().admit(List.of("made_known"), of("other", 0))).isEmpty();
    }

    @Test
    void callersTypesBeyondTheMostAreRefused() {
        List<String> names = IntStream.range(0, Types.MOST_TYPES - 3)
                .mapToObj(i -> "many_" + i)
                .toList();
        store().types().register(names);

        assertThat(store().types().admit(List.of("last", "one_more"), of("shop", 10)))
                .extracting(TypeRefusal::reason)
                .containsExactly(TypeRefusal.Reason.STORE_FULL);
        assertThat(store().types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    void sameCallerFromManyThreadsMakesKnownOnlySoManyTypes() throws Exception {
        TaskStore other = another();

        List<List<TypeRefusal>> refused = Together.run(
                6,
                number -> (number % 2 == 0 ? store() : other)
                        .types()
                        .admit(List.of("x_" + number, "y_" + number, "z_" + number), of("shop", 10)));

        assertThat(refused.stream().mapToInt(List::size).sum()).isEqualTo(8);
        assertThat(store().types().all()).hasSize(12);
    }

    @Test
    void announcedTypeIsKeptForLonger() {
        store().types().admit(List.of("made_known"), of("shop", 1));

        assertThat(store().types().forget(Duration.ZERO, Duration.ofHours(3))).isEqualTo(1);
        assertThat(store().types().all()).extracting(TypeState::name).containsExactlyInAnyOrder(A, B);
        assertThat(store().types().admit(List.of("again"), of("shop", 1))).isEmpty();
    }

    // Types that nobody uses

    @Test
    void typeThatNobodyUsesIsForgotten() {
        store().types().register(List.of("unused"));
        int known = store().types().all().size();

        assertThat(store().types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(known);
        assertThat(store().types().all()).isEmpty();
    }

    @Test
    void typeThatWasRegisteredLatelyIsKept() {
        store().types().register(List.of("used"));

        assertThat(store().types().forget(Duration.ofHours(3), Duration.ofHours(3)))
                .isZero();
        assertThat(store().types().all()).extracting(TypeState::name).contains("used");
    }

    @Test
    void typeWithAnOpenTaskIsKeptAndOneWithFinishedTasksIsNot() {
        long open = submit(A);
        long finished = submit(B);
        store().submissions().cancel(List.of(finished));

        assertThat(store().types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(1);
        assertThat(store().types().all()).extracting(TypeState::name).containsExactly(A);
        assertThat(status(open)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void typeThatALivingSessionServesIsKept() {
        long session = agent();
        int served = store().types().all().size();
        store().types().register(List.of("unused"));
        assertThat(store().types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(1);
        assertThat(store().types().all()).hasSize(served);

        store().sessions().stop(session);
        assertThat(store().types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(served);
    }

    @Test
    void pausedTypeIsKept() {
        store().types().pause("paused", true);

        store().types().forget(Duration.ZERO, Duration.ZERO);
        assertThat(store().types().all()).extracting(TypeState::name).containsExactly("paused");
    }
}

package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.SessionEndedException;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Position;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions, heartbeats, the lease, and what lost sessions leave behind. */
abstract class SessionContract extends CompletionContract {
    private Session session(long id) {
        return store().sessions().all().sessions().stream()
                .filter(session -> session.id() == id)
                .findFirst()
                .orElseThrow();
    }

    // Sessions

    @Test
    void openedSessionIsListed() {
        Instant before = store().now();
        NewSession spec = new NewSession(NewSession.Kind.AGENT, "agent ünï", "host-1", List.of(A, B));

        long id = store().sessions().open(spec);

        Session session = session(id);
        assertThat(session.spec()).isEqualTo(spec);
        assertThat(session.heartbeats()).isZero();
        assertThat(session.hintsFail()).isFalse();
        assertThat(session.end()).isEmpty();
        assertThat(session.openedAt()).isBetween(before, store().now());
    }

    @Test
    void sessionsAreListedByIdWithTheStoresClock() {
        long first = agent();
        long second = store().sessions().open(new NewSession(NewSession.Kind.COORDINATOR, "c", "h", List.of()));
        Instant before = store().now();

        SessionList sessions = store().sessions().all();

        assertThat(sessions.sessions().stream().map(Session::id)).containsExactly(first, second);
        assertThat(sessions.at()).isBetween(before, store().now());
    }

    @Test
    void sessionIdsAreNeverUsedAgain() {
        long first = agent();
        store().sessions().stop(first);
        store().sessions().clear(List.of(first));

        assertThat(agent()).isNotEqualTo(first);
    }

    @Test
    void sessionsOfOneStoreAreOneProcessAndOthersAnother() throws Exception {
        long first = agent();
        long second = agent();
        long third = another().sessions().open(agentNamed("elsewhere"));

        assertThat(session(second).process()).isEqualTo(session(first).process());
        assertThat(session(third).process()).isNotEqualTo(session(first).process());
    }

    @Test
    void openingASessionRegistersItsTypes() {
        store().sessions().open(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("fresh_type")));

        assertThat(store().types().some(List.of("fresh_type"))).hasSize(1);
    }

    @Test
    void endedSessionStaysListedWithItsEnd() {
        long id = agent();
        Instant before = store().now();

        lose(id);

        Session.End end = session(id).end().orElseThrow();
        assertThat(end.reason()).isEqualTo(EndReason.LOST);
        assertThat(end.at()).isBetween(before, store().now());
    }

    @Test
    void endOfASessionStaysAsItWas() {
        long id = agent();
        store().sessions().stop(id);
        Session before = session(id);

        lose(id);

        assertThat(session(id)).isEqualTo(before);
    }

    @Test
    void stopOfASessionLeavesTheOthersOfItsProcess() {
        long stopped = agent();
        long other = agent();

        assertThat(store().sessions().stop(stopped)).isTrue();

        assertThat(session(other).end()).isEmpty();
        assertThat(heartbeat(other).ended()).isFalse();
    }

    @Test
    void sessionThatWasHeardOfSinceItWasJudgedIsNotLost() throws Exception {
        long id = agent();
        heartbeat(id);
        long judged = session(id).heartbeats();
        heartbeat(id);
        // Another, whose counter stands where the first one's stood.
        heartbeat(agent());

        assertThat(another().sessions().endLost(id, judged)).isFalse();
        assertThat(session(id).end()).isEmpty();
        assertThat(another().sessions().endLost(id, session(id).heartbeats())).isTrue();
        assertThat(session(id).end().orElseThrow().reason()).isEqualTo(EndReason.LOST);
    }

    @Test
    void completionAnUnknownSessionIsHarmless() {
        lose(Long.MAX_VALUE);

        assertThat(store().sessions().all().sessions()).isEmpty();
    }

    @Test
    void clearedSessionIsNoLongerListed() {
        long ended = agent();
        long other = agent();
        store().sessions().stop(ended);

        store().sessions().clear(List.of(ended));

        assertThat(store().sessions().all().sessions().stream().map(Session::id))
                .containsExactly(other);
    }

    @Test
    void clearingPassesOverTheLivingAndTheUnknown() {
        long living = agent();

        store().sessions().clear(List.of(living, Long.MAX_VALUE));
        store().sessions().clear(List.of());

        assertThat(session(living).end()).isEmpty();
    }

    // Sessions are told apart by their process, too: after a restore two processes may have been given one number

    @Test
    void aHeartbeatForAnothersSessionMovesNothingAndIsToldThatItHasEnded() throws Exception {
        long session = agent();
        TaskStore other = another();
        long id = running(session, 1);
        LeaseBid bid = new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty());

        HeartbeatAnswer answer =
                other.sessions().heartbeat(new Heartbeat(session, List.of(new Held(id, 1)), List.of(), true, bid));

        assertThat(answer.ended()).isTrue();
        assertThat(answer.leads()).isFalse();
        assertThat(session(session).heartbeats()).isZero();
        assertThat(session(session).hintsFail()).isFalse();
        assertThat(store().sessions().heartbeat(heartbeatOf(session, bid)).leads())
                .isTrue();
    }

    @Test
    void aClaimForAnothersSessionIsRefused() throws Exception {
        long session = agent();
        TaskStore other = another();
        long id = submit(A);

        assertThatThrownBy(() -> other.dispatch().claim(claimOf(session, 1, List.of(id))))
                .isInstanceOf(SessionEndedException.class);

        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void aClaimForAnothersSessionThatFindsNothingIsRefusedToo() throws Exception {
        long session = agent();
        TaskStore other = another();
        long id = running(session, 1);

        assertThatThrownBy(() -> other.dispatch().claim(claimOf(session, 2, List.of(id))))
                .isInstanceOf(SessionEndedException.class);
    }

    @Test
    void aClaimOfAnothersSessionIsNotSettled() throws Exception {
        long session = agent();
        TaskStore other = another();
        long held = running(session, 3);
        long waits = submit(A);

        assertThatThrownBy(() -> other.dispatch().settle(claimOf(session, 3, List.of(held))))
                .isInstanceOf(SessionEndedException.class);

        // Its claims were not stopped.
        claimed(claim(session, 3, waits));
    }

    @Test
    void whatAnotherBringsForASessionIsRefused() throws Exception {
        long session = agent();
        TaskStore other = another();
        long id = running(session, 1);

        assertThat(other.completions().complete(List.of(completion(id, session, 1, SUCCEEDED))))
                .containsExactly(new CompletionResult.Refused());
        assertThat(other.completions().complete(List.of(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED))))
                .containsExactly(new CompletionResult.Refused());
        assertThat(status(id)).isEqualTo(TaskStatus.RUNNING);

        assertThat(end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);
        assertThat(other.completions().complete(List.of(completion(id, session, 1, SUCCEEDED))))
                .containsExactly(new CompletionResult.Refused());
    }

    @Test
    void someBringTheirOwnCompletionsBesideThoseOfAnother() throws Exception {
        TaskStore other = another();
        long own = agent();
        long others = other.sessions().open(agentNamed("elsewhere"));
        long first = running(own, 1);
        long second = submit(A);
        other.dispatch().claim(claimOf(others, 1, List.of(second)));

        List<CompletionResult> results = store().completions()
                .complete(List.of(completion(second, others, 1, SUCCEEDED), completion(first, own, 1, SUCCEEDED)));

        assertThat(results.get(0)).isEqualTo(new CompletionResult.Refused());
        assertThat(results.get(1)).isInstanceOf(CompletionResult.Recorded.class);
    }

    @Test
    void whatALostSessionHeldIsTakenBackByAnyProcess() throws Exception {
        long session = agent();
        long id = running(session, 1);
        lose(session);

        assertThat(another().completions().complete(List.of(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST))))
                .allSatisfy(result -> assertThat(result).isInstanceOf(CompletionResult.Recorded.class));
    }

    @Test
    void onlyItsOwnProcessStopsASession() throws Exception {
        long session = agent();
        TaskStore other = another();

        assertThat(other.sessions().stop(session)).isFalse();
        assertThat(session(session).end()).isEmpty();

        assertThat(lose(other, session)).isTrue();
        assertThat(store().sessions().stop(session)).isFalse();
        assertThat(store().sessions().stop(agent())).isTrue();
    }

    // Heartbeats

    @Test
    void heartbeatMovesTheCounterOfItsSessionAlone() {
        long id = agent();
        long other = agent();

        heartbeat(id);
        heartbeat(id);

        assertThat(session(id).heartbeats()).isEqualTo(2);
        assertThat(session(other).heartbeats()).isZero();
    }

    @Test
    void heartbeatOfAnIdleSessionHasNothingToTell() {
        Instant before = store().now();

        HeartbeatAnswer answer = heartbeat(agent());

        assertThat(answer.ended()).isFalse();
        assertThat(answer.leads()).isFalse();
        assertThat(answer.cancelled()).isEmpty();
        assertThat(answer.lost()).isEmpty();
        assertThat(answer.types()).isEmpty();
        assertThat(answer.facts()).isEmpty();
        assertThat(answer.now()).isBetween(before, store().now());
    }

    @Test
    void heartbeatTellsWhetherHintsFail() {
        long id = agent();

        store().sessions().heartbeat(new Heartbeat(id, List.of(), List.of(), true, LeaseBid.NONE));
        assertThat(session(id).hintsFail()).isTrue();

        heartbeat(id);
        assertThat(session(id).hintsFail()).isFalse();
    }

    @Test
    void heartbeatOfAnEndedSessionLearnsIt() {
        long id = agent();
        lose(id);

        assertThat(heartbeat(id).ended()).isTrue();

        store().sessions().clear(List.of(id));
        assertThat(heartbeat(id).ended()).isTrue();
    }

    @Test
    void heartbeatLearnsOfRequestsToCancel() {
        long id = agent();
        long asked = running(id, 1);
        long other = running(id, 2);
        store().submissions().cancel(List.of(asked));

        HeartbeatAnswer answer = heartbeat(id, new Held(other, 2), new Held(asked, 1));

        assertThat(answer.cancelled()).containsExactly(asked);
        assertThat(answer.lost()).isEmpty();
    }

    @Test
    void heartbeatLearnsOfWhatIsNoLongerItsOwn() {
        long id = agent();
        long mine = running(id, 1);
        long takenBack = running(id, 2);
        end(taken(takenBack, id, 2, AT_ONCE, AttemptOutcome.LOST));
        long timedOut = running(id, 3);
        end(taken(timedOut, id, 3, FAILED, AttemptOutcome.TIMED_OUT));

        HeartbeatAnswer answer = heartbeat(
                id, new Held(mine, 1), new Held(takenBack, 2), new Held(timedOut, 3), new Held(Long.MAX_VALUE, 4));

        assertThat(answer.lost())
                .containsExactlyInAnyOrder(new Held(takenBack, 2), new Held(timedOut, 3), new Held(Long.MAX_VALUE, 4));
    }

    @Test
    void heartbeatJudgesExecutionsByTheirTokens() {
        long id = agent();
        long task = running(id, 1);
        end(taken(task, id, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(claim(id, 2, task));
        store().submissions().cancel(List.of(task));

        HeartbeatAnswer answer = heartbeat(id, new Held(task, 1), new Held(task, 2));

        assertThat(answer.lost()).containsExactly(new Held(task, 1));
        assertThat(answer.cancelled()).containsExactly(task);
    }

    @Test
    void heartbeatDoesNotHoldWhatAnotherSessionRuns() {
        long other = agent();
        long task = running(other, 1);

        assertThat(heartbeat(agent(), new Held(task, 1)).lost()).containsExactly(new Held(task, 1));
    }

    @Test
    void heartbeatBringsTheStateOfTheTypesAskedFor() {
        long id = agent();
        store().types().pause(A, true);

        HeartbeatAnswer answer = store().sessions()
                .heartbeat(new Heartbeat(id, List.of(), List.of(A, B, "unknown"), false, LeaseBid.NONE));

        assertThat(answer.types()).containsOnlyKeys(A, B);
        assertThat(answer.types().get(A)).extracting(TypeState::paused).isEqualTo(true);
        assertThat(answer.types().get(B)).extracting(TypeState::paused).isEqualTo(false);
    }

    @Test
    void heartbeatWaitsForNoLockedTask() throws Exception {
        long id = agent();
        long task = running(id, 1);

        try (AutoCloseable held = lockRow(task)) {
            assertThat(held).isNotNull();
            assertThat(heartbeat(id, new Held(task, 1)).lost()).isEmpty();
        }
    }

    @Test
    void heartbeatOfAThousandExecutionsIsAnswered() {
        long id = agent();
        List<Long> ids = submit(A, 1_000);
        store().dispatch().claim(claimOf(id, 1, ids));
        store().submissions().cancel(ids.subList(0, 3));

        HeartbeatAnswer answer =
                heartbeat(id, ids.stream().map(task -> new Held(task, 1)).toArray(Held[]::new));

        assertThat(answer.lost()).isEmpty();
        assertThat(answer.cancelled()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 3));
    }

    @Test
    void heartbeatsOfManySessionsAreAllCounted() throws Exception {
        TaskStore other = another();

        List<Long> sessions = Together.run(6, number -> {
            TaskStore mine = number % 2 == 0 ? store() : other;
            long id = mine.sessions().open(agentNamed("agent-" + number));
            for (int i = 0; i < 5; i++) {
                mine.sessions().heartbeat(heartbeatOf(id, LeaseBid.NONE));
            }
            return id;
        });

        assertThat(sessions)
                .allSatisfy(id -> assertThat(session(id).heartbeats()).isEqualTo(5));
    }

    // The lease

    private static LeaseBid bid(LeaseBid.Wish wish) {
        return new LeaseBid(wish, Optional.empty());
    }

    private boolean leads(long session, LeaseBid.Wish wish) {
        return store().sessions().heartbeat(heartbeatOf(session, bid(wish))).leads();
    }

    @Test
    void oneLeadsAtATime() {
        long first = agent();
        long second = agent();

        assertThat(leads(first, LeaseBid.Wish.LEAD)).isTrue();
        assertThat(leads(second, LeaseBid.Wish.LEAD)).isFalse();
        assertThat(leads(first, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    void leaseRunsOut() throws Exception {
        long first = agent();
        long second = agent();
        leads(first, LeaseBid.Wish.LEAD);

        ageLease(Sessions.LEASE);

        assertThat(leads(second, LeaseBid.Wish.LEAD)).isTrue();
        assertThat(leads(first, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    void leaseIsProlongedByEachHeartbeat() throws Exception {
        long first = agent();
        long second = agent();
        leads(first, LeaseBid.Wish.LEAD);
        ageLease(Duration.ofMillis(1_900));
        leads(first, LeaseBid.Wish.LEAD);
        ageLease(Duration.ofMillis(500));

        assertThat(leads(second, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    void leaseThatRanOutIsItsHoldersStillUnlessTaken() throws Exception {
        long first = agent();
        leads(first, LeaseBid.Wish.LEAD);
        ageLease(Duration.ofSeconds(5));

        assertThat(leads(first, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    void heartbeatThatWantsNothingLetsTheLeaseRunOut() throws Exception {
        long first = agent();
        long second = agent();
        leads(first, LeaseBid.Wish.LEAD);
        ageLease(Duration.ofMillis(1_500));
        leads(first, LeaseBid.Wish.NONE);
        ageLease(Duration.ofMillis(500));

        assertThat(leads(second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    void spareWaitsLongerThanACandidate() throws Exception {
        long leader = agent();
        long spare = agent();
        leads(leader, LeaseBid.Wish.LEAD);
        ageLease(Sessions.LEASE.plusSeconds(1));

        assertThat(leads(spare, LeaseBid.Wish.SPARE)).isFalse();
        ageLease(Sessions.SPARE_WAIT);
        assertThat(leads(spare, LeaseBid.Wish.SPARE)).isTrue();
        assertThat(leads(spare, LeaseBid.Wish.SPARE)).isTrue();
    }

    @Test
    void whatStandsBackLetsCandidatesGoFirst() throws Exception {
        long first = agent();
        long second = agent();
        leads(first, LeaseBid.Wish.LEAD);
        leads(first, LeaseBid.Wish.GIVE_UP);

        assertThat(leads(first, LeaseBid.Wish.STAND_BACK)).isFalse();
        ageLease(Sessions.STAND_BACK_WAIT.plusMillis(1));
        assertThat(leads(second, LeaseBid.Wish.SPARE)).isFalse();
        assertThat(leads(first, LeaseBid.Wish.STAND_BACK)).isTrue();
        assertThat(leads(second, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    void leaseGivenUpIsFreeAtOnce() {
        long first = agent();
        long second = agent();
        leads(first, LeaseBid.Wish.LEAD);

        assertThat(leads(first, LeaseBid.Wish.GIVE_UP)).isFalse();
        assertThat(leads(second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    void leaseOfAnotherCannotBeGivenUp() {
        long leader = agent();
        long other = agent();
        leads(leader, LeaseBid.Wish.LEAD);

        leads(other, LeaseBid.Wish.GIVE_UP);

        assertThat(leads(other, LeaseBid.Wish.LEAD)).isFalse();
        assertThat(leads(leader, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    void leaseThatEndsImpossiblyFarAheadHasRunOut() throws Exception {
        long first = agent();
        long second = agent();
        leads(first, LeaseBid.Wish.LEAD);

        ageLease(Duration.ofHours(-1));

        assertThat(leads(second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    void endedSessionDoesNotLead() {
        long leader = agent();
        lose(leader);

        assertThat(leads(leader, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    void oneOfManyCandidatesLeads() throws Exception {
        TaskStore other = another();

        List<Boolean> leads = Together.run(6, number -> {
            TaskStore mine = number % 2 == 0 ? store() : other;
            long session = mine.sessions().open(agentNamed("candidate"));
            return mine.sessions()
                    .heartbeat(heartbeatOf(session, bid(LeaseBid.Wish.LEAD)))
                    .leads();
        });

        assertThat(leads).containsOnlyOnce(true);
    }

    private LeaseFacts facts(int agents) {
        return new LeaseFacts(store().now(), agents, Map.of(A, agents, B, 1), Duration.ofMillis(500), true);
    }

    @Test
    void factsOfTheLeaderAreSeenByAll() {
        long leader = agent();
        LeaseFacts facts = facts(3);
        store().sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));

        assertThat(heartbeat(agent()).facts()).contains(facts);
    }

    @Test
    void onlyTheLeaderWritesFacts() {
        long leader = agent();
        LeaseFacts facts = facts(3);
        store().sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));
        store().sessions().heartbeat(heartbeatOf(agent(), new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts(9)))));
        store().sessions().heartbeat(heartbeatOf(agent(), new LeaseBid(LeaseBid.Wish.SPARE, Optional.of(facts(9)))));

        assertThat(heartbeat(agent()).facts()).contains(facts);
    }

    @Test
    void factsStayUntilTheLeaderWritesOthers() {
        long leader = agent();
        LeaseFacts facts = facts(3);
        store().sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));
        leads(leader, LeaseBid.Wish.LEAD);
        assertThat(heartbeat(agent()).facts()).contains(facts);

        LeaseFacts later = facts(4);
        store().sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(later))));
        assertThat(heartbeat(agent()).facts()).contains(later);
    }

    // Orphans

    private List<Orphan> orphans(String type) {
        return store().completions()
                .orphans(List.of(scan(type, 10_000, 10_000)), 10_000)
                .get(0)
                .found();
    }

    @Test
    void whatALivingSessionRunsIsNoOrphan() {
        running(agent(), 1);
        submit(A);

        assertThat(store().completions().orphans(List.of(scan(A, 100, 100)), 100))
                .containsExactly(new Orphans(A, List.of(), Optional.empty()));
    }

    @Test
    void whatAnEndedSessionRanIsAnOrphan() {
        long session = agent();
        long id = submit(newTask(A).withMaxAttempts(3).withTimeout(Duration.ofSeconds(90)));
        claimed(claim(session, 7, id));
        running(agent(), 1);
        lose(session);

        assertThat(orphans(A))
                .containsExactly(new Orphan(
                        new RunningTask(
                                id,
                                A,
                                new Holder(session, 7),
                                new Counts(1, 0, 0, 0),
                                3,
                                Duration.ofSeconds(90),
                                "correlation-1",
                                Optional.empty(),
                                task(id).times().createdAt()),
                        true));
        assertThat(orphans(B)).isEmpty();
    }

    @Test
    void whatHasEndedIsNoOrphan() {
        long session = agent();
        for (Verdict verdict : List.of(SUCCEEDED, FAILED, BACK_OFF)) {
            end(completion(running(session, 1), session, 1, verdict));
        }
        end(taken(running(session, 2), session, 2, AT_ONCE, AttemptOutcome.RELEASED));
        lose(session);

        assertThat(orphans(A)).isEmpty();
    }

    @Test
    void whatRunsTooLongIsAnOrphanWhateverItsSession() throws Exception {
        long session = agent();
        long id = submit(A);
        store().dispatch()
                .claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 5, Duration.ofHours(1)))));
        age(id, Duration.ofHours(1).plus(Completions.OVERDUE).minusSeconds(20));
        assertThat(orphans(A)).isEmpty();

        age(id, Duration.ofSeconds(20));

        assertThat(orphans(A))
                .containsExactly(new Orphan(
                        new RunningTask(
                                id,
                                A,
                                new Holder(session, 1),
                                new Counts(1, 0, 0, 0),
                                5,
                                Duration.ofHours(1),
                                "correlation-1",
                                Optional.empty(),
                                task(id).times().createdAt()),
                        false));
    }

    @Test
    void lockedOrphansAreFound() throws Exception {
        long session = agent();
        long id = running(session, 1);
        lose(session);

        try (AutoCloseable held = lockRow(id)) {
            assertThat(held).isNotNull();
            assertThat(orphans(A).stream().map(orphan -> orphan.running().id())).containsExactly(id);
        }
    }

    @Test
    void passOverAllOrphansFindsEachWhateverTheBounds() {
        long session = agent();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            long id = submit(i % 3 == 0 ? B : A);
            submit(A);
            claimed(claim(session, i + 1, id));
            ids.add(id);
        }
        lose(session);

        assertThat(pass(3, 10, 10)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pass(100, 2, 10)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pass(100, 100, 2)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pass(1, 1, 1)).containsExactlyInAnyOrderElementsOf(ids);
    }

    /** Goes on from where each scan stopped, until none has. */
    private List<Long> pass(int rows, int each, int max) {
        List<Long> found = new ArrayList<>();
        List<Scan> scans = List.of(
                new Scan(A, Position.START, Scan.NO_END, rows, each),
                new Scan(B, Position.START, Scan.NO_END, rows, each));
        while (!scans.isEmpty()) {
            List<Orphans> results = store().completions().orphans(scans, max);
            found.addAll(results.stream()
                    .flatMap(orphans -> orphans.found().stream())
                    .map(orphan -> orphan.running().id())
                    .toList());
            scans = results.stream()
                    .flatMap(orphans -> orphans.stoppedAt().stream()
                            .map(place -> new Scan(orphans.type(), place, Scan.NO_END, rows, each)))
                    .toList();
        }
        return found;
    }

    @Test
    void orphansAreScannedForInSoManyRowsAndNoMore() {
        long session = agent();
        List<Long> ids = submit(A, 3);
        List<Long> others = submit(B, 2);
        store().dispatch().claim(claimOf(session, 1, ids));
        store().dispatch().claim(claimOf(session, 2, others));
        lose(session);

        Orphans found =
                store().completions().orphans(List.of(scan(A, 2, 100)), 100).getFirst();

        assertThat(found.found())
                .extracting(orphan -> orphan.running().id())
                .containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(found.stoppedAt()).isPresent();
        for (Orphans bounded : List.of(
                store().completions()
                        .orphans(List.of(scan(A, 100, 2), scan(B, 100, 2)), 100)
                        .getFirst(),
                store().completions().orphans(List.of(scan(A, 100, 100)), 2).getFirst())) {
            assertThat(bounded.found())
                    .extracting(orphan -> orphan.running().id())
                    .containsExactlyElementsOf(ids.subList(0, 2));
        }
        assertThat(store().completions().orphans(List.of(scan(A, 100, 100), scan(B, 100, 100)), 4))
                .flatExtracting(Orphans::found)
                .hasSize(4);
    }

    /** A scan's own bound leaves the rest of the call's bound to the other scans. */
    @Test
    void aScanThatFindsManyOrphansTakesNothingFromAnother() {
        long session = agent();
        List<Long> a = submit(A, 10);
        List<Long> b = submit(B, 2);
        store().dispatch().claim(claimOf(session, 1, a));
        store().dispatch().claim(claimOf(session, 2, b));
        lose(session);

        List<Orphans> found = store().completions().orphans(List.of(scan(A, 100, 2), scan(B, 100, 2)), 4);

        assertThat(found.get(0).found())
                .extracting(orphan -> orphan.running().id())
                .containsExactlyElementsOf(a.subList(0, 2));
        assertThat(found.get(1).found())
                .extracting(orphan -> orphan.running().id())
                .containsExactlyElementsOf(b);
    }

    @Test
    void finishedTasksUseUpNoRowOfAScanForOrphans() {
        ended(SUCCEEDED);
        long session = agent();
        long id = running(session, 1);
        lose(session);

        assertThat(store().completions()
                        .orphans(List.of(scan(A, 1, 10)), 10)
                        .getFirst()
                        .found())
                .extracting(orphan -> orphan.running().id())
                .containsExactly(id);
    }

    @Test
    void orphansAreScannedForInASliceOfStamps() {
        long session = agent();
        List<Long> ids = new ArrayList<>();
        List<Instant> stamps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var inserted = submitted(newTask(A));
            stamps.add(inserted.hint().orElseThrow().hintedAt());
            ids.add(inserted.id());
            claimed(claim(session, i + 1, inserted.id()));
        }
        lose(session);

        Scan slice = new Scan(A, Position.before(stamps.get(1)), stamps.get(2), 100, 100);

        assertThat(store().completions().orphans(List.of(slice), 100).get(0).found().stream()
                        .map(orphan -> orphan.running().id()))
                .containsExactly(ids.get(1));
    }

    @Test
    void orphansWithoutRoomAreRefused() {
        assertThatThrownBy(() -> store().completions().orphans(List.of(scan(A, 1, 1)), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().completions().orphans(List.of(), 1)).isEmpty();
    }
}

package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.memory.data.ApplicationTransaction;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Verdict;
import dev.taskq.telemetry.RecentTypes.Counts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What ended sessions held, and what is overdue, is taken back. */
class ReclaimTest {
    private final DutyFixture fixture = new DutyFixture();

    private void end(Host host) {
        fixture.lose(host);
        scan();
    }

    private void scan() {
        fixture.platform.pass(Duration.ofMillis(200));
        fixture.monitor.round();
    }

    /** Lets so much time pass that nobody is expected back any more. */
    private void waitInVain() {
        fixture.platform.pass(LostSessions.KEPT);
        scan();
        fixture.run(fixture.reclaim);
    }

    private boolean isCleared(Host host) {
        return fixture.store.sessions().all().sessions().stream().noneMatch(session -> session.id() == host.session());
    }

    @Test
    void whatAnEndedSessionHeldIsQueuedAgainWithAHintAndTheSessionCleared() {
        Host lost = fixture.agent("lost");
        List<Long> ids = fixture.submit(500);
        fixture.claim(lost, ids);
        end(lost);

        fixture.run(fixture.reclaim);

        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.QUEUED);
        Task task = fixture.task(ids.get(0));
        assertThat(task.counts().losses()).isEqualTo(1);
        assertThat(task.counts().failures()).isZero();
        assertThat(task.attempts().get(0).outcome()).isEqualTo(AttemptOutcome.LOST);
        assertThat(fixture.hints()).isPositive();
        assertThat(isCleared(lost)).isFalse();
        waitInVain();
        assertThat(isCleared(lost)).isTrue();
    }

    @Test
    void whatWasClaimedLongAgoIsFoundToo() {
        Host lost = fixture.agent("lost");
        List<Long> ids = fixture.submit(1);
        fixture.claim(lost, ids, Duration.ofDays(7));
        fixture.platform.pass(Duration.ofDays(400));
        end(lost);
        fixture.run(fixture.reclaim);
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.QUEUED);
    }

    @Test
    void whatALivingSessionHoldsStays() {
        Host lost = fixture.agent("lost");
        Host living = fixture.agent("living");
        List<Long> ids = fixture.submit(2);
        fixture.claim(living, ids);
        end(lost);
        fixture.run(fixture.reclaim);
        waitInVain();
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.RUNNING);
        assertThat(isCleared(lost)).isTrue();
    }

    @Test
    void sessionIsNotClearedBeforeItsLockedRowsAreTakenBack() {
        Host lost = fixture.agent("lost");
        List<Long> ids = fixture.submit(3);
        fixture.claim(lost, ids);
        fixture.database.lockTask(ids.get(1));
        end(lost);

        fixture.run(fixture.reclaim);
        waitInVain();
        assertThat(fixture.statuses(ids)).containsExactly(TaskStatus.QUEUED, TaskStatus.RUNNING, TaskStatus.QUEUED);
        assertThat(isCleared(lost)).isFalse();

        fixture.database.unlockTask(ids.get(1));
        fixture.platform.pass(Duration.ofSeconds(5));
        fixture.run(fixture.reclaim);
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.QUEUED);
        assertThat(isCleared(lost)).isTrue();
    }

    /** A transaction of the handler that has completed the task, and whose process is gone, is open for a while. */
    private ApplicationTransaction completedIn(Host host, long id) throws SQLException {
        ApplicationTransaction transaction = fixture.database.begin();
        CompletionResult result = host.store()
                .completions()
                .completeIn(
                        transaction.connection(),
                        new Completion(
                                id,
                                new Holder(host.session(), 1),
                                new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0),
                                AttemptOutcome.SUCCEEDED,
                                Optional.empty(),
                                Optional.empty(),
                                true));
        assertThat(result).isInstanceOf(CompletionResult.Recorded.class);
        return transaction;
    }

    @Test
    void sessionWaitsForATransactionOfItsHandlerThatCommits() throws Exception {
        Host lost = fixture.agent("lost");
        List<Long> ids = fixture.submit(1);
        fixture.claim(lost, ids);
        ApplicationTransaction transaction = completedIn(lost, ids.get(0));
        end(lost);
        fixture.run(fixture.reclaim);
        waitInVain();
        assertThat(isCleared(lost)).isFalse();

        transaction.commit();
        fixture.platform.pass(Duration.ofSeconds(5));
        fixture.run(fixture.reclaim);

        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.SUCCEEDED);
        assertThat(fixture.task(ids.get(0)).counts().losses()).isZero();
        assertThat(isCleared(lost)).isTrue();
    }

    @Test
    void taskIsTakenBackOnceTheTransactionOfItsHandlerIsRolledBack() throws Exception {
        Host lost = fixture.agent("lost");
        List<Long> ids = fixture.submit(1);
        fixture.claim(lost, ids);
        ApplicationTransaction transaction = completedIn(lost, ids.get(0));
        end(lost);
        fixture.run(fixture.reclaim);
        waitInVain();

        transaction.rollback();
        fixture.platform.pass(Duration.ofSeconds(5));
        fixture.run(fixture.reclaim);

        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.QUEUED);
        assertThat(fixture.task(ids.get(0)).counts().losses()).isEqualTo(1);
        assertThat(isCleared(lost)).isTrue();
    }

    /** Each sweep finds the row again, and only the first of them tries to end it again and again. */
    @Test
    void overdueTaskInAnOpenTransactionIsTriedAgainByOneSweep() throws Exception {
        Host living = fixture.agent("living");
        List<Long> ids = fixture.submit(1);
        fixture.claim(living, ids, Duration.ofMinutes(1));
        ApplicationTransaction transaction = completedIn(living, ids.get(0));
        sweep(living, 300);
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.RUNNING);
        int before = fixture.completions.calls;
        sweep(living, 60);
        // One each 3.2 s.
        assertThat(fixture.completions.calls - before).isBetween(10, 25);

        transaction.rollback();
        sweep(living, 5);

        assertThat(fixture.task(ids.get(0)).attempts().get(0).outcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
    }

    private void sweep(Host living, int seconds) {
        for (int i = 0; i < seconds; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.heartbeat(living);
            scan();
            fixture.run(fixture.reclaim);
        }
    }

    @Test
    void sessionThatEndsWhileAPassIsUnderWayGetsAPassOfItsOwn() throws Exception {
        Host first = fixture.agent("first");
        Host second = fixture.agent("second");
        List<Long> firsts = fixture.submit(1_000);
        fixture.claim(first, firsts);
        List<Long> seconds = fixture.submit(1_000);
        fixture.claim(second, seconds);
        end(first);
        for (int i = 0; i < 3; i++) {
            fixture.reclaim.round();
        }
        end(second);
        fixture.run(fixture.reclaim);
        assertThat(fixture.statuses(firsts)).containsOnly(TaskStatus.QUEUED);
        assertThat(fixture.statuses(seconds)).containsOnly(TaskStatus.QUEUED);
        waitInVain();
        assertThat(isCleared(first)).isTrue();
        assertThat(isCleared(second)).isTrue();
    }

    @Test
    void searchForWhatIsOverdueTakesATenthOfTheTime() {
        fixture.submit(25_000);
        fixture.platform.pass(DutyFixture.PACE.sweep());
        AtomicInteger scans = new AtomicInteger();
        fixture.completions.atScan = () -> {
            scans.incrementAndGet();
            fixture.platform.pass(Duration.ofMillis(80));
        };
        Stopwatch passed = fixture.platform.stopwatch();
        while (!passed.hasReached(Duration.ofSeconds(8))) {
            fixture.platform.pass(fixture.reclaim.round());
        }
        assertThat(scans).hasValue(10);
    }

    @Test
    void sessionThatEndsDuringASearchForWhatIsOverdueDoesNotWaitForIt() {
        Host living = fixture.agent("living");
        List<Long> overdue = fixture.submit(1);
        fixture.claim(living, overdue, Duration.ofSeconds(10));
        fixture.submit(25_000);
        fixture.passWithHeartbeatsOf(DutyFixture.PACE.sweep(), living);
        Host lost = fixture.agent("lost");
        List<Long> ids = fixture.submit(1);
        fixture.claim(lost, ids);
        AtomicInteger scans = new AtomicInteger();
        fixture.completions.atScan = () -> {
            scans.incrementAndGet();
            fixture.platform.pass(Duration.ofMillis(80));
        };
        fixture.reclaim.round();
        assertThat(scans).hasValue(1);

        end(lost);
        fixture.reclaim.round();

        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.QUEUED);
        assertThat(fixture.statuses(overdue)).containsOnly(TaskStatus.RUNNING);
        sweep(living, 30);
        assertThat(fixture.task(overdue.get(0)).attempts().get(0).outcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
    }

    @Test
    void taskThatLostItsAgentAgainAndAgainIsFailedNamingIt() {
        long id = fixture.submit(1).get(0);
        for (int i = 1; i <= 5; i++) {
            fixture.platform.pass(Duration.ofMinutes(20));
            fixture.store.dispatch().promoteDue(DueRange.ALL, 1);
            Host lost = fixture.agent("lost");
            fixture.claim(lost, List.of(id));
            end(lost);
            fixture.run(fixture.reclaim);
        }
        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.RUNNING);
        waitInVain();
        Task task = fixture.task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.counts().losses()).isEqualTo(5);
        assertThat(task.error().orElseThrow()).contains("lost 5 times");
        // Attempts that were lost before are no failures, and the task failed now.
        assertThat(fixture.recent.counts()).containsExactly(Map.entry(DutyFixture.TYPE, new Counts(0, 1, 1)));
    }

    @Test
    void whatRunsForTooLongIsTakenBackFromALivingSession() {
        Host living = fixture.agent("living");
        List<Long> ids = fixture.submit(1);
        fixture.claim(living, ids, Duration.ofMinutes(1));
        for (int i = 0; i < 70; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.heartbeat(living);
            scan();
            fixture.run(fixture.reclaim);
        }
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.RUNNING);
        for (int i = 0; i < 60; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.heartbeat(living);
            scan();
            fixture.run(fixture.reclaim);
        }
        Task task = fixture.task(ids.get(0));
        assertThat(task.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task.attempts().get(0).outcome()).isEqualTo(AttemptOutcome.TIMED_OUT);
        assertThat(task.counts().failures()).isEqualTo(1);
    }

    @Test
    void whatASilentAgentHoldsIsNotTimedOutButLostOnceItsSessionIsEnded() {
        List<Host> agents = List.of(fixture.agent("one"), fixture.agent("other"));
        List<Long> ids = fixture.submit(1);
        for (int i = 0; i < 50; i++) {
            fixture.platform.pass(Duration.ofMillis(200));
            agents.forEach(fixture::heartbeat);
            scan();
        }
        fixture.claim(agents.get(0), ids, Duration.ofSeconds(5));
        // Both fall silent at once, so neither is ended for a minute; the sweep passes while the row is overdue.
        for (int i = 0; i < 200 && fixture.task(ids.get(0)).status() == TaskStatus.RUNNING; i++) {
            fixture.platform.pass(Duration.ofMillis(200));
            scan();
            fixture.run(fixture.reclaim);
        }
        Task task = fixture.task(ids.get(0));
        assertThat(task.counts().failures()).isZero();
        assertThat(task.counts().losses()).isEqualTo(1);
    }

    @Test
    void jumpOfTheStoresClockMakesNothingOverdue() {
        Host living = fixture.agent("living");
        List<Long> ids = fixture.submit(1);
        fixture.claim(living, ids, Duration.ofHours(1));
        scan();
        fixture.platform.stepClock(Duration.ofHours(3));
        for (int i = 0; i < 130; i++) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.heartbeat(living);
            scan();
            fixture.run(fixture.reclaim);
        }
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.RUNNING);
    }

    /** An agent was found lost, and goes on under a new session. */
    private Host back(Host host, String name) {
        Host again = fixture.again(host, name);
        fixture.heartbeat(again);
        // No other process holds a connection, so the sessions are observed once a second.
        fixture.platform.pass(Duration.ofSeconds(1));
        scan();
        return again;
    }

    @Test
    void fiveShortCutsDoNotFailAHealthyTask() {
        long id = fixture.submit(1).get(0);
        Host agent = fixture.agent("agent");
        for (int i = 1; i <= 8; i++) {
            fixture.claim(agent, List.of(id));
            end(agent);
            fixture.run(fixture.reclaim);
            assertThat(fixture.task(id).counts().losses()).isEqualTo(1);
            agent = back(agent, "agent");
            fixture.run(fixture.reclaim);
            assertThat(fixture.task(id).counts().losses()).isZero();
        }
        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(fixture.task(id).attempts().get(0).error().orElseThrow()).contains("does not count");
    }

    @Test
    void sessionIsClearedOnceItsAgentIsBack() {
        Host agent = fixture.agent("agent");
        end(agent);
        fixture.run(fixture.reclaim);
        assertThat(isCleared(agent)).isFalse();

        back(agent, "agent");
        fixture.run(fixture.reclaim);

        assertThat(isCleared(agent)).isTrue();
    }

    @Test
    void whoTakesThePlaceOfADeadProcessIsNotWhoCameBack() {
        long id = fixture.submit(1).get(0);
        Host dead = fixture.agent("agent");
        fixture.claim(dead, List.of(id));
        end(dead);
        fixture.heartbeat(fixture.agent("agent"));
        scan();
        fixture.run(fixture.reclaim);
        assertThat(fixture.task(id).counts().losses()).isEqualTo(1);
    }

    @Test
    void anotherAgentOfTheSameProcessIsNotWhoCameBack() {
        long id = fixture.submit(1).get(0);
        Host lost = fixture.agent("agent");
        fixture.claim(lost, List.of(id));
        end(lost);
        back(lost, "another");
        fixture.run(fixture.reclaim);
        assertThat(fixture.task(id).counts().losses()).isEqualTo(1);
    }

    @Test
    void aSessionThatNeverHeartbeatShowsNothing() {
        long id = fixture.submit(1).get(0);
        Host lost = fixture.agent("agent");
        fixture.claim(lost, List.of(id));
        end(lost);
        fixture.again(lost, "agent");
        scan();
        fixture.run(fixture.reclaim);
        assertThat(fixture.task(id).counts().losses()).isEqualTo(1);
    }

    @Test
    void lastLossWaitsForItsAgentWhichComesBack() {
        long id = fixture.submit(1).get(0);
        for (int i = 1; i <= 4; i++) {
            fixture.platform.pass(Duration.ofMinutes(20));
            fixture.store.dispatch().promoteDue(DueRange.ALL, 1);
            Host lost = fixture.agent("lost");
            fixture.claim(lost, List.of(id));
            end(lost);
            fixture.run(fixture.reclaim);
        }
        fixture.platform.pass(Duration.ofMinutes(20));
        fixture.store.dispatch().promoteDue(DueRange.ALL, 1);
        Host cutOff = fixture.agent("cut off");
        fixture.claim(cutOff, List.of(id));
        end(cutOff);
        fixture.run(fixture.reclaim);
        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.RUNNING);

        back(cutOff, "cut off");
        fixture.platform.pass(Duration.ofSeconds(1));
        fixture.run(fixture.reclaim);

        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(fixture.task(id).counts().losses()).isEqualTo(4);
    }

    @Test
    void lastLossWaitsWhereItsSessionEndedAfterTheLastRound() {
        long id = fixture.submit(1).get(0);
        for (int i = 1; i <= 4; i++) {
            fixture.platform.pass(Duration.ofMinutes(20));
            fixture.store.dispatch().promoteDue(DueRange.ALL, 1);
            Host lost = fixture.agent("lost");
            fixture.claim(lost, List.of(id));
            end(lost);
            fixture.run(fixture.reclaim);
        }
        fixture.platform.pass(Duration.ofMinutes(20));
        fixture.store.dispatch().promoteDue(DueRange.ALL, 1);
        Host cutOff = fixture.agent("cut off");
        fixture.claim(cutOff, List.of(id));
        // The pass for another session finds the row before the leader has looked at the sessions again.
        end(fixture.agent("other"));
        fixture.lose(cutOff);

        fixture.run(fixture.reclaim);

        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.RUNNING);
        scan();
        waitInVain();
        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void lastLossIsJudgedByWhatCountsWhenItHasWaited() {
        long id = fixture.submit(1).get(0);
        Host away = fixture.agent("away");
        fixture.claim(away, List.of(id));
        end(away);
        fixture.run(fixture.reclaim);
        for (int i = 2; i <= 5; i++) {
            fixture.platform.pass(Duration.ofSeconds(5));
            fixture.store.dispatch().promoteDue(DueRange.ALL, 1);
            Host lost = fixture.agent("lost");
            fixture.claim(lost, List.of(id));
            end(lost);
            fixture.run(fixture.reclaim);
        }
        assertThat(fixture.task(id).status()).isEqualTo(TaskStatus.RUNNING);

        back(away, "away");
        fixture.run(fixture.reclaim);
        fixture.platform.pass(DutyFixture.PACE.heard());
        scan();
        fixture.run(fixture.reclaim);

        assertThat(fixture.task(id).status()).isNotEqualTo(TaskStatus.FAILED);
        assertThat(fixture.task(id).counts().losses()).isEqualTo(4);
    }
}

package dev.taskq.simulation;

import dev.taskq.Task;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.simulation.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Checks what must happen within a bound after the storm: rows are run, queued, taken back, cleared, hinted, deleted.
 */
final class CalmRules {
    private final Setting setting;
    private final World world;
    private final Journal journal;
    private final Account account;
    private final Struck struck;
    private final Violations violations;
    private Duration fullUntil = Duration.ZERO;
    private Duration suspectsFullUntil = Duration.ZERO;
    private Duration nothingWaitsSince = Duration.ZERO;
    private boolean somethingWaited = true;

    CalmRules(Setting setting, Journal journal, Checker checker) {
        this.setting = setting;
        this.world = checker.world();
        this.journal = journal;
        this.account = checker.account();
        this.struck = checker.struck();
        this.violations = checker.violations();
    }

    /**
     * Called at each check, also before the storm is over. A row that waits for a slot is not late, nor one that waits
     * for memory: an agent holds a task's memory until the task's end is recorded, which a locked row delays.
     */
    void sawSlots(int slots) {
        if (journal.running() >= slots || (setting.memory() > 0 && account.running() >= slots)) {
            fullUntil = violations.now();
        }
        // Each agent runs at most one suspect.
        if (account.runningSuspects().size() >= setting.agents()) {
            suspectsFullUntil = violations.now();
        }
    }

    /** Called at each check after the storm. */
    void check() {
        Duration calmSince =
                later(Duration.ofMillis(setting.storm()), later(world.troubledUntil(), world.clockDoubtedUntil()));
        for (Row row : account.rows()) {
            check(row, later(calmSince, later(row.since, world.heldUntil(row.id))));
        }
        if (setting.withQueue()) {
            checkHints(calmSince);
        }
        checkSessions(calmSince);
    }

    private void check(Row row, Duration since) {
        switch (row.status) {
            case QUEUED -> queued(row, since);
            case RUNNING -> running(row, since);
            case SCHEDULED -> scheduled(row, since);
            case SUCCEEDED, FAILED, CANCELLED -> ended(row, since);
        }
    }

    private void queued(Row row, Duration since) {
        Duration dispatchedSince = later(since, account.resumedAt(row.type()));
        checkHint(row, since);
        if (account.isPaused(row.type())) {
            return;
        }
        Duration full = row.counts.isSuspect() ? later(fullUntil, suspectsFullUntil) : fullUntil;
        violations.check(
                violations.isWithin(later(dispatchedSince, full), plusSweep(Bounds.queued(setting), Duration.ZERO)),
                "slots are free, and no agent runs: %s",
                row);
    }

    /**
     * A row without a hint is noticed through hints that are younger by more than the slack. The time counts from when
     * there were no nearer hints. While slots are free those hints are dispatched, and the time counts without this
     * rule.
     */
    private void checkHint(Row row, Duration since) {
        if (!setting.withQueue()) {
            return;
        }
        Instant oldest = world.oldestHint(row.type()).orElse(Instant.MAX);
        if (!oldest.isAfter(row.stamp.plus(Bounds.HINT_SLACK))) {
            row.hintsNearUntil = violations.now();
        }
        Duration full = later(fullUntil, suspectsFullUntil);
        Duration dispatchedSince =
                account.isPaused(row.type()) ? violations.now() : later(account.resumedAt(row.type()), full);
        Duration seenSince = later(since, earlier(row.hintsNearUntil, dispatchedSince));
        violations.check(
                violations.isWithin(seenSince, plusSweep(Bounds.withSearch(Bounds.HINTED, setting), world.clockJumps()))
                        || !oldest.isAfter(row.stamp),
                "waits without a hint, the oldest is of %s: %s",
                oldest,
                row);
    }

    /** The scan below the floors finds rows that a jump of the clock put there. */
    private Duration plusSweep(Duration bound, Duration more) {
        return world.clockJumps().compareTo(Bounds.SLACK) < 0
                ? bound
                : bound.plus(more).plus(Bounds.sweep(setting));
    }

    private void running(Row row, Duration since) {
        if (journal.runsNow(row.id, row.session) && !account.isEnded(row.session)) {
            row.seenRunning = violations.now();
            violations.check(
                    violations.isWithin(later(since, row.claimedAt), row.timeout.plus(Bounds.REPORTED)),
                    "runs for too long: %s",
                    row);
        } else {
            violations.check(
                    violations.isWithin(later(since, row.seenRunning), takenBack(row)),
                    "no agent runs it and the leader does not take it back: %s",
                    row);
        }
    }

    private Duration takenBack(Row row) {
        // If its agent lives, the agent's completion is on its way, or the agent settles the claim.
        boolean agentLives = account.life(row.session).filter(account::isLiving).isPresent();
        boolean maySeveralBeSilent = struck.ofProcesses() > 1
                || setting.endsProcesses()
                // A process that ends by a stop while most are silent cannot end its session once its connections are
                // closed.
                || (struck.hasSilencedMost() && setting.stopsProcesses());
        Duration bound = !agentLives && maySeveralBeSilent ? Bounds.TAKEN_BACK_GUARDED : Bounds.TAKEN_BACK;
        Duration silent = Bounds.withSilence(bound, setting);
        return Verdicts.isLastLoss(row.counts) ? silent.plus(Bounds.LAST_LOSS_TAKES) : silent;
    }

    private void scheduled(Row row, Duration since) {
        List<Task> task = world.truth().submissions().find(List.of(row.id));
        Duration late = task.isEmpty()
                ? Duration.ZERO
                : Duration.between(
                        task.getFirst().times().runAt().orElseThrow(),
                        world.truth().now());
        Duration due = Bounds.withSearch(Bounds.DUE, setting);
        boolean tooLate = late.compareTo(due) > 0 && !violations.isWithin(since, due);
        violations.check(!tooLate, "due for %s, and not queued: %s", late, row);
    }

    private void ended(Row row, Duration since) {
        violations.check(
                row.purged
                        || !setting.deletes()
                        || violations.isWithin(
                                since,
                                setting.kept().plus(Bounds.purged(setting)).plus(world.clockJumps())),
                "past its retention of %s, and not deleted: %s",
                setting.kept(),
                row);
    }

    /** Checks that no hint is left for tasks that do not wait. */
    private void checkHints(Duration calmSince) {
        boolean waits = account.rows().stream().anyMatch(row -> !row.status.isFinal());
        if (somethingWaited && !waits) {
            nothingWaitsSince = violations.now();
        }
        somethingWaited = waits;
        violations.check(
                waits
                        || world.hints() == 0
                        || violations.isWithin(
                                later(calmSince, nothingWaitsSince), Bounds.withHeartbeats(Bounds.HINTS_GONE, setting)),
                "no task waits, and %s hints are left",
                world.hints());
    }

    private void checkSessions(Duration calmSince) {
        Duration lastHeld = Duration.ZERO;
        for (Row row : account.rows()) {
            lastHeld = later(lastHeld, world.heldUntil(row.id));
        }
        boolean guarded = struck.ofProcesses() > 0 || setting.endsProcesses();
        for (Life life : account.sessions()) {
            if (!life.cleared && !account.isLiving(life)) {
                // A session without a heartbeat was opened with an unknown outcome, and holds no task. It may fall
                // silent
                // together with a process that stops.
                Duration bound = Bounds.withSilence(
                        guarded || !life.wasHeardFrom ? Bounds.TAKEN_BACK_GUARDED : Bounds.TAKEN_BACK, setting);
                Duration since = later(later(calmSince, lastHeld), later(life.endedAt, life.heardFrom));
                violations.check(
                        violations.isWithin(since, life.lost ? bound.plus(Bounds.LOST_KEPT) : bound),
                        "session %s of %s is over and not cleared: ended=%s at %s",
                        life.id,
                        life.member.name(),
                        life.ended,
                        life.endedAt);
            }
        }
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}

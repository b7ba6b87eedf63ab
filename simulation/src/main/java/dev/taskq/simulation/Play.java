package dev.taskq.simulation;

import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Verdicts;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.Platform.ThreadKind;
import dev.taskq.spi.Session;
import dev.taskq.testkit.simulation.Simulation;
import dev.taskq.testkit.simulation.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One run of a setting: starts everything, lets the storm pass, and then waits until all that was accepted is final and every
 * session that is over is cleared, each within its bound.
 */
final class Play implements Simulation.Scenario {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Setting setting;
    private final Coverage coverage;

    Play(Setting setting, Coverage coverage) {
        this.setting = setting;
        this.coverage = coverage;
    }

    @Override
    public void run(Simulation simulation) throws InterruptedException {
        new Stage(simulation).play();
    }

    /** What one run is made of. */
    private final class Stage {
        private final Simulation simulation;
        private final Journal journal = new Journal();
        private final Checker checker;
        private final World world;
        private final Fleet fleet;
        private final Clients clients;
        private Duration fullUntil = Duration.ZERO;
        private Duration allFinalSince = Duration.ZERO;

        Stage(Simulation simulation) {
            this.simulation = simulation;
            this.checker = new Checker(simulation, journal, coverage);
            this.world = new World(simulation, checker);
            this.fleet = new Fleet(simulation, world, setting, journal);
            this.clients = new Clients(simulation, fleet, checker, setting.orders());
            checker.watch(world.truth()::find, world::hasHint, fleet::crashed);
        }

        void play() throws InterruptedException {
            fleet.start();
            clients.start();
            startDrains();
            while (!isCalm() || !isSettled()) {
                simulation.sleep(LOOK);
                if (journal.running() >= fleet.slots()) {
                    fullUntil = simulation.elapsed();
                }
                if (isCalm()) {
                    checkBounds();
                }
            }
            checker.compareAll();
            checker.rows().stream()
                    .filter(row -> doesOf(row) == Behaviour.SUCCEEDS && journal.runs(row.id) > 1)
                    .forEach(row -> coverage.saw(Notable.ATTEMPT_RAN_TWICE));
            checkOutcomes();
            if (!setting.drains().isEmpty()) {
                List<Long> overBefore = checker.sessions().stream()
                        .filter(life -> !isLiving(life))
                        .map(life -> life.id)
                        .toList();
                fleet.close();
                List<Long> left =
                        world.truth().sessions().all().stream().map(Session::id).toList();
                check(overBefore.containsAll(left), "all have stopped in order, and sessions are left: %s", left);
            }
            coverage.ran(checker.acceptedTasks(), 0);
        }

        private void startDrains() {
            for (int i = 0; i < setting.drains().size(); i++) {
                int number = i;
                int at = setting.drains().get(i);
                simulation.platform().spawn("drain", ThreadKind.PLATFORM, () -> {
                    try {
                        simulation.sleep(Duration.ofMillis(at));
                        fleet.drain(number);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }

        /** Whether nothing goes wrong any more, but what tasks do. */
        private boolean isCalm() {
            Duration now = simulation.elapsed();
            return now.toMillis() > setting.storm() && now.compareTo(world.troubledUntil()) > 0;
        }

        private boolean isSettled() {
            return clients.areDone()
                    && checker.rows().stream().allMatch(row -> row.status.isFinal())
                    && (!setting.withQueue() || world.hints() == 0)
                    && (!setting.toTheEnd()
                            || checker.sessions().stream().allMatch(life -> life.cleared || isLiving(life)));
        }

        private boolean isLiving(Checker.Life life) {
            return !life.ended && life.member.process().isAlive() && !checker.isStray(life);
        }

        private void checkBounds() {
            Duration calmSince = later(
                    Duration.ofMillis(setting.storm()), later(world.troubledUntil(), world.clockDoubtedUntil()));
            checkHints(calmSince);
            Duration lastHeld =
                    checker.rows().stream().map(row -> world.heldUntil(row.id)).reduce(Duration.ZERO, Play::later);
            for (Row row : checker.rows()) {
                checkBound(row, later(calmSince, later(row.since, world.heldUntil(row.id))));
            }
            boolean guarded = checker.processStrikes() > 0 || setting.endsProcesses();
            Duration bound = guarded ? Bounds.TAKEN_BACK_GUARDED : Bounds.TAKEN_BACK;
            for (Checker.Life life : checker.sessions()) {
                if (!life.cleared && !isLiving(life)) {
                    Duration since = later(later(calmSince, lastHeld), later(life.endedAt, life.beaten));
                    check(
                            isWithin(since, bound),
                            "session %s of %s is over and not cleared: ended=%s at %s",
                            life.id,
                            life.member.name(),
                            life.ended,
                            life.endedAt);
                }
            }
        }

        /** What waits for long has a hint; and no hint is left of what waits no more. */
        private void checkHints(Duration calmSince) {
            if (!setting.withQueue()) {
                return;
            }
            boolean all = true;
            for (Row row : checker.rows()) {
                all &= row.status.isFinal();
                Duration since = later(later(calmSince, row.since), world.heldUntil(row.id));
                if (row.status == TaskStatus.QUEUED && !isWithin(since, hintedBound())) {
                    Instant oldest = world.oldestHint(row.insert.task().type()).orElse(Instant.MAX);
                    check(!oldest.isAfter(row.stamp), "waits without a hint, the oldest is of %s: %s", oldest, row);
                }
            }
            allFinalSince = all ? later(allFinalSince, Duration.ofNanos(1)) : Duration.ZERO;
            if (all && allFinalSince.toNanos() == 1) {
                allFinalSince = simulation.elapsed();
            }
            check(
                    !all || world.hints() == 0 || isWithin(later(calmSince, allFinalSince), Bounds.HINTS_GONE),
                    "nothing waits, and %s hints are left",
                    world.hints());
        }

        private Duration hintedBound() {
            return world.clockJumps().compareTo(Bounds.SLACK) < 0
                    ? Bounds.HINTED
                    : Bounds.HINTED.plus(world.clockJumps()).plus(Bounds.SWEEP);
        }

        private void checkBound(Row row, Duration since) {
            switch (row.status) {
                case QUEUED ->
                    check(isWithin(later(since, fullUntil), queuedBound()), "slots are free and nobody runs: %s", row);
                case RUNNING -> {
                    if (journal.runsNow(row.id, row.session) && !checker.isEnded(row.session)) {
                        check(
                                isWithin(later(since, row.claimedAt), row.timeout.plus(Bounds.REPORTED)),
                                "runs for too long: %s",
                                row);
                    } else {
                        check(isWithin(since, takenBack(row)), "nobody runs it and nobody takes it back: %s", row);
                    }
                }
                case SCHEDULED -> {
                    List<Task> task = world.truth().find(List.of(row.id));
                    Duration late = task.isEmpty()
                            ? Duration.ZERO
                            : Duration.between(
                                    task.getFirst().times().runAt().orElseThrow(),
                                    world.truth().now());
                    boolean tooLate = late.compareTo(Bounds.DUE) > 0 && !isWithin(since, Bounds.DUE);
                    check(!tooLate, "due for %s and not queued: %s", late, row);
                }
                case SUCCEEDED, FAILED, CANCELLED -> {}
            }
        }

        /** What jumps of the clock put below a floor is found by the sweep. */
        private Duration queuedBound() {
            Duration bound = setting.withQueue() ? Bounds.QUEUED : Bounds.QUEUED_WITHOUT_QUEUE;
            return world.clockJumps().compareTo(Bounds.SLACK) < 0 ? bound : bound.plus(Bounds.SWEEP);
        }

        private Duration takenBack(Row row) {
            if (!checker.isEnded(row.session) && checker.isOfLiving(row.session)) {
                // Its agent lives: it has the ending on its way, or settles the claim.
                return Bounds.TAKEN_BACK;
            }
            return checker.processStrikes() > 1 || setting.endsProcesses()
                    ? Bounds.TAKEN_BACK_GUARDED
                    : Bounds.TAKEN_BACK;
        }

        private boolean isWithin(Duration since, Duration bound) {
            return simulation.elapsed().minus(since).compareTo(bound) <= 0;
        }

        /** What became of the tasks is what their handlers did. */
        private void checkOutcomes() {
            for (Row row : checker.rows()) {
                Behaviour does = doesOf(row);
                if (row.status == TaskStatus.CANCELLED || row.retriedByHand) {
                    continue;
                }
                if (does.endsWell()) {
                    // It may have been lost, or timed out while its process stood still, once for each thing that
                    // struck.
                    int troubles = checker.processStrikes() + (setting.endsProcesses() ? Verdicts.MOST_LOSSES : 0);
                    check(
                            row.status == TaskStatus.SUCCEEDED || troubles > 3,
                            "ends well, left to itself, and became: %s",
                            row);
                } else {
                    check(row.status == TaskStatus.FAILED, "never ends well, and became: %s", row);
                }
                if (checker.strikes() == 0 && setting.drains().isEmpty() && !checker.wasAnyRetriedByHand()) {
                    checkCounts(row, does);
                }
            }
            for (long id : checker.acceptedIds()) {
                check(!world.truth().find(List.of(id)).isEmpty(), "accepted as %s, and gone", id);
            }
        }

        /** Where nothing went wrong around a task, its counts are its own. */
        private void checkCounts(Row row, Behaviour does) {
            switch (does) {
                case KILLS ->
                    check(row.counts.losses() == Verdicts.MOST_LOSSES, "kills its agents, and became: %s", row);
                case EXITS, FAILS, THROWS_ERROR, HANGS ->
                    check(
                            row.counts.failures() == row.maxAttempts
                                    && (row.counts.losses() == 0 || setting.has(Behaviour.KILLS)),
                            "fails each time, and became: %s",
                            row);
                case SUCCEEDS, TAKES_LONG, LASTS, FAILS_ONCE, ASKS_FOR_RETRY, GIVES_UP, IGNORES_INTERRUPTION -> {}
            }
        }

        private Behaviour doesOf(Row row) {
            return Handler.typeOf(0).read(row.insert.task().params()).does();
        }

        private void check(boolean holds, String otherwise, Object... facts) {
            if (!holds) {
                throw checker.violation(otherwise, facts);
            }
        }
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}

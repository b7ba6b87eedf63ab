package dev.taskq.simulation;

import dev.taskq.EditResult;
import dev.taskq.Fire;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.simulation.Coverage.Notable;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Insert;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks fires: one task at most for each fire time, no fire time left out but by a policy, and no two tasks live of a schedule
 * that does not overlap. Checks that no edit overwrites a change that its client has not seen.
 */
final class ScheduleRules {
    private final Violations violations;
    private final Account account;
    private final Coverage coverage;
    private final Map<String, Known> schedules = new HashMap<>();
    private final Set<Fire> fired = new HashSet<>();

    ScheduleRules(Violations violations, Account account, Coverage coverage) {
        this.violations = violations;
        this.account = account;
        this.coverage = coverage;
    }

    /** The known facts about a schedule. */
    private record Known(Schedule schedule, Optional<Instant> next, OptionalLong last) {
        Duration every() {
            return ((Recurrence.Interval) schedule.definition().recurrence()).interval();
        }

        boolean overlaps() {
            return schedule.definition().overlap() == Overlap.ALLOW;
        }
    }

    /** A client has edited a schedule, or was refused. Called before the change is entered. */
    void edited(String name, Instant seen, EditResult result) {
        switch (result) {
            case EditResult.Edited edited -> {
                Instant last = known(name).schedule().updatedAt();
                violations.check(last.equals(seen), "edited as of %s, and was changed at %s: %s", seen, last, name);
                coverage.saw(Notable.EDITED);
            }
            case EditResult.ChangedSince changed -> coverage.saw(Notable.EDIT_REFUSED);
            case EditResult.NotFound notFound -> {}
        }
    }

    /** A client has put, edited, paused, resumed or deleted a schedule. */
    void scheduled(String name, Optional<Schedule> schedule) {
        if (schedule.isEmpty()) {
            schedules.remove(name);
            return;
        }
        OptionalLong last = schedules.containsKey(name) ? known(name).last() : OptionalLong.empty();
        schedules.put(name, new Known(schedule.get(), schedule.get().nextFireAt(), last));
    }

    private Known known(String name) {
        Known known = schedules.get(name);
        if (known == null) {
            throw violations.violation("schedule %s does not exist", name);
        }
        return known;
    }

    /** Called before the tasks of the step are entered in the account. */
    void firing(FireStep step, FireResult result) {
        if (result.effect() == FireResult.Effect.PASSED_OVER) {
            return;
        }
        Known known = known(step.name());
        Instant next = known.next().orElseThrow(() -> violations.violation("%s is paused, and was fired", step.name()));
        leavesNothingOut(known, next, step);
        boolean isLive = known.last().isPresent() && !isOver(known.last().getAsLong());
        if (result.effect() == FireResult.Effect.OVERLAPPED) {
            violations.check(!known.overlaps() && isLive, "skipped, and its last task is final: %s", step);
            coverage.saw(Notable.FIRE_OVERLAPPED);
        } else {
            violations.check(
                    known.overlaps() || !isLive || step.times().isEmpty(),
                    "fired, and its last task is live: %s",
                    step);
        }
    }

    private boolean isOver(long task) {
        Row row = account.row(task);
        return row.purged || row.status.isFinal();
    }

    private void leavesNothingOut(Known known, Instant next, FireStep step) {
        if (step.skipped() == 0) {
            violations.check(
                    !step.times().isEmpty() && step.times().getFirst().equals(next),
                    "the next fire time was %s, and it did %s",
                    next,
                    step);
        } else {
            coverage.saw(Notable.FIRE_MISSED);
            violations.check(
                    step.times().size()
                            <= known.schedule().definition().catchUp().most(),
                    "more than it may catch up with: %s",
                    step);
        }
        Optional<Instant> before = step.lastSkipped();
        for (Instant time : step.times()) {
            follows(known, before, time, step);
            before = Optional.of(time);
        }
        follows(known, before, step.next().orElseThrow(), step);
    }

    private void follows(Known known, Optional<Instant> before, Instant time, FireStep step) {
        violations.check(
                before.map(it -> it.plus(known.every()).equals(time)).orElse(true),
                "%s does not follow %s: %s",
                time,
                before,
                step);
    }

    /** Called after the tasks of the step are entered in the account. */
    void fired(FireStep step, FireResult result) {
        if (result.effect() == FireResult.Effect.PASSED_OVER) {
            coverage.saw(Notable.FIRE_PASSED_OVER);
            return;
        }
        Known known = known(step.name());
        OptionalLong last = result.hints().isEmpty()
                ? known.last()
                : OptionalLong.of(result.hints().getLast().id());
        schedules.put(step.name(), new Known(known.schedule(), step.next(), last));
    }

    /** A task was stored. */
    void inserted(Insert insert) {
        insert.task().origin().fire().ifPresent(fire -> {
            violations.check(fired.add(fire), "fired twice: %s", fire);
            coverage.saw(Notable.FIRED);
        });
    }

    /**
     * Records a backup of the store.
     *
     * @return an action that resets these rules to their present state, to be run when the store is restored
     */
    Runnable backup() {
        Map<String, Known> schedulesThen = Map.copyOf(schedules);
        Set<Fire> firedThen = Set.copyOf(fired);
        return () -> {
            schedules.clear();
            schedules.putAll(schedulesThen);
            fired.clear();
            fired.addAll(firedThen);
        };
    }
}
